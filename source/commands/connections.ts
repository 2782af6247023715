import { connect } from '../hosts/connect.ts';
import type { Host } from '../hosts/host.ts';
import { FerryError } from '../model/error.ts';
import { canAsk } from './terminal.ts';

/*
Connections are never closed here: all processes share one per host, and ending it would cut off an engine that is
at work. ssh ends an idle one by itself (ControlPersist).
*/

/** The hosts of a migration. In a terminal ssh may ask its questions now, at a normal prompt. */
export const connectBoth = async (of: {
	source: string;
	target: string;
}): Promise<{ source: Host; target: Host }> => {
	const interactive = canAsk();
	// One after the other: two password prompts at once could not be told apart.
	const source = await connect(of.source, { interactive, bulk: true });
	const target = await connect(of.target, { interactive, bulk: true });
	return { source, target };
};

/** What ssh says when a person could have helped. */
const couldBeAnswered = /Permission denied|Host key verification failed/;

const answerable = (error: unknown): boolean => {
	const said = error instanceof FerryError ? (error.explanation.evidence ?? []).join('\n') : '';
	return canAsk() && couldBeAnswered.test(said);
};

/**
Asks several hosts at once, each in a single round trip: one that can't be reached takes nothing from what the others
say. Only where ssh was refused, and somebody is there, is it tried again with ssh's own questions.
*/
export const askHosts = async <Answer>(
	names: readonly string[],
	ask: (host: Host) => Promise<Answer>,
): Promise<PromiseSettledResult<Answer>[]> => {
	const answers = await Promise.allSettled(names.map(async (name) => ask(await connect(name))));
	const settled: PromiseSettledResult<Answer>[] = [];
	for (const [index, answer] of answers.entries()) {
		const again = answer.status === 'rejected' && answerable(answer.reason);
		// One after the other: two password prompts at once could not be told apart.
		const [second] = again
			? await Promise.allSettled([connect(names[index] ?? '', { interactive: true }).then(ask)])
			: [answer];
		settled.push(second);
	}
	return settled;
};

/** Asks one host something. */
export const askHost = async <Answer>(
	name: string,
	ask: (host: Host) => Promise<Answer>,
): Promise<Answer> => {
	const [answer] = await askHosts([name], ask);
	if (answer?.status === 'fulfilled') return answer.value;
	throw answer?.reason;
};

/** How long the screens wait for a host before they open; of several, none may hold up the others. Milliseconds. */
const patience = { one: 20_000, several: 3000 };

/**
Opens the connections of the screens, where nothing can be asked any more: what ssh asks is asked now. A single host
that can't be reached is an error; among several the list says it in its place.
*/
export const openConnections = async (names: readonly string[]): Promise<void> => {
	const knock = (timeoutMs: number) => (host: Host) => host.run(['true'], { timeoutMs });
	const [only, ...others] = names;
	if (only !== undefined && others.length === 0) await askHost(only, knock(patience.one));
	else await askHosts(names, knock(patience.several));
};
