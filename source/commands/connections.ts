import { connect } from '../hosts/connect.ts';
import type { Host } from '../hosts/host.ts';
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
	const source = await connect(of.source, { interactive });
	const target = await connect(of.target, { interactive });
	return { source, target };
};

/** One host, for looking only. */
export const connectOne = (name: string): Promise<Host> => connect(name, { interactive: canAsk() });
