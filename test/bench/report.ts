// What was measured, as the Markdown page that the README quotes.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import { median } from '../../source/model/statistics.ts';
import { blackoutSpans, blackoutStart } from '../../source/model/timeline.ts';
import type { Measured } from './bench.ts';
import { megabytes, range, markdownTable as table } from './format.ts';
import type { Run } from './measure.ts';
import type { ScreenMemory } from './screen.ts';

const gaps = (runs: readonly Run[]) => runs.map(({ gapMs }) => gapMs);
const middle = (runs: readonly Run[], of: (run: Run) => number) => median(runs.map(of));

/** CRIU's own times in the script's runs: frozen at the dump, restore. */
const criu = (script: readonly Run[]) => ({
	frozen: median(script.map(({ criuMs }) => criuMs?.frozen ?? Number.NaN)),
	restore: median(script.map(({ criuMs }) => criuMs?.restore ?? Number.NaN)),
});

const verdict = ({ row, script, ferry }: Measured, all: readonly Measured[]): string => {
	const { wanted } = row;
	if (wanted === undefined) return '';
	const ours = median(gaps(ferry));
	const said = (value: number, good: boolean, wish: string) =>
		Number.isNaN(value) ? 'not measured' : `${value.toFixed(2)} (${wish}) ${good ? 'reached' : '**missed**'}`;
	if (wanted.kind === 'ratio') {
		const ratio = median(gaps(script)) / ours;
		return said(ratio, ratio >= wanted.atLeast, `script ÷ ours, at least ${wanted.atLeast}`);
	}
	if (wanted.kind === 'criu') {
		const { frozen, restore } = criu(script);
		const share = ours / (frozen + restore);
		return said(
			share,
			share <= wanted.atMost,
			`ours ÷ CRIU's own times in the script's runs, at most ${wanted.atMost}`,
		);
	}
	const other = all.find((one) => one.row.id === wanted.of);
	const growth = other === undefined ? Number.NaN : ours / median(gaps(other.ferry));
	return said(growth, growth <= wanted.atMost, `ours ÷ ours with 20,000 files, at most ${wanted.atMost}`);
};

const blackouts = (all: readonly Measured[]) =>
	table(
		['container', 'link', 'on the target', 'runs', 'script, ms', 'lxc-ferry, ms', 'script ÷ ours', 'wanted'],
		all.map((measured) => {
			const { row, script, ferry } = measured;
			const [theirs, ours] = [median(gaps(script)), median(gaps(ferry))];
			return [
				row.title,
				row.link?.name ?? 'unshaped',
				row.onTarget,
				`${ferry.length}`,
				script.length === 0 ? '' : `${Math.round(theirs)}${range(gaps(script))}`,
				`**${Math.round(ours)}**${range(gaps(ferry))}`,
				script.length === 0 ? '' : (theirs / ours).toFixed(1),
				verdict(measured, all),
			];
		}),
	);

const costs = (all: readonly Measured[]) =>
	table(
		[
			'container',
			'link',
			'wire, MB: script',
			'ours',
			'room for images, MB: script',
			'ours',
			'in all, s: script',
			'ours',
			"lxc-ferry's own CPU, s",
			'its memory at one moment, MB',
		],
		all.map(({ row, script, ferry }) => {
			const both = (of: (run: Run) => number, show: (value: number) => string) =>
				[script, ferry].map((runs) => (runs.length === 0 ? '' : show(middle(runs, of))));
			return [
				row.title,
				row.link?.name ?? 'unshaped',
				...both(({ wireBytes }) => wireBytes, megabytes),
				...both(({ imageBytes }) => imageBytes, megabytes),
				...both(
					({ totalMs }) => totalMs,
					(ms) => (ms / 1000).toFixed(1),
				),
				(middle(ferry, ({ cpuMs }) => cpuMs) / 1000).toFixed(2),
				megabytes(middle(ferry, ({ together }) => together)),
			];
		}),
	);

