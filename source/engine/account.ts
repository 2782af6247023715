import type { Explanation } from '../model/events.ts';
import type { Outcome } from '../model/stages.ts';
import { bytes } from '../model/text.ts';
import { canComeBack } from './recovery.ts';
import { placesOf, type Session, sourcePlace, targetPlace } from './session.ts';
import { unmarkRunning } from './source-mark.ts';
import { type Seen, type Whereabouts, whereabouts } from './where.ts';

/*
What a person is told at the end of a migration that did not go well: what happened, and where there is anything to
do, what runs where, where every image is, and the commands that finish it. Asked of the hosts, not of the journal.
*/

const states: Record<Seen['state'], string> = {
	running: 'it runs there',
	held: 'CRIU is at work on it',
	stopped: 'it is stopped there',
	undefined: 'it does not exist there',
	unreachable: "can't be reached: whether it runs there is not known",
};

const imageOf = ({ image, part, bytes: size }: Seen, staging: string): string => {
	if (size === undefined) return '';
	const whole = image
		? 'complete image'
		: part === 'files'
			? 'image without its memory'
			: part === 'pages'
				? 'memory without the rest of the image'
				: 'no usable image';
	return `; ${whole} in ${staging} (${bytes(size)})`;
};

const evidence = (session: Session, { source, target }: Whereabouts): string[] => {
	const places = placesOf(session);
	return [
		`${session.source.name}: ${states[source.state]}${imageOf(source, places.source.staging)}`,
		`${session.target.name}: ${states[target.state]}${imageOf(target, places.target.staging)}`,
	];
};

const isUp = ({ state }: Seen): boolean => state === 'running' || state === 'held';

/** Both hosts were seen, it runs on neither, and no image of its memory is whole. */
const isLost = (seen: Whereabouts): boolean =>
	[seen.source, seen.target].every((host) => !isUp(host) && host.state !== 'unreachable') &&
	!canComeBack(seen);

/** Commands that finish it, from what is seen. */
const waysOut = (session: Session, seen: Whereabouts): string[] => {
	const { source, target } = seen;
	const { id } = session;
	const finish = `Finish it on ${session.target.name}: lxc-ferry resume ${id}`;
	const back = `Bring it back to ${session.source.name}: lxc-ferry rollback ${id}`;
	const away = [session.source, session.target].filter(
		(_, index) => [source, target][index]?.state === 'unreachable',
	);
	if (away.length > 0)
		return [`First make ${away.map(({ name }) => name).join(' and ')} reachable again.`, finish, back];
	const command = (name: string, place: typeof sourcePlace) =>
		`${name} -P ${place(session).lxcPath} -n ${place(session).name}`;
	if (isUp(source) && isUp(target))
		return [
			`Stop the one that is wrong: ${command('lxc-stop -k', sourcePlace)} (${session.source.name}) or ${command('lxc-stop -k', targetPlace)} (${session.target.name})`,
			finish,
			back,
		];
	if (isLost(seen))
		return [
			`Its memory is lost. Start it afresh on ${session.source.name}: ${command('lxc-start', sourcePlace)}`,
			`Then tidy up: lxc-ferry rollback ${id}`,
		];
	return [finish, back];
};

/** The explanation of an end: of the first error, then of what kept the way back from working. */
export const account = async (
	session: Session,
	outcome: Outcome,
	[first, wayBack]: readonly (Explanation | undefined)[],
): Promise<Explanation | undefined> => {
	const left = [...(session.left ?? [])].map(
		(name) => `Remove what is left on ${name}: lxc-ferry clean --source ${name}`,
	);
	if (outcome !== 'needs-human' || session.plan === undefined) {
		if (left.length === 0) return first;
		const { what = 'Not everything could be tidied up', next = [], ...rest } = first ?? {};
		return { what, ...rest, next: [...left, ...next] };
	}
	const seen = await whereabouts(session);
	// A fresh start there is all that is left, and safe: the target was seen to run nothing, and has nothing to restore.
	if (isLost(seen)) await unmarkRunning(session);
	const error = first ?? wayBack ?? { what: 'It could not be brought to an end' };
	const why = [
		error.why,
		wayBack === undefined || wayBack === error ? undefined : `${wayBack.what}. ${wayBack.why ?? ''}`,
	];
	return {
		what: error.what,
		why: why.filter((text) => text !== undefined).join(' '),
		evidence: [...evidence(session, seen), ...(wayBack?.evidence ?? error.evidence ?? [])],
		next: waysOut(session, seen),
	};
};
