import type { Explanation } from '../model/events.ts';
import { quote, quoteAll } from '../model/quote.ts';
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
	frozen: 'it is kept frozen there, with its memory',
	held: 'CRIU is at work on it, or it is ending',
	stopped: 'it is stopped there',
	undefined: 'it does not exist there',
	unreachable: 'whether it runs there is not known',
};

const stateOf = ({ state, pid, why }: Seen): string => {
	const more = [pid === undefined ? [] : `process ${pid}`, why ?? []].flat();
	return [states[state], ...more].join(': ');
};

const imageOf = ({ state, image, part, bytes: size }: Seen, staging: string): string => {
	// Post-copy's has no memory: that is in the frozen processes.
	if (size === undefined || state === 'frozen') return '';
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
		`${session.source.name}: ${stateOf(source)}${imageOf(source, places.source.staging)}`,
		`${session.target.name}: ${stateOf(target)}${imageOf(target, places.target.staging)}`,
	];
};

const isUp = ({ state }: Seen): boolean => state === 'running' || state === 'held';

/** Both hosts were seen, it runs or is kept on neither, and no image of its memory is whole. */
const isLost = (seen: Whereabouts): boolean =>
	[seen.source, seen.target].every(({ state }) => state === 'stopped' || state === 'undefined') &&
	!canComeBack(seen);

/** A fresh start runs and the memory is in an image: only one of the two can go on. */
const choices = (
	{ id, request, source, target, transferred }: Session,
	seen: Whereabouts,
	stop: string,
): string[] => [
	`Go on with the fresh start, and give up the memory: ${[request.source, request.target].map((host) => `lxc-ferry clean --source ${quote(host)}`).join(', ')}, then lxc-ferry rollback ${id}`,
	...(transferred && seen.target.image
		? [
				`Or restore memory and files of the freeze on ${target.name}: ${stop} on ${source.name}, then lxc-ferry resume ${id}`,
			]
		: []),
	`Or restore the memory on ${source.name}, beside files that the fresh start may have changed: ${stop} there, then lxc-ferry rollback ${id}`,
];

const startedAnew = ({ request, source }: Session, error: Explanation | undefined): Explanation => ({
	what: `${request.container} was started anew on ${source.name}, and the memory that it had before is in an image`,
	why: [
		'Its host was booted, or somebody started it. Either the fresh start goes on or the memory comes back: that is for a person to decide, and nothing was removed.',
		...(error === undefined ? [] : [`Before that: ${error.what}. ${error.why ?? ''}`]),
	]
		.join(' ')
		.trim(),
});

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
		return [
			`First make ${away.map(({ name }) => name).join(' and ')} reachable again, and lxc-info answer there.`,
			finish,
			back,
		];
	const command = (act: string, place: typeof sourcePlace) =>
		`${act} ${quoteAll(['-P', place(session).lxcPath, '-n', place(session).name])}`;
	if (session.anew && source.state === 'running')
		return choices(session, seen, command('lxc-stop -k', sourcePlace));
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
		(name) => `Remove what is left on ${name}: lxc-ferry clean --source ${quote(name)}`,
	);
	if (outcome !== 'needs-human' || session.plan === undefined) {
		if (left.length === 0) return first;
		const { what = 'Not everything could be tidied up', next = [], ...rest } = first ?? {};
		return { what, ...rest, next: [...left, ...next] };
	}
	const seen = await whereabouts(session);
	// A fresh start there is all that is left, and safe: the target was seen to run nothing, and has nothing to restore.
	if (session.locked && isLost(seen)) await unmarkRunning(session);
	const reason = first ?? wayBack;
	const error = session.anew
		? startedAnew(session, reason)
		: (reason ?? { what: 'It could not be brought to an end' });
	const why = [
		error.why,
		wayBack === undefined || wayBack === reason ? undefined : `${wayBack.what}. ${wayBack.why ?? ''}`,
	];
	return {
		what: error.what,
		why: why.filter((text) => text !== undefined).join(' '),
		evidence: [...evidence(session, seen), ...(wayBack?.evidence ?? error.evidence ?? [])],
		next: waysOut(session, seen),
	};
};