/** The run whose blackout is the median one, in its parts. */
const breakdown = ({ row, script, ferry }: Measured): string => {
	const sorted = ferry.toSorted((a, b) => a.gapMs - b.gapMs);
	const run = sorted[Math.floor((sorted.length - 1) / 2)];
	const start = run?.view === undefined ? 0 : blackoutStart(run.view);
	const spans = run?.view === undefined ? [] : blackoutSpans(run.view);
	const lines = spans.map(({ lane, words, from, to }) => [
		lane,
		words,
		...[from, to, to - from].map((ms) => `${Math.round(ms)}`),
	]);
	const { frozen, restore } = criu(script);
	const theirs =
		script.length === 0
			? ''
			: ` In the script's runs CRIU itself had it frozen for ${Math.round(frozen)} ms and restored it in ${Math.round(restore)} ms.`;
	return `### ${row.title}, ${row.link?.name ?? 'unshaped'}\n\nThe client heard nothing for ${run?.gapMs} ms${run === undefined ? '' : `, from ${Math.round(run.gapFrom - start)} to ${Math.round(run.gapFrom + run.gapMs - start)}`}.${theirs}\n\n${table(['where', 'part', 'from, ms', 'to, ms', 'ms'], lines)}`;
};

const version = (argv: readonly string[]) =>
	execFileSync(argv[0] ?? '', argv.slice(1), { encoding: 'utf8' }).trim();

const machine = (all: readonly Measured[]): string => {
	const { versions } = all.flatMap(({ ferry }) => ferry)[0]?.view?.plan ?? {};
	const tools = Object.entries(versions?.source ?? {}).map(([name, value]) => `${name} ${value}`);
	const model = cpus()[0]?.model.trim();
	return `${new Date().toISOString().slice(0, 10)}, ${cpus().length} × ${model}, ${Math.round(totalmem() / 2 ** 30)} GB, ${version(['uname', '-sr'])}; ${tools.join(', ')}. Load of the machine at the end: ${loadavg()[0]?.toFixed(1)}.`;
};

const { version: own } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
	version: string;
};

/** Both processes run the same Node: its pages are in memory once. */
const memory = (screens: readonly ScreenMemory[]): string => {
	if (screens.length === 0) return '';
	const of = (key: keyof ScreenMemory) => median(screens.map((screen) => screen[key])) ?? 0;
	const all = (key: keyof ScreenMemory) => Math.round(of(key) / 1e6);
	const moments = screens.map(({ together }) => together / 1e6);
	return `Engine and screen together take ${all('together')} MB${range(moments)} at most at one moment (median of ${screens.length} moves of count1), pages that they share counted once (wanted: at most 120 MB; ${of('together') <= 120e6 ? 'reached' : '**missed**'}); their highest sizes, which are not of one moment, add up to ${all('once')} MB. The sum of their highest resident sizes is ${all('rss')} MB, in which Node's own pages count twice (an empty Node takes ${all('emptyNode')} MB, two of them ${2 * all('emptyNode')} MB); the sum of their proportional sizes (PSS, which the benchmark's own Node makes smaller) is ${all('pss')} MB. A move of count1 with its screen takes ${(of('cpuMs') / 1000).toFixed(2)} s of CPU time.`;
};

export const report = (
	all: readonly Measured[],
	screens: readonly ScreenMemory[] = [],
): string => `# Benchmark

Made by \`npm run bench\` of lxc-ferry ${own}. ${machine(all)}

The lab's containers (test/lab) are moved from one host to another, alternately by the script of the 2014 article
(test/lab/seed-migrate.sh: dump, rsync of root file system and image, restore, all of it while the container stands
still) and by lxc-ferry. The blackout is the longest silence that a client on the containers' network hears: the
container sends it a line every millisecond, through one TCP connection that outlives the move. Figures are medians,
with the lowest and the highest in brackets.

## Blackout

${blackouts(all)}

## What else it takes

Room for images is the most that memory images took on both hosts together; lxc-ferry's holds the 16 MB that it
reserves on each before the freeze. The script keeps its images in /tmp, which is in memory in the lab; lxc-ferry keeps
them on disk and flushes them there before it gives the source up. Memory is that of the engine and of the program that
follows it in plain text. Slow links are made by the lab's own shaper (test/lab/files/shaper.c), because this kernel has
no netem.

${costs(all)}

${memory(screens)}

## Where the blackout goes

The median run of each row, in milliseconds since the freeze. Parts of different lanes run side by side. In about
half of the script's runs CRIU slept at its begin: what is not frozen at once it looks at again after 100 ms
(freeze_processes in criu/seize.c). lxc-ferry freezes the container's cgroup itself right before CRIU would.

${all.map(breakdown).join('\n\n')}
`;
