// Carries out one row: container and client new, the program started, the fault at its instant, what the program
// says done, then a look from outside. Returns what was seen; `problems` is empty when it is what the row says.
import { setTimeout as sleep } from 'node:timers/promises';
import { hostsOf, reset } from '../container-state.ts';
import { labExec } from '../exec.ts';
import { hostPowerOn, hostReboot, isOn, linkUp, sshdStart, type Undo } from '../faults-kit.ts';
import { type HostName, lxcHosts } from '../paths.ts';
import { startProbe } from '../probe.ts';
import { kill, processesInside } from '../processes.ts';
import {
	type Ended,
	engines,
	finished,
	journalOf,
	type Program,
	recordedIds,
	runProgram,
	start,
	until,
} from './program.ts';
import { type Expectation, instants, type Row, type Step } from './row.ts';
import { traces } from './traces.ts';

export type Seen = {
	problems: string[];
	exit: number;
	outcome: string;
	runs: string;
	connection: 'same' | 'new';
	count: string;
	commands: string[];
	seconds: number;
	/** everything the program said, for a row that failed */
	output: string;
};

const address = '10.0.3.102:7000';

/** The count as a new client sees it; undefined if nobody answers. */
async function countNow(): Promise<number | undefined> {
	const look = 'timeout 1 nc 10.0.3.102 7000 | head -n 1';
	const { stdout } = await labExec('client', ['sh', '-c', look], { reject: false, timeout: 5000 });
	return stdout === '' ? undefined : Number(stdout);
}

async function goodHosts(): Promise<void> {
	for (const host of lxcHosts) {
		if (!isOn(host)) await hostPowerOn(host);
		await linkUp(host);
		for (const { pid, argv } of processesInside(host))
			if (/^(ssh: .*\[mux\]|sshd-session:)/.test(argv.join(' '))) kill(pid);
		await sshdStart(host);
		for (const pid of engines(host)) kill(pid);
		await labExec(host, [
			'sh',
			'-c',
			'for way in hidden real; do ! test -e $0.lab-$way || mv -f $0.lab-$way $0; done',
			'/usr/sbin/criu',
		]);
	}
}

const lastOutcome = (host: HostName, id: string): string =>
	String(journalOf(host, id).findLast(({ type }) => type === 'finished')?.['outcome'] ?? 'unfinished');

/** What the program says that can be done: its own output, else the status of its host. */
async function advice(output: string, command: string, id: string): Promise<boolean> {
	const line = `lxc-ferry ${command} ${id}`;
	if (output.includes(line)) return true;
	const { output: status } = await runProgram('alpha', ['status', 'localhost']);
	return status.includes(line);
}

type Progress = { output: string; id: string; problems: string[] };

async function take([command, exit]: Step, progress: Progress): Promise<string> {
	const { id, problems } = progress;
	if (command === 'lxc-start') {
		if (!/lxc-start .*-n count1/.test(progress.output)) problems.push('a fresh start was not offered');
		await labExec('alpha', ['lxc-start', '-n', 'count1', '-d'], { timeout: 30_000 });
		await until('a count after the fresh start', countNow, 10_000);
		return command;
	}
	if (command === 'lxc-stop') {
		if (!/lxc-stop -k .*-n count1/.test(progress.output)) problems.push('to stop it was not offered');
		await labExec('alpha', ['lxc-stop', '-k', '-n', 'count1'], { timeout: 30_000 });
		return command;
	}
	if (command === 'clean') {
		if (!progress.output.includes('lxc-ferry clean --source beta')) problems.push('clean was not named');
		const cleaned = await runProgram('alpha', ['clean', '--source', 'beta', '--yes']);
		progress.output += `\n--- clean\n${cleaned.output}`;
		if (cleaned.exit !== exit) problems.push(`clean ended with ${cleaned.exit}, not ${exit}`);
		return `${command} (${cleaned.exit})`;
	}
	if (command !== 'attach' && !(await advice(progress.output, command, id)))
		problems.push(`lxc-ferry ${command} ${id} was not named`);
	const words = command === 'attach' ? [command, id, '--plain'] : [command, id, '--yes', '--plain'];
	const ended = await runProgram('alpha', words);
	progress.output += `\n--- ${command}\n${ended.output}`;
	if (ended.exit !== exit) problems.push(`${command} ended with ${ended.exit}, not ${exit}`);
	return `${command} (${ended.exit})`;
}

/** The last sentence of the program against what is true. */
function tellsTruth(output: string, where: readonly HostName[]): string[] {
	const said = /runs on (\S+?)(?: again, with its state)?\.$/gm;
	const names = [...output.matchAll(said)].map(([, name]) => (name === 'localhost' ? 'alpha' : name));
	const last = names.at(-1);
	return last === undefined || where.join() === last ? [] : [`it says that it runs on ${last}`];
}

/** Of several that are right, the one that fits what was seen so far. */
function chosen(expected: readonly Expectation[], { exit, output }: Ended, outcome: string): Expectation {
	const cleans = output.includes('lxc-ferry clean --source');
	const fits = expected.filter((one) => one.exit === exit);
	const best = fits.find((one) => one.outcome === outcome && (one.commands[0]?.[0] === 'clean') === cleans);
	return best ?? fits[0] ?? (expected[0] as Expectation);
}

