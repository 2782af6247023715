import type { StageView } from '../../model/fold-stage.ts';
import { convergence } from '../../model/rounds.ts';
import { bytes } from '../../model/text.ts';
import type { Glyphs } from '../glyphs.ts';
import { fitting } from '../segments.ts';
import { part } from './amounts.ts';

/** Between two rounds the last one's result is all there is to tell; the next one's progress takes its place. */
export const betweenRounds = ({ state, round, rounds }: StageView, glyphs: Glyphs): string[] => {
	if (state !== 'running' || round === undefined || rounds.at(-1)?.round !== round) return [];
	return [...convergence(rounds).map((text) => `round ${round} ${glyphs.dot} ${text}`), `round ${round}`];
};

export const amount = (stage: StageView): string => {
	const { bytes: done, total, round, state } = stage;
	if (state !== 'running') {
		const rounds = round === undefined || round < 2 ? '' : ` in ${round} rounds`;
		return done === undefined ? '' : `${bytes(done)}${rounds}`;
	}
	const fraction = part(stage);
	// rsync's first word is that it has done nothing of nothing.
	if (done === 0 && !total) return '';
	return [
		round === undefined ? '' : `round ${round}`,
		done === undefined ? '' : total === undefined ? bytes(done) : `${bytes(done)} of ${bytes(total)}`,
		fraction === undefined ? '' : `${Math.floor(fraction * 100)} %`,
	]
		.filter(Boolean)
		.join('  ');
};

/** What a stage has done, in as many words as there is room for. */
export const told = (stage: StageView, room: number, glyphs: Glyphs): string => {
	const between = betweenRounds(stage, glyphs);
	if (between.length > 0) return fitting(between, room);
	const done = amount(stage);
	if (done === '' || stage.state === 'failed' || stage.rounds.length === 0) return done;
	if (stage.state === 'done')
		return fitting([...convergence(stage.rounds).map((text) => `${done} ${glyphs.dot} ${text}`), done], room);
	return fitting([`${done}  (was ${stage.rounds.at(-1)?.changed})`, done], room);
};
