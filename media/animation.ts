// Many screens in one SVG. A row is written once for as long as it stays the same, and shown for that time.
import type { Run } from './runs.ts';
import { rowSvg } from './svg.ts';

/** A screen, and from when on it is there, in milliseconds. */
export type Moment = { at: number; rows: Run[][] };

type Stretch = { from: number; to: number; svg: string };

const rowStretches = (moments: readonly Moment[], row: number, end: number): Stretch[] => {
	const stretches: Stretch[] = [];
	for (const { at, rows } of moments) {
		const svg = rowSvg(rows[row] ?? [], row);
		const last = stretches.at(-1);
		if (last?.svg === svg) continue;
		if (last !== undefined) last.to = at;
		stretches.push({ from: at, to: end, svg });
	}
	return stretches.filter((stretch) => stretch.svg !== '');
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
export const animatedSvg = (moments: readonly Moment[], end: number, rows: number): string =>
	Array.from({ length: rows }, (_, row) => rowStretches(moments, row, end))
		.flat()
		.map((stretch) => {
			const whole = stretch.from === 0 && stretch.to === end;
			if (whole) return stretch.svg;
			const hidden = stretch.to === end ? '' : ' visibility="hidden"';
			return `<g${hidden}>${stretch.svg}${animate(stretch, end)}</g>`;
		})
		.join('\n');
