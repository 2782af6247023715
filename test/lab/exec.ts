// Commands inside a host, for programs and tests.
import { execa, type Result } from 'execa';
import { labCommand } from './command.ts';
import type { HostName } from './paths.ts';

export { labCommand };

export type LabExecOptions = {
	input?: string;
	/** milliseconds */
	timeout?: number;
	env?: Record<string, string>;
	/** throw when the command fails; true unless told */
	reject?: boolean;
};

export type LabExecResult = Pick<Result, 'exitCode' | 'failed' | 'timedOut' | 'signal'> & {
	stdout: string;
	stderr: string;
};

export async function labExec(
	host: HostName,
	argv: readonly string[],
	options: LabExecOptions = {},
): Promise<LabExecResult> {
	const { input, timeout, env, reject = true } = options;
	const [file = '', ...args] = labCommand(host, argv, env);
	return execa(file, args, {
		...(input === undefined ? { stdin: 'ignore' } : { input }),
		...(timeout === undefined ? {} : { timeout }),
		reject,
	}) as unknown as Promise<LabExecResult>;
}
