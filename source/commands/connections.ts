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
		const said = error instanceof FerryError ? (error.explanation.evidence ?? []).join('\n') : '';
		if (!canAsk() || !couldBeAnswered.test(said)) throw error;
		return ask(await connect(name, { interactive: true }));
	}
};
