import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { foldAll } from '../../source/model/fold.ts';
import { about, age, clock, duration } from '../../source/model/format.ts';
import { commandLine } from '../../source/screens/command-line.ts';
import { clockText } from '../../source/screens/components/big-clock.ts';
import { diff } from '../../source/screens/diff.ts';
import { drawingFor } from '../../source/screens/environment.ts';
import { topics } from '../../source/screens/help/topics.ts';
import { type Binding, bindings, keysMarkdown } from '../../source/screens/keys.ts';
import { layoutFor, scrollTo } from '../../source/screens/layout.ts';
import { nextEta } from '../../source/screens/progress/eta.ts';
import { bar, sparkline } from '../../source/screens/progress/sparkline.ts';
import { newPlayer, reducePlayer } from '../../source/screens/replay/player.ts';
import { cell, cut, layRow, wrap } from '../../source/screens/segments.ts';
import { hostRefusal } from '../../source/screens/target/state.ts';
import { colourTheme } from '../../source/screens/theme.ts';
import { sampleJournal } from './sample-journal.ts';

const anyText = fc.string({ unit: 'binary', maxLength: 60 });

describe('rows', () => {
	it('are never wider than the terminal, whatever a host sends', () => {
		fc.assert(
			fc.property(
				fc.array(anyText, { maxLength: 6 }),
				fc.array(anyText, { maxLength: 2 }),
				fc.integer({ min: 1, max: 120 }),
				(left, right, columns) => {
					const text = layRow({ left, right }, columns, '…')
						.map((piece) => piece.text)
						.join('');
					expect(stringWidth(text)).toBeLessThanOrEqual(columns);
					expect(text).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
				},
			),
		);
	});

	it('have cells of exactly the width that was asked for', () => {
		fc.assert(
			fc.property(anyText, fc.integer({ min: 1, max: 40 }), (text, columns) => {
				expect(stringWidth(cell(text, columns, '…'))).toBe(columns);
			}),
		);
	});

	it('wrap to lines that fit', () => {
		fc.assert(
			fc.property(anyText, fc.integer({ min: 2, max: 40 }), (text, columns) => {
				for (const line of wrap(text, columns)) expect(stringWidth(line)).toBeLessThanOrEqual(columns);
			}),
		);
	});

	it('cut wide letters at their edge', () => {
		expect(cut('日本語テキスト', 7, '…')).toBe('日本語…');
		expect(cut('日本語', 6, '…')).toBe('日本語');
	});

	it('keep what stands at the right', () => {
		const text = layRow({ left: ['a long name of a container'], right: ['12.0 s'] }, 20, '…')
			.map((piece) => piece.text)
			.join('');
		expect(text).toBe('a long name … 12.0 s');
	});
});

describe('numbers', () => {
	it('are short and honest', () => {
		expect([420, 9994, 12_300, 59_960, 123_000, 3_840_000, 180_000_000].map(duration)).toEqual([
			'0.42 s',
			'9.99 s',
			'12.3 s',
			'1 min 00 s',
			'2 min 03 s',
			'1 h 04 min',
			'2 d 2 h',
		]);
		expect([7000, 750_000, 3_723_000].map(clock)).toEqual(['00:07', '12:30', '1:02:03']);
		expect([30, 720, 14_400, 260_000].map(age)).toEqual(['<1 min', '12 min', '4 h', '3 d']);
		expect([0, 1200, 4400, 31_000, 170_000, 7_200_000].map(about)).toEqual([
			'about 0.1 s',
			'about 1.2 s',
			'about 4 s',
			'about 30 s',
			'about 3 min',
			'about 2 h',
		]);
		expect([990, 61_234].map(clockText)).toEqual(['0.9', '1:01.2']);
	});

	it('estimate without jumping', () => {
		let shown = nextEta(undefined, 'sync 1', 20_000, 0);
		const seen: number[] = [];
		for (let second = 1; second <= 10; second++) {
			// Rates breathe: the naive estimate is off by up to a third, up and down.
			const naive = (20_000 - second * 1000) * (second % 2 === 0 ? 1.3 : 0.8);
			shown = nextEta(shown, 'sync 1', naive, second * 1000);
			seen.push(shown?.ms ?? 0);
		}
		const jumps = seen.slice(1).map((ms, index) => ms - (seen[index] ?? 0));
		expect(Math.max(...jumps)).toBeLessThanOrEqual(1000);
		expect(nextEta(shown, 'freeze 0', undefined, 20_000)).toBeUndefined();
	});

	it('are drawn', () => {
		expect(sparkline([0, 1, 2, 4], 4, ['_', '.', ':', '#'])).toBe('_.:#');
		expect(sparkline([], 4, ['_', '#'])).toBe('');
		expect(bar(0.5, 10, ['#', '.'])).toBe('#####.....');
	});
});

