import { commandLine } from '../command-line.ts';
import { explanationRows, paragraph } from '../components/notice.ts';
import { sameAs } from '../components/same-as.ts';
import type { Glyphs } from '../glyphs.ts';
import type { Layout } from '../layout.ts';
import type { Row, Segment } from '../segments.ts';
import { type PickerRow, refusal } from './rows.ts';
import type { PickerState } from './state.ts';

/** What is said where no row is. */
export const emptyRows = (state: PickerState, columns: number, glyphs: Glyphs): Row[] => {
	const failed = state.hosts.find(({ error }) => error !== undefined)?.error;
	if (failed !== undefined) return explanationRows(failed, columns, glyphs);
	if (state.hosts.some(({ facts }) => facts === undefined)) {
		const names = state.hosts.map(({ title }) => title).join(', ');
		return paragraph(`Asking ${names} for its containers${glyphs.ellipsis}`, columns, { role: 'muted' });
	}
	if (state.filter !== '') return paragraph(`Nothing matches /${state.filter}. Esc clears it.`, columns);
	return paragraph(
		'There is no container here. lxc-create makes one; another host is shown by --source HOST.',
		columns,
	);
};

/** The last row: what Enter would do, or why it would not. */
export const hintFor = (state: PickerState, row: PickerRow | undefined, layout: Layout): Segment[] => {
	if (state.refusal !== undefined) return [['strong', state.refusal]];
	const failed = state.hosts.find(({ error, facts }) => error !== undefined && facts !== undefined);
	if (failed?.error !== undefined)
		return [['fail', `${failed.title}: ${failed.error.what}`], ' (the list is old)'];
	if (row?.kind === 'migration') {
		const id = row.record.view.id;
		return sameAs(`lxc-ferry ${row.record.alive ? 'attach' : 'resume'} ${id}`, layout);
	}
	if (row?.kind !== 'container') return [];
	const why = refusal(row.listing);
	if (why !== undefined) return [['muted', why]];
	return sameAs(commandLine({ container: row.listing.name, source: row.host, target: 'TARGET' }), layout);
};
