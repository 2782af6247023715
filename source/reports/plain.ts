import type { EventOf, FerryEvent, Progress } from '../model/events.ts';
import { emptyView, fold, type MigrationView } from '../model/fold.ts';
import { clock, duration } from '../model/format.ts';
import { quoteAll } from '../model/quote.ts';
import { roundResult } from '../model/rounds.ts';
import { isTelling } from '../model/telling.ts';
import { bytes, counted, printable } from '../model/text.ts';
import { levelWord } from './checklist.ts';
import { cut } from './lines.ts';
import type { Look } from './look.ts';
import { journey, outcomeLines } from './outcome.ts';
import { summarize } from './summary.ts';

/** Progress is told again after this much time and this many points of a hundred, or after the longer time. */
const again = { ms: 2000, points: 10, longMs: 30_000 };

const percent = ({ bytes: done, total }: Progress): number | undefined =>
	done === undefined || total === undefined || total <= 0
		? undefined
		: Math.min(100, Math.floor((done / total) * 100));

const progressText = (progress: Progress): string => {
	const part = percent(progress);
	const { total, rate, eta, round, detail } = progress;
	// rsync's first word is that it has done nothing of nothing.
	const done = progress.bytes === 0 && total === 0 ? undefined : progress.bytes;
	return [
		// Where the detail is a round's result it names the round itself.
		round === undefined || detail?.startsWith(`round ${round}:`) ? undefined : `round ${round}`,
		part === undefined ? undefined : `${part} %`,
		done === undefined ? undefined : total === undefined ? bytes(done) : `${bytes(done)} of ${bytes(total)}`,
		rate === undefined || done === undefined ? undefined : `${bytes(rate)}/s`,
		eta === undefined ? undefined : `${duration(eta)} left`,
		detail === undefined ? undefined : printable(detail),
	]
		.filter((text) => text !== undefined)
		.join(', ');
};

/** What is before the text of a line: the clock, the head, and the blanks between. */
const margin = 19;

/** A command or a line of a log: as much of it as one line of the terminal holds; in a file a good part of it. */
const long = (text: string, look: Look, end = ''): string => {
	const room = Math.max(20, Math.min(400, look.columns - margin) - end.length);
	return look.paint('quiet', `${cut(printable(text.slice(0, 4000)), room, look)}${end}`);
};

/** What is remembered between the lines: the fold, and when progress was last told. */
type State = { view: MigrationView; told: { at: number; percent: number } | undefined };

const stageText = (event: EventOf<'stage'>, state: State): string | undefined => {
	const at = state.view.lastAt;
	const part = percent(event) ?? 0;
	const text = progressText(event);
	const { startedAt } = state.view.stages[event.name];
	const took = startedAt === undefined ? undefined : duration(at - startedAt);
	switch (event.phase) {
		case 'progress': {
			const since = state.told === undefined ? Number.POSITIVE_INFINITY : at - state.told.at;
			const more =
				percent(event) === undefined || Math.abs(part - (state.told?.percent ?? 0)) >= again.points;
			// A round's result comes when it is ready, however soon after the last line.
			if (roundResult(event) !== undefined) return text;
			if (text === '' || since < again.ms || !(more || since >= again.longMs)) return undefined;
			state.told = { at, percent: part };
			return text;
		}
		case 'started':
			state.told = undefined;
			return ['started', text].filter(Boolean).join(': ');
		case 'finished':
			return [took === undefined ? 'done' : `done in ${took}`, text].filter(Boolean).join(': ');
		case 'failed':
			return ['FAILED', text].filter(Boolean).join(': ');
		case 'skipped':
			return ['skipped', text].filter(Boolean).join(': ');
		default:
			return undefined;
	}
};

const planText = (event: EventOf<'plan'>, view: MigrationView): string => {
	const fine = view.findings.filter(({ level }) => level === 'ok').length;
	const predicted = event.predicted;
	return [
		`${counted(fine, 'check')} fine`,
		`method ${event.method} (${printable(event.reason)})`,
		predicted === undefined
			? undefined
			: `predicted blackout ${duration(predicted.blackoutMs)}, total ${duration(predicted.totalMs)}`,
	]
		.filter((text) => text !== undefined)
		.join('; ');
};

/** Head and text of an event's line; undefined for what is not worth one. */
const say = (event: FerryEvent, state: State, look: Look): [head: string, text: string] | undefined => {
	const { view } = state;
	switch (event.type) {
		case 'started':
			return ['started', `${journey(event, look)}, ${event.migration}, ${event.at}`];
		case 'finding':
			if (event.level === 'ok') return undefined;
			return [
				'check',
				`${levelWord(event.level, look)} ${printable(event.title)} [${printable(event.check)}]`,
			];
		case 'plan':
			return ['plan', planText(event, view)];
		case 'stage': {
			const text = stageText(event, state);
			return text === undefined ? undefined : [event.name, text];
		}
		case 'command': {
			// `show` lists all commands.
			if (!isTelling(event.argv)) return undefined;
			const failed = event.exit === 0 ? '' : `  (exit ${event.exit})`;
			return ['run', long(`${event.host}$ ${quoteAll(event.argv)}`, look, failed)];
		}
		case 'log':
			return ['log', long(`${event.host}: ${event.line}`, look)];
		case 'intent':
			return ['next', `${printable(event.act)}: ${printable(event.detail)}`];
		case 'frozen':
			return ['FROZEN', look.paint('note', `on ${printable(event.host)}: the blackout starts`)];
		case 'unfrozen': {
			const length =
				view.frozenAt === undefined
					? ''
					: ` after ${duration((view.unfrozenAt ?? view.lastAt) - view.frozenAt)}`;
			return ['RUNS', look.paint('note', `on ${printable(event.host)}: the blackout ends${length}`)];
		}
		case 'rollback':
			return [
				'back',
				`${event.phase === 'started' ? 'rolling back' : `rollback ${event.phase}`}: ${printable(event.reason)}`,
			];
		case 'cancel':
			return ['cancel', `asked for by ${printable(event.by)}`];
		default:
			return undefined;
	}
};

/**
The plain report: give it the events one after the other, print the lines that it gives back. One line per event,
nothing is ever redrawn. Times are those of the journal, counted from its start, so a replay says the same.
*/
export const plainReport = (look: Look): ((event: FerryEvent) => string[]) => {
	const state: State = { view: emptyView(), told: undefined };
	return (event) => {
		state.view = fold(state.view, event);
		if (event.type === 'finished') return ['', ...outcomeLines(summarize(state.view), look)];
		const said = say(event, state, look);
		if (said === undefined) return [];
		const [head, text] = said;
		const at = clock(state.view.lastAt - state.view.startedAt);
		return [`${look.paint('quiet', at.padStart(7))}  ${head.padEnd(9)} ${text}`];
	};
};
