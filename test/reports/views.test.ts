import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import { foldAll } from '../../source/model/fold.ts';
import { checklistLines } from '../../source/reports/checklist.ts';
import { tableLines } from '../../source/reports/columns.ts';
import { historyLines } from '../../source/reports/history.ts';
import { cut, hanging, wrap } from '../../source/reports/lines.ts';
import { listLines } from '../../source/reports/list.ts';
import { bare } from '../../source/reports/look.ts';
import { planLines } from '../../source/reports/plan.ts';
import { showLines } from '../../source/reports/show.ts';
import { hostLines, statusRecord, unfinishedLines } from '../../source/reports/status.ts';
import { barLines } from '../../source/reports/timeline.ts';
import { blockingFindings, sampleJournal, samplePlan } from '../screens/sample-journal.ts';
import { host } from './host.ts';

const view = foldAll(sampleJournal('migrated'));
const golden = (name: string) => `goldens/${name}.golden`;
const text = (lines: readonly string[]) => `${lines.join('\n')}\n`;

describe.each([40, 80, 200])('at %i columns', (columns) => {
	const look = bare(columns);

	test('show', async () => {
		await expect(text(showLines(view, look))).toMatchFileSnapshot(golden(`show-${columns}`));
	});

	test('checklist', async () => {
		const lines = checklistLines(blockingFindings, look);
		await expect(text(lines)).toMatchFileSnapshot(golden(`checklist-${columns}`));
		for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(columns);
	});

	test('list', async () => {
		const lines = listLines(host(), look, true);
		await expect(text(lines)).toMatchFileSnapshot(golden(`list-${columns}`));
		for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(columns);
	});

	test('history', async () => {
		const records = (['migrated', 'rolled-back', 'blocked', 'needs-human'] as const).map((name, index) => ({
			view: foldAll(sampleJournal(name, undefined, `2026112${index}-031200-web1`)),
			alive: false,
		}));
		const lines = historyLines(records, look);
		await expect(text(lines)).toMatchFileSnapshot(golden(`history-${columns}`));
		// A path stays whole, so that it can be copied.
		for (const line of lines.filter((line) => !line.includes('/')))
			expect(stringWidth(line)).toBeLessThanOrEqual(columns);
	});

	test('status', async () => {
		const broken = host({
			name: 'gamma',
			root: false,
			tools: {},
			leftovers: ['/var/lib/lxc-ferry/staging/x'],
		});
		const images = ['web1-aa7c-5c6fd74819b64c3d', 'db1-0b0b-db94caf9cfc05455', 'x', 'y', 'z'].map(
			(name, index) => ({
				kind: 'images',
				path: `/var/lib/lxc-ferry/staging/20261123-22300${index}-${name}`,
				bytes: 12_345_678 * (index + 1),
				migration: name,
				needed: index === 0,
			}),
		);
		const lines = [
			...hostLines({ name: 'alpha', facts: host() }, look),
			...hostLines({ name: 'gamma', facts: broken, left: images }, look),
			...hostLines({ name: 'omega', error: 'The host omega is not known' }, look),
			...unfinishedLines(
				[
					{ view: foldAll(sampleJournal('migrated').slice(0, 20)), alive: true },
					{ view: foldAll(sampleJournal('migrated').slice(0, 20)), alive: false },
				],
				look,
				view.startedAt + 61_000,
			),
		];
		await expect(text(lines)).toMatchFileSnapshot(golden(`status-${columns}`));
	});
});

test('a plan shows every command whole', () => {
	const lines = planLines(samplePlan, bare(40)).join('\n');
	for (const { commands } of samplePlan.stages) {
		for (const { argv } of commands) for (const word of argv) expect(lines).toContain(word);
	}
});

test('ASCII where the locale has no more', () => {
	const lines = [
		...showLines(view, bare(80, false)),
		...historyLines([{ view, alive: false }], bare(80, false)),
	];
	expect(lines.join('\n')).toMatch(/^[\n -~]*$/);
});

