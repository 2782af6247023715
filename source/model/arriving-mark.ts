import { arriving, withBlock } from './moved-mark.ts';
import { printable } from './text.ts';

/**
The configuration that stands on the target from before the freeze until the commit. LXC waits there, and the files are
not whole yet or the source runs on: a boot in between must not start a copy beside it, so lxc-autostart passes it over,
in every group (the last value of `lxc.start.auto` counts, lxc-autostart(1)). No pre-start hook as in the mark of a moved
container: that one runs at a restore as well.
*/
export const withArriving = (text: string, id: string): string =>
	withBlock(text, [
		`${arriving} ${printable(id)}`,
		'# It may still run on the host that it comes from: do not start it here. This block goes when the move is done.',
		`# If that was interrupted: lxc-ferry resume ${printable(id)} (or rollback), where it was begun.`,
		'lxc.start.auto = 0',
	]);

/** Whether a configuration is of a container whose move to there is not done. */
export const isArriving = (text: string): boolean =>
	text.split('\n').some((line) => line.startsWith(arriving));
