import type { Layout } from '../layout.ts';
import type { Segment } from '../segments.ts';

/** The command line that does what this screen does; small screens show the bare command. */
export const sameAs = (command: string, { kind }: Layout): Segment[] => [
	['muted', kind === 'compact' ? command : `same as: ${command}`],
];
