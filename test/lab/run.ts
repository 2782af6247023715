// Runs commands of the outer machine. A failure becomes an error that shows the command and its last lines.
import { execa, type Options } from 'execa';

export class CommandError extends Error {
	override name = 'CommandError';
}

export async function run(file: string, args: readonly string[], options: Options = {}): Promise<string> {
	const result = await execa(file, args, { stdin: 'ignore', all: true, ...options, reject: false });
	if (!result.failed) return String(result.stdout ?? '');
	const output = String(result.all ?? result.stderr ?? '')
		.trimEnd()
		.split('\n')
		.slice(-20)
		.join('\n');
	throw new CommandError(`${String(result.shortMessage).split('\n')[0]}\n${output}`.trimEnd());
}

/** Whether the command succeeds. */
export async function succeeds(file: string, args: readonly string[]): Promise<boolean> {
	const result = await execa(file, args, {
		stdin: 'ignore',
		stdout: 'ignore',
		stderr: 'ignore',
		reject: false,
	});
	return !result.failed;
}
