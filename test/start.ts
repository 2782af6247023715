// `npm start`: the lab is brought up, the program built, and opened on host alpha with beta as suggested target.
// Without a terminal it moves web1 there and ends with the page that beta serves then.
import { spawnSync } from 'node:child_process';
import process from 'node:process';
import { bundle } from '../build.mjs';
import { reset } from './lab/container-state.ts';
import { labCommand, labExec } from './lab/exec.ts';
import { withLock } from './lab/lock.ts';
import { containerAddresses, containerNames } from './lab/paths.ts';
import { requireMachine } from './lab/require.ts';
import { up } from './lab/up.ts';

const say = (line: string): void => void process.stderr.write(`${line}\n`);

/** What the user's environment says about how to draw; all else of it stays outside of the host. */
const given = (...names: string[]): Record<string, string> =>
	Object.fromEntries(names.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])));

/** Runs the program on alpha with this terminal; gives its exit status. */
const ferry = (args: readonly string[]): number => {
	const [file = '', ...argv] = labCommand('alpha', ['lxc-ferry', ...args], {
		LXC_FERRY_SUGGESTED_TARGET: 'beta',
		...given('NO_COLOR', 'REDUCED_MOTION', 'LC_ALL'),
	});
	return spawnSync(file, argv, { stdio: 'inherit' }).status ?? 1;
};

const withoutTerminal = async (): Promise<number> => {
	// The demonstration always starts with web1 on alpha.
	await withLock(say, () => reset(['web1']));
	const status = ferry(['migrate', 'web1', 'beta', '--plain', '--yes']);
	if (status !== 0) return status;
	const state = await labExec('beta', ['lxc-info', '-n', 'web1', '-H', '-s']);
	const page = await labExec('client', [
		'curl',
		'-fsS',
		'--max-time',
		'10',
		`http://${containerAddresses.web1}/`,
	]);
	console.log(
		`\nweb1 is ${state.stdout.trim()} on beta, and http://${containerAddresses.web1}/ says:\n${page.stdout.trim()}`,
	);
	return 0;
};

requireMachine();
await withLock(say, () => up(say, containerNames));
await bundle(`${import.meta.dirname}/../dist`);
process.exitCode = process.stdin.isTTY && process.stdout.isTTY ? ferry([]) : await withoutTerminal();
