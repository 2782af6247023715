// Pictures of a terminal as SVG: text stays text, and every stretch of it is put on its column.
import type { Run } from './runs.ts';

const cell = { width: 8.4, height: 17 };
const margin = { side: 14, top: 40, bottom: 12 };
const background = '#16181d';
const foreground = '#d7dae0';

/** The terminal's sixteen colours, readable on the background above. */
const palette = [
	...['#3b3f4a', '#f2777a', '#8fc98b', '#e8c46a', '#7aa6da', '#c9a0dc', '#6fc3c8', '#d7dae0'],
	...['#8a909c', '#ff8f91', '#a8dba5', '#f5d88b', '#98bdeb', '#dcb8ec', '#8fdce0', '#ffffff'],
];

const number = (value: number): string => String(Math.round(value * 10) / 10);

const escaped = (text: string): string =>
	text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** One stretch of text on its place. */
export const runSvg = (run: Run, row: number): string => {
	const x = margin.side + run.column * cell.width;
	const y = margin.top + row * cell.height;
	const width = run.width * cell.width;
	const color = run.color === undefined ? foreground : (palette[run.color] ?? foreground);
	const box = run.inverse
		? `<rect x="${number(x)}" y="${number(y)}" width="${number(width)}" height="${cell.height}" fill="${color}"/>`
		: '';
	const look = [
		run.inverse ? ` fill="${background}"` : run.color === undefined ? '' : ` fill="${color}"`,
		run.bold ? ' font-weight="bold"' : '',
		run.dim ? ' opacity=".6"' : '',
	].join('');
	// The length is said too, so that columns stand under each other in whatever font there is.
	const length = run.text.length > 1 ? ` textLength="${number(width)}"` : '';
	return `${box}<text x="${number(x)}" y="${number(y + 13)}"${length}${look}>${escaped(run.text)}</text>`;
};

/** One row of the terminal. */
export const rowSvg = (runs: readonly Run[], row: number): string =>
	runs.map((run) => runSvg(run, row)).join('');

export type Frame = { title: string; description: string; version: string; columns: number; rows: number };

/** The window around the rows, with a title for those who don't see it and the version it shows. */
export const windowSvg = ({ title, description, version, columns, rows }: Frame, content: string): string => {
	const width = Math.ceil(columns * cell.width + 2 * margin.side);
	const height = margin.top + rows * cell.height + margin.bottom;
	const dots = ['#f2777a', '#e8c46a', '#8fc98b'].map(
		(color, index) => `<circle cx="${20 + index * 18}" cy="18" r="5.5" fill="${color}"/>`,
	);
	return [
		`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
		`<title>${escaped(title)}</title>`,
		`<desc>${escaped(description)}</desc>`,
		`<metadata>lxc-ferry ${escaped(version)}</metadata>`,
		`<rect width="${width}" height="${height}" rx="8" fill="${background}"/>`,
		dots.join(''),
		`<text x="${width / 2}" y="22" text-anchor="middle" font-family="sans-serif" font-size="12" fill="${palette[8]}">${escaped(title)}</text>`,
		`<g font-family="ui-monospace,'DejaVu Sans Mono',Menlo,Consolas,monospace" font-size="14" fill="${foreground}" xml:space="preserve">`,
		content,
		'</g>',
		'</svg>',
		'',
	].join('\n');
};
