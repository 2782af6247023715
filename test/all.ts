// `npm test`: formatter, types, dead code, unit tests, screens, then the lab with real migrations. One summary.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import process from 'node:process';
import { execa } from 'execa';
import { bundle } from '../build.mjs';
import { withLock } from './lab/lock.ts';
import { installPackages } from './lab/machine.ts';
import { containerNames } from './lab/paths.ts';
import { requireMachine } from './lab/require.ts';
import { up } from './lab/up.ts';

const top = join(import.meta.dirname, '..');
const results: { name: string; passed: number; failed: number; skipped: number; seconds: number }[] = [];
const reports = mkdtempSync(join(tmpdir(), 'lxc-ferry-test-'));
const quick = process.argv.includes('--quick');

const say = (line: string): void => void process.stderr.write(`${line}\n`);

type Count = { passed: number; failed: number; skipped: number };

/** Runs one part; a part that throws counts as one failure, and the others still run. */
const part = async (name: string, work: () => Promise<Count>): Promise<void> => {
	say(`\n── ${name}`);
	const began = Date.now();
	const count = await work().catch((error: unknown) => {
		say(String(error instanceof Error ? error.message : error));
		return { passed: 0, failed: 1, skipped: 0 };
	});
	results.push({ name, ...count, seconds: (Date.now() - began) / 1000 });
};

/** A tool that is silent and exits with 0 when all is well. */
const tool = (name: string, argv: readonly string[]) =>
	part(name, async () => {
		const [file = '', ...args] = argv;
		const { exitCode } = await execa(file, args, {
			cwd: top,
			preferLocal: true,
			stdio: 'inherit',
			reject: false,
		});
		return { passed: exitCode === 0 ? 1 : 0, failed: exitCode === 0 ? 0 : 1, skipped: 0 };
	});

type VitestReport = {
	numPassedTests: number;
	numFailedTests: number;
	numPendingTests: number;
	success: boolean;
	testResults: {
		name: string;
		assertionResults: { status: string; fullName: string; failureMessages: string[] }[];
	}[];
};

/** What failed, said again at the end: of a long log only the end may be kept. */
const failures: string[] = [];

const vitest = (project: string) =>
	part(project, async () => {
		const file = join(reports, `${project}.json`);
		await execa(
			process.execPath,
			[
				'node_modules/vitest/vitest.mjs',
				'run',
				'--project',
				project,
				'--reporter=default',
				'--reporter=json',
				`--outputFile.json=${file}`,
			],
			{ cwd: top, stdio: ['ignore', 'inherit', 'inherit'], reject: false },
		);
		if (!existsSync(file)) throw new Error(`vitest wrote no report for ${project}`);
		const report = JSON.parse(readFileSync(file, 'utf8')) as VitestReport;
		for (const { name, assertionResults } of report.testResults)
			for (const { status, fullName, failureMessages } of assertionResults)
				if (status === 'failed')
					failures.push(`${relative(top, name)}: ${fullName}\n${failureMessages.join('\n').slice(0, 1500)}`);
		const failed = report.numFailedTests === 0 && !report.success ? 1 : report.numFailedTests;
		return { passed: report.numPassedTests, failed, skipped: report.numPendingTests };
	});

await part('packages of this machine', async () => {
	await installPackages();
	return { passed: 1, failed: 0, skipped: 0 };
});
await tool('format and lint', ['biome', 'check', '--error-on-warnings']);
await tool('types', ['tsc', '-p', '.']);
await tool('dead code', ['knip']);
await part('build', async () => {
	await bundle(join(top, 'dist'));
	return { passed: 1, failed: 0, skipped: 0 };
});
await vitest('unit');
await vitest('screens');
if (!quick) {
	await part('lab up', async () => {
		requireMachine();
		await withLock(say, () => up(say, containerNames));
		return { passed: 1, failed: 0, skipped: 0 };
	});
	await vitest('lab');
}
rmSync(reports, { recursive: true });

for (const failure of failures) say(`\nfailed: ${failure}`);
say('');
for (const { name, passed, failed, skipped, seconds } of results) {
	say(
		`${failed === 0 ? 'ok  ' : 'FAIL'} ${name.padEnd(24)} ${`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`.padEnd(34)} ${seconds.toFixed(1)} s`,
	);
}
const total = (key: 'passed' | 'failed') => results.reduce((sum, result) => sum + result[key], 0);
console.log(`${total('passed')} passed, ${total('failed')} failed`);
process.exitCode = total('failed') === 0 ? 0 : 1;
