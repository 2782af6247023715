import type { Level } from '../model/finding.ts';
import type { StageState } from '../model/fold-stage.ts';

/** Every sign that is not a letter. Two sets: UTF-8 and ASCII; all are one column wide unless a word. */
export type Glyphs = {
	level: Record<Level, string>;
	stage: Record<StageState, string>;
	pointer: string;
	arrow: string;
	ellipsis: string;
	dot: string;
	rule: string;
	open: string;
	closed: string;
	/** Filled and empty part of a bar. */
	bar: readonly [string, string];
	/** From nothing to full. */
	spark: readonly string[];
	/** Marks where a typed letter goes. */
	caret: string;
	/** Names a spinner of ink-spinner. */
	spinner: 'dots' | 'line';
	/** The pixel of the large clock. */
	pixel: string;
};

export const utf8: Glyphs = {
	level: { ok: '✓', info: 'i', warn: '!', fail: '✗' },
	stage: { waiting: '·', running: '▸', done: '✓', failed: '✗', skipped: '-' },
	pointer: '❯',
	arrow: '→',
	ellipsis: '…',
	dot: '·',
	rule: '─',
	open: '▾',
	closed: '▸',
	bar: ['█', '░'],
	spark: ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'],
	caret: '▏',
	spinner: 'dots',
	pixel: '█',
};

export const ascii: Glyphs = {
	level: { ok: '+', info: 'i', warn: '!', fail: 'x' },
	stage: { waiting: '.', running: '>', done: '+', failed: 'x', skipped: '-' },
	pointer: '*',
	arrow: '->',
	ellipsis: '~',
	dot: '-',
	rule: '-',
	open: 'v',
	closed: '>',
	bar: ['#', '.'],
	spark: ['_', '.', ':', '-', '=', '+', '*', '#'],
	caret: '_',
	spinner: 'line',
	pixel: '#',
};
