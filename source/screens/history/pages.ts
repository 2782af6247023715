import { worstFirst } from '../../model/finding.ts';
import type { MigrationView } from '../../model/fold.ts';
import { duration } from '../../model/format.ts';
import { quoteAll } from '../../model/quote.ts';
import { findingKey } from '../checklist/items.ts';
import { itemRows } from '../checklist/rows.ts';
import { paragraph } from '../components/notice.ts';
import type { Glyphs } from '../glyphs.ts';
import type { Row } from '../segments.ts';
import { summaryRows } from '../summary/rows.ts';
import { moments } from './format.ts';

export const pageNames = ['summary', 'timeline', 'findings', 'commands', 'log'] as const;
export type PageName = (typeof pageNames)[number];

type Page = (view: MigrationView, columns: number, glyphs: Glyphs) => Row[];

const timeline: Page = (view) =>
	moments(view).map(({ ms, text }) => ({ left: [['muted', duration(ms).padStart(14)], `  ${text}`] }));

const findings: Page = (view, columns, glyphs) =>
	worstFirst(view.findings).flatMap((finding) =>
		itemRows(
			{
				kind: 'finding',
				key: findingKey(finding),
				finding,
				open: finding.level === 'fail' || finding.level === 'warn',
			},
			{ selected: false, names: view, columns, glyphs },
		),
	);

const commands: Page = (view, columns, glyphs) =>
	view.commands.flatMap(({ host, argv, exit, ms }): Row[] => [
		...paragraph(`${host}# ${quoteAll(argv)}`, columns),
		{
			left: [
				'    ',
				exit === 0 ? ['ok', `${glyphs.level.ok} exit 0`] : ['fail', `${glyphs.level.fail} exit ${exit}`],
				['muted', `, ${duration(ms)}`],
			],
		},
	]);

const log: Page = (view) => view.log.map(({ host, line }) => ({ left: [['muted', `${host} `], line] }));

const pages: Record<PageName, Page> = { summary: summaryRows, timeline, findings, commands, log };

/** The rows of one page of a past migration. */
export const pageRows = (name: PageName, view: MigrationView, columns: number, glyphs: Glyphs): Row[] => {
	const rows = pages[name](view, columns, glyphs);
	return rows.length > 0 ? rows : [{ left: [['muted', `The journal has no ${name}.`]] }];
};