test('ids are shortened only as long as they stay unique', () => {
	const two = ['20261123-031200-web1-aaaa', '20261123-031200-web2-bbbb', '20261124-031200-web3-cccc'].map(
		(id) => ({
			view: foldAll(sampleJournal('migrated', undefined, id)),
			alive: false,
		}),
	);
	const ids = historyLines(two, bare())
		.slice(1)
		.map((line) => line.split(' ')[0]);
	expect(ids).toEqual(['20261123-031200-web1-aaaa', '20261123-031200-web2-bbbb', '20261124-031200']);
});

test('bars lie where their spans lie, also for spans of no length', () => {
	const lines = barLines(
		[
			{ label: 'a', from: 0, to: 50 },
			{ label: 'b', from: 50, to: 50 },
			{ label: 'c', from: 50, to: 100 },
		],
		bare(40),
	);
	expect(lines).toEqual([
		'  a      0.05 s ████████████',
		'  b      0.00 s             ▌',
		'  c      0.05 s             ████████████',
	]);
	expect(barLines([], bare())).toEqual([]);
});

test('the line of status --json', () => {
	expect(statusRecord({ name: 'alpha', facts: host() })).toMatchObject({
		host: 'alpha',
		ready: true,
		obstacles: [],
	});
	expect(statusRecord({ name: 'x', error: 'gone' })).toEqual({
		host: 'x',
		ready: false,
		obstacles: ['gone'],
	});
	const down = host({ criuCheck: { ok: false, output: ['no kernel support'] } });
	expect(statusRecord({ name: 'x', facts: down })).toMatchObject({ ready: false });
});

test('the history tells where the images of what is not over are, and what could not be removed', () => {
	const [first, ...rest] = sampleJournal('needs-human', undefined, '20261123-031200-web1-0000');
	const events = [first, ...rest].filter((event) => event !== undefined);
	const plan = events.find(({ type }) => type === 'plan');
	expect(plan).toBeDefined();
	const prepared = { ...events[1], type: 'intent', act: 'prepare', detail: '' } as (typeof events)[number];
	const cut = foldAll([...events.filter(({ type }) => type !== 'finished'), prepared]);
	const staging = cut.plan?.places.source.staging ?? '';
	expect(historyLines([{ view: cut, alive: false }], bare(200)).join('\n')).toContain(
		`${cut.source}: may be in ${staging}`,
	);
	expect(historyLines([{ view: cut, alive: true }], bare(200)).join('\n')).not.toContain(staging);
	const evidence = [`alpha: it is stopped there; complete image in ${staging} (3.2 MB)`];
	const over = { ...cut, outcome: 'needs-human' as const, explanation: { what: '', evidence } };
	expect(historyLines([{ view: over, alive: false }], bare(200)).join('\n')).toContain(evidence[0]);
	const next = ['Remove what is left on beta: lxc-ferry clean --source beta'];
	const back = { ...cut, outcome: 'rolled-back' as const, explanation: { what: '', evidence, next } };
	const lines = historyLines([{ view: back, alive: false }], bare(200)).join('\n');
	expect(lines).toContain(next[0]);
	expect(lines).not.toContain(staging);
});

test('lines are wrapped by cells, and long words stay whole', () => {
	expect(wrap('日本語 日本語 abc', 7)).toEqual(['日本語', '日本語', 'abc']);
	expect(wrap('a /very/long/path/to/a/file b', 10)).toEqual(['a', '/very/long/path/to/a/file', 'b']);
	expect(hanging('why:  ', 'one two three', 30)).toEqual(['why:  one two three']);
	expect(cut('日本語日本語', 7, bare())).toBe('日本語…');
	expect(cut('abcdefgh', 6, bare(80, false))).toBe('abc...');
});

test('columns are left out before names are cut', () => {
	const columns = [
		{ head: 'NAME', drop: 0, shrink: true as const },
		{ head: 'NOTE', drop: 1 },
	];
	const rows = [['a-rather-long-name', 'a rather long note']];
	expect(tableLines(columns, rows, bare(40))[1]).toBe('a-rather-long-name  a rather long note');
	expect(tableLines(columns, rows, bare(20))[1]).toBe('a-rather-long-name');
	expect(tableLines(columns, rows, bare(10))[1]).toBe('a-rather-…');
});
