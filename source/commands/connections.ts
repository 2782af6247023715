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
Asks one host something, in a single round trip. Only if ssh was refused, and somebody is there, is it tried again
with ssh's own questions.
*/
export const askHost = async <Answer>(
	name: string,
	ask: (host: Host) => Promise<Answer>,
): Promise<Answer> => {
	try {
		return await ask(await connect(name));
	} catch (error) {
		if (!answerable(error)) throw error;
		return ask(await connect(name, { interactive: true }));
	}
};

/** Asks several hosts at once: one that can't be reached takes nothing from what the others say. */
export const askHosts = <Answer>(
	names: readonly string[],
	ask: (host: Host) => Promise<Answer>,
): Promise<PromiseSettledResult<Answer>[]> => Promise.allSettled(names.map((name) => askHost(name, ask)));

/** How long screens that show several hosts wait for one that may want an answer from a person, milliseconds. */
const patience = 3000;

/**
Opens the connections of the screens, where nothing can be asked any more: ssh's questions are asked now, one host
after the other. A single host that can't be reached is an error; among several the list says it in its place.
*/
export const openConnections = async (names: readonly string[]): Promise<void> => {
	const knock = (host: Host) => host.run(['true'], { timeoutMs: patience });
	const [only = '', ...others] = names;
	if (others.length === 0) {
		await askHost(only, (host) => host.run(['true'], { timeoutMs: 20_000 }));
		return;
	}
	const answers = await Promise.allSettled(names.map(async (name) => knock(await connect(name))));
	for (const [index, answer] of answers.entries()) {
		if (answer.status === 'fulfilled' || !answerable(answer.reason)) continue;
		await connect(names[index] ?? '', { interactive: true }).catch(() => undefined);
	}
};
