// The document that the benchmark of the screens writes.
import { readFileSync } from 'node:fs';
import { cpus, loadavg, release, totalmem } from 'node:os';
import { median } from '../../source/model/statistics.ts';
import { markdownTable } from './format.ts';

type Numbers = number[];

export type Measures = {
	/** Milliseconds. */
	emptyNode: Numbers;
	attach: Numbers;
	picker5: Numbers;
	picker500: Numbers;
	keys5: Numbers;
	keys500: Numbers;
	/** Bytes a second. */
	ssh: Numbers;
	desk: Numbers;
	idle: Numbers;
	journal1k: { ms: Numbers; bytes: Numbers };
	journal100k: { ms: Numbers; bytes: Numbers };
};

const rounded = (value: number): string => (value < 10 ? value.toFixed(1) : `${Math.round(value)}`);

type Wanted = { text: string; reached: boolean };

const atMost = (value: number, most: number, unit: string): Wanted => ({
	text: `at most ${most} ${unit}`,
	reached: value <= most,
});

const row = (what: string, unit: string, all: Numbers, base?: Numbers, wanted?: Wanted): string[] => [
	what,
	unit,
	`${all.length}`,
	`**${rounded(median(all))}**`,
	rounded(Math.max(...all)),
	base === undefined ? '' : (median(all) / median(base)).toFixed(2),
	wanted === undefined ? '' : `${wanted.text}: ${wanted.reached ? 'reached' : '**missed**'}`,
];

const megabytes = (all: Numbers): Numbers => all.map((bytes) => bytes / 1e6);

const rows = (m: Measures): string[][] => [
	row('an empty Node says a word', 'ms', m.emptyNode),
	row('first frame: `attach` to a finished migration', 'ms', m.attach, m.emptyNode),
	row('first frame: 5 containers', 'ms', m.picker5, m.emptyNode),
	row('first frame: 500 containers', 'ms', m.picker500, m.emptyNode),
	row('key to frame: 5 containers', 'ms', m.keys5),
	row('key to frame: 500 containers', 'ms', m.keys500, m.keys5, atMost(median(m.keys500), 50, 'ms')),
	row('sent while migrating, over ssh', 'B/s', m.ssh, undefined, atMost(Math.max(...m.ssh), 5000, 'B/s')),
	row('sent while migrating, at the desk', 'B/s', m.desk),
	row(
		'sent while idle: 500 containers, asked again every second',
		'B/s',
		m.idle,
		undefined,
		atMost(median(m.idle), 500, 'B/s'),
	),
	row('a journal of 1,000 events to its end', 'ms', m.journal1k.ms),
	row('a journal of 100,000 events to its end', 'ms', m.journal100k.ms, m.journal1k.ms),
	row('resident with a journal of 1,000 events', 'MB', megabytes(m.journal1k.bytes)),
	row(
		'resident with a journal of 100,000 events',
		'MB',
		megabytes(m.journal100k.bytes),
		megabytes(m.journal1k.bytes),
	),
];

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
	version: string;
};

const machine = (): string =>
	`${new Date().toISOString().slice(0, 10)}, ${cpus().length} × ${cpus()[0]?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GB, Linux ${release()}, Node.js ${process.versions.node}. Load of the machine at the end: ${loadavg()[0]?.toFixed(1)}.`;

/** What was measured, as a document. */
export const screensReport = (measures: Measures): string => `# Benchmark of the screens

Made by \`npm run bench:screens\` of lxc-ferry ${version}. ${machine()}

The screens are drawn in a real pty of 80x24 and read through a headless terminal, whose own time is in all figures
of milliseconds. What has hosts in it is given made-up ones; \`attach\` and the journals are the program itself. The
ratio is that of a first frame to an empty Node, of a key among 500 containers to one among 5, of 100,000 events to
1,000.

${markdownTable(['what', 'unit', 'times', 'median', 'worst', 'ratio', 'wanted'], rows(measures))}
`;