describe('layouts', () => {
	it('fill the terminal exactly in every size', () => {
		fc.assert(
			fc.property(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 120 }), (columns, rows) => {
				const layout = layoutFor(columns, rows);
				if (layout.kind !== 'line') expect(layout.header + layout.body + layout.footer).toBe(rows);
			}),
		);
		expect([
			layoutFor(80, 24).kind,
			layoutFor(40, 10).kind,
			layoutFor(39, 24).kind,
			layoutFor(200, 50).kind,
		]).toEqual(['normal', 'compact', 'line', 'wide']);
	});

	it('scroll no further than needed', () => {
		expect(scrollTo(0, 5, 5, 4, 10)).toBe(2);
		expect(scrollTo(2, 3, 3, 4, 10)).toBe(2);
		expect(scrollTo(9, 0, 0, 4, 3)).toBe(0);
	});
});

describe('words', () => {
	it('say the command that does the same, safely quoted', () => {
		expect(commandLine({ container: 'web1', source: 'localhost', target: 'beta' })).toBe(
			'lxc-ferry migrate web1 beta',
		);
		expect(
			commandLine({
				container: "a b'c",
				source: 'alpha',
				target: 'root@beta',
				keepSource: false,
				health: 'curl -f x',
				force: ['lsm'],
			}),
		).toBe(
			"lxc-ferry migrate 'a b'\\''c' root@beta --source alpha --health 'curl -f x' --discard-source --force lsm",
		);
	});

	it('refuse what can not be a host', () => {
		expect(hostRefusal('-oProxyCommand=x', 'alpha')).toContain('option');
		expect(hostRefusal('beta;reboot', 'alpha')).toContain('characters');
		expect(hostRefusal('alpha', 'alpha')).toContain('already');
		expect(hostRefusal('ubuntu@beta', 'alpha')).toBeUndefined();
	});

	it('show what changes', () => {
		expect(diff('a\nb\nc\nd\ne\nf\n', 'a\nb\nc\nd\nE\nf\n', 1)).toEqual([
			{ kind: 'gap', text: '' },
			{ kind: 'same', text: 'd' },
			{ kind: 'removed', text: 'e' },
			{ kind: 'added', text: 'E' },
			{ kind: 'same', text: 'f' },
		]);
		expect(diff(undefined, 'new\n')).toEqual([{ kind: 'added', text: 'new' }]);
	});

	it('explain every screen with keys that exist', () => {
		for (const { scopes } of Object.values(topics))
			for (const scope of scopes) expect(bindings[scope]).toBeDefined();
	});
});

describe('keys', () => {
	it('mean one thing in each scope', () => {
		for (const [scope, table] of Object.entries(bindings)) {
			const all = Object.values<Binding>(table).flatMap(({ keys }) => keys);
			expect(all, scope).toEqual([...new Set(all)]);
		}
	});

	it('make the tables of README', () => {
		expect(keysMarkdown()).toContain('| `d` `q` | Leave the screen; the migration goes on without it |');
	});
});

describe('environment', () => {
	const terminal = { stdin: true, stdout: true };

	it('decides how to draw', () => {
		expect(drawingFor({ LANG: 'C.UTF-8', TERM: 'xterm' }, terminal)).toMatchObject({
			ascii: false,
			color: true,
			fps: 10,
		});
		expect(drawingFor({ LANG: 'C', TERM: 'xterm', NO_COLOR: '1' }, terminal)).toMatchObject({
			ascii: true,
			color: false,
		});
		expect(drawingFor({ LANG: 'de_DE.utf8', SSH_CONNECTION: 'x' }, terminal)).toMatchObject({
			ascii: false,
			fps: 5,
		});
		expect(drawingFor({ LC_ALL: 'C', LANG: 'C.UTF-8' }, terminal).ascii).toBe(true);
		expect(drawingFor({ TERM: 'linux', LANG: 'C.UTF-8' }, terminal).ascii).toBe(true);
	});

	it('knows when not to draw', () => {
		expect(drawingFor({ TERM: 'dumb' }, terminal).screens).toBe(false);
		expect(drawingFor({ INK_SCREEN_READER: 'true' }, terminal).screens).toBe(false);
		expect(drawingFor({}, { stdin: false, stdout: true }).screens).toBe(false);
	});
});

describe('colours', () => {
	it('never vanish on a white background, where bold is bright', () => {
		for (const { color, bold } of Object.values(colourTheme)) {
			expect(color ?? '').not.toMatch(/white|gr[ae]y|Bright/);
			if (bold === true) expect(['', 'red', 'magenta', 'blue']).toContain(color ?? '');
		}
	});
});

describe('recordings', () => {
	it('play to the same view as the journal folds to', () => {
		const events = sampleJournal();
		let player = reducePlayer(newPlayer(100), { type: 'read', events });
		player = reducePlayer(player, { type: 'complete' });
		for (let frame = 0; frame < 5; frame++) player = reducePlayer(player, { type: 'tick', ms: 100 });
		expect(player.view).toEqual(foldAll(events));
		player = reducePlayer(player, { type: 'restart' });
		expect(player.view.outcome).toBeUndefined();
	});
});