/** What is left once everything had a moment to end. */
export async function settledTraces(): Promise<string[]> {
	let left: string[] = [];
	for (const end = Date.now() + 3000; Date.now() < end; await sleep(50)) {
		left = await traces('count1');
		if (left.length === 0) break;
	}
	return left;
}

async function look(
	expect: Expectation,
	probe: Awaited<ReturnType<typeof startProbe>>,
	seenBefore: number,
): Promise<Pick<Seen, 'problems' | 'runs' | 'connection' | 'count'>> {
	const problems: string[] = [];
	const runs = hostsOf('count1');
	if (runs.join() !== expect.runs)
		problems.push(`runs on ${runs.join(' and ') || 'no host'}, not on ${expect.runs}`);
	const now = runs.length > 0 ? await until('a count', countNow, 10_000).catch(() => undefined) : undefined;
	if (now === undefined) problems.push('nobody counts');
	const last = probe.last() ?? 0;
	if (expect.connection === 'same')
		await until('the old connection to go on', () => (probe.last() ?? 0) > last, 5000).catch((error: Error) =>
			problems.push(error.message),
		);
	const result = await probe.stop();
	const connection = result.reconnects === 0 && result.last > last ? 'same' : 'new';
	if (connection !== expect.connection)
		problems.push(`the connection is ${connection}: ${JSON.stringify(result)}`);
	const count = result.backwards > 0 || (now ?? 0) < seenBefore ? 'back' : 'on';
	// What ran on the target may have been seen by nobody.
	if (expect.count !== 'freeze' && (count === 'on') !== (expect.count === 'on'))
		problems.push(`the count went ${count}`);
	if (expect.count === 'freeze' && (now ?? 0) < result.first) problems.push('the count began anew');
	return {
		problems,
		runs: runs.join(' and '),
		connection,
		count: problems.length === 0 ? expect.count : count,
	};
}

/** A row from its beginning to the look; never throws. */
export async function drive(row: Row): Promise<Seen> {
	const began = Date.now();
	const expected = 'exit' in row.expect ? [row.expect] : row.expect;
	const undos: Undo[] = [];
	const progress: Progress = { output: '', id: '', problems: [] };
	const seen: Seen = {
		problems: progress.problems,
		exit: -1,
		outcome: '',
		runs: '',
		connection: 'same',
		count: 'on',
		commands: [],
		seconds: 0,
		output: '',
	};
	const undo = async (): Promise<void> => {
		for (const one of undos.splice(0).toReversed()) await one();
	};
	let program: Program | undefined;
	let probe: Awaited<ReturnType<typeof startProbe>> | undefined;
	try {
		await goodHosts();
		await reset(['count1']);
		// What an earlier row that failed has left is not this one's.
		if ((await traces('count1')).length > 0) {
			for (const host of lxcHosts) await hostReboot(host);
			await reset(['count1']);
		}
		probe = await startProbe(address);
		const given = await row.given?.({} as Program);
		const words = [
			'migrate',
			'count1',
			'beta',
			'--yes',
			...(row.terminal ? [] : ['--plain']),
			...(row.options ?? ['--method', 'stream']),
		];
		const at = row.at === 'start' ? [] : instants[row.at];
		const { limitsDividedBy, terminal } = row;
		program = await start('alpha', words, {
			at,
			...(limitsDividedBy ? { limitsDividedBy } : {}),
			...(terminal ? { terminal } : {}),
		});
		if (row.at !== 'start') await program.held();
		const ending = await row.inject?.(program);
		// Also of a row that fails before its time has come.
		if (ending) undos.push(ending);
		await program.letGo();
		const ended = await finished(program, row.patienceMs);
		progress.output = ended.output;
		// Its own first line, not the newest journal: there may be a second migration.
		progress.id =
			/\d{8}-\d{6}\.\d{3}-count1-\w{4}/.exec(ended.output)?.[0] ?? recordedIds('alpha').at(-1) ?? '';
		seen.exit = ended.exit;
		seen.outcome = lastOutcome('alpha', progress.id);
		const expect = chosen(expected, ended, seen.outcome);
		if (expect.exit !== 'any' && ended.exit !== expect.exit)
			progress.problems.push(`ended with ${ended.exit}, not ${expect.exit}`);
		if (seen.outcome !== expect.outcome)
			progress.problems.push(`outcome ${seen.outcome}, not ${expect.outcome}`);
		if (ending && row.lasts !== 'row') {
			undos.pop();
			await ending();
		}
		if (given) undos.unshift(given);
		for (const step of expect.commands) seen.commands.push(await take(step, progress));
		await undo();
		progress.problems.push(...tellsTruth(progress.output, hostsOf('count1')));
		const found = await look(expect, probe, probe.last() ?? 0);
		progress.problems.push(...found.problems);
		Object.assign(seen, found, { problems: progress.problems });
		for (const trace of await settledTraces()) progress.problems.push(`left behind: ${trace}`);
	} catch (error) {
		progress.problems.push(error instanceof Error ? error.message : String(error));
		progress.output ||= program?.output() ?? '';
	}
	await undo().catch((error: Error) => progress.problems.push(error.message));
	await probe?.stop().catch(() => undefined);
	seen.seconds = (Date.now() - began) / 1000;
	seen.output = progress.output;
	return seen;
}
