import { duration } from '../../model/format.ts';
import type { Span } from '../../model/timeline.ts';
import type { Glyphs } from '../glyphs.ts';
import { cell, type Row } from '../segments.ts';

/** The spans of the blackout as a chart: each bar lies where it lies in time. */
export const timelineRows = (spans: readonly Span[], columns: number, glyphs: Glyphs): Row[] => {
	const total = Math.max(0, ...spans.map(({ to }) => to));
	if (total === 0) return [];
	const names = Math.min(32, Math.floor(columns * 0.38));
	const hosts = Math.min(12, Math.max(...spans.map(({ lane }) => lane.length)));
	const room = Math.max(6, columns - names - hosts - 15);
	return spans.map(({ lane, words, from, to }): Row => {
		const start = Math.min(room - 1, Math.round((from / total) * room));
		const long = Math.max(1, Math.round(((to - from) / total) * room));
		const chart = `${' '.repeat(start)}${glyphs.bar[0].repeat(Math.min(long, room - start))}`;
		return {
			left: [
				'  ',
				cell(words, names, glyphs.ellipsis),
				' ',
				['muted', cell(lane, hosts, glyphs.ellipsis)],
				' ',
				['accent', chart],
			],
			right: [duration(to - from)],
		};
	});
};
