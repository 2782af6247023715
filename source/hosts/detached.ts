import { execa } from 'execa';

/** The program's output goes to the file itself: through a pipe of ours it would end with us. */
const script = 'log=$1; shift; exec "$@" >>"$log" 2>&1';

/** Starts a program that outlives this one: in a session of its own (setsid(2)), its output appended to `log`. */
export const startDetached = (argv: readonly string[], log: string): void => {
	const child = execa('/bin/sh', ['-c', script, 'engine', log, ...argv], {
		detached: true,
		cleanup: false,
		stdio: 'ignore',
		reject: false,
	});
	child.nodeChildProcess.unref();
};
