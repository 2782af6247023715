// Many screens in one SVG. A stretch of text is written once for as long as it stays, and shown for that time.
import type { Run } from './runs.ts';
import { runSvg } from './svg.ts';

/** A screen, and from when on it is there, in milliseconds. */
export type Moment = { at: number; rows: Run[][] };

type Stretch = { from: number; to: number };

/** Every stretch of text with the time for which it is there, gathered by that time. */
const stretches = (moments: readonly Moment[], end: number): Map<string, Stretch & { texts: string[] }> => {
	const byTime = new Map<string, Stretch & { texts: string[] }>();
	const since = new Map<string, number>();
	const close = (text: string, to: number) => {
		const from = since.get(text) ?? 0;
		since.delete(text);
		if (from >= to) return;
		const group = byTime.get(`${from} ${to}`) ?? { from, to, texts: [] };
		group.texts.push(text);
		byTime.set(`${from} ${to}`, group);
	};
	for (const { at, rows } of moments) {
		const texts = new Set(rows.flatMap((runs, row) => runs.map((run) => runSvg(run, row))));
		for (const text of [...since.keys()]) if (!texts.has(text)) close(text, at);
		for (const text of texts) if (!since.has(text)) since.set(text, at);
	}
	for (const text of [...since.keys()]) close(text, end);
	return byTime;
};

const fraction = (part: number): string => String(Math.round(part * 1e4) / 1e4);

const animate = ({ from, to }: Stretch, end: number): string => {
	const steps: [number, string][] = [
		...(from > 0 ? ([[0, 'hidden']] as [number, string][]) : []),
		[from / end, 'visible'],
		...(to < end ? ([[to / end, 'hidden']] as [number, string][]) : []),
	];
	const values = steps.map(([, value]) => value).join(';');
	const times = steps.map(([time]) => fraction(time)).join(';');
	return `<animate attributeName="visibility" values="${values}" keyTimes="${times}" calcMode="discrete" dur="${end / 1000}s" repeatCount="indefinite"/>`;
};

/** The content of a window that shows these screens one after another, for ever. Where nothing moves, the last one. */
export const animatedSvg = (moments: readonly Moment[], end: number): string =>
	[...stretches(moments, end).values()]
		.map((stretch) => {
			const text = stretch.texts.join('');
			if (stretch.from === 0 && stretch.to === end) return text;
			const hidden = stretch.to === end ? '' : ' visibility="hidden"';
			return `<g${hidden}>${text}${animate(stretch, end)}</g>`;
		})
		.join('\n');
