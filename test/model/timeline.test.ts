import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { foldAll } from '../../source/model/fold.ts';
import { parseEvent } from '../../source/model/parse-event.ts';
import { blackoutSpans } from '../../source/model/timeline.ts';

const day = 1.8e12;
const mark = (host: string, name: string, ms: number, from?: number) => ({
	host,
	name,
	ms: day + ms,
	...(from === undefined ? {} : { from: day + from }),
});

test('a span begins at the last mark of its own lane, the first of a lane at the last of any', () => {
	const marks = [
		mark('alpha', 'pre-dump', 0),
		mark('alpha', 'post-dump', 100),
		mark('image', 'send', 140, 110),
		mark('beta', 'pre-restore', 150),
		mark('alpha', 'post-dump-go', 200),
		mark('beta', 'post-restore', 190),
		mark('beta', 'post-restore-go', 260),
		mark('alpha', 'tasks-ended', 250),
	];
	expect(blackoutSpans({ marks, frozenAt: day, source: 'alpha' })).toEqual([
		{ lane: 'alpha', words: 'dumping memory and state', from: 0, to: 100 },
		{ lane: 'image', words: 'sending the rest of the image', from: 110, to: 140 },
		{ lane: 'beta', words: 'preparing the restore', from: 100, to: 150 },
		{ lane: 'beta', words: 'restoring processes and memory', from: 150, to: 190 },
		{ lane: 'alpha', words: 'held until the target is ready', from: 100, to: 200 },
		{ lane: 'alpha', words: 'the source ends its processes', from: 200, to: 250 },
		{ lane: 'beta', words: 'held until the source has ended', from: 190, to: 260 },
	]);
});

test('marks that count from the freeze and marks that are times of day say the same', () => {
	const marks = [mark('alpha', 'post-dump', 100), mark('', 'tasks-ended', 250)];
	const counted = marks.map((one) => ({ ...one, ms: one.ms - day }));
	const spans = blackoutSpans({ marks, frozenAt: day, source: 'alpha' });
	expect(spans.map(({ to }) => to)).toEqual([100, 250]);
	expect(blackoutSpans({ marks: counted, frozenAt: day, source: 'alpha' })).toEqual(spans);
});

test('the spans of a recorded migration lie inside its blackout, and there are words for all of them', () => {
	const path = new URL('../recorded/journals/migrated.ndjson', import.meta.url);
	const events = readFileSync(path, 'utf8')
		.trim()
		.split('\n')
		.flatMap((line) => parseEvent(line) ?? []);
	const view = foldAll(events);
	const spans = blackoutSpans(view);
	expect(spans.length).toBeGreaterThan(10);
	for (const { words, from, to } of spans) {
		expect(view.marks.map(({ name }) => name)).not.toContain(words);
		expect(from).toBeGreaterThanOrEqual(0);
		expect(to).toBeLessThanOrEqual((view.blackoutMs ?? 0) + 1);
	}
});
