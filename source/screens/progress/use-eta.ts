import { useRef } from 'react';
import type { MigrationView } from '../../model/fold.ts';
import { estimate } from './amounts.ts';
import { type Eta, nextEta } from './eta.ts';

/** The remaining time of the stage at work, steadied from frame to frame. */
export const useEta = (view: MigrationView, now: number): number | undefined => {
	const shown = useRef<Eta | undefined>(undefined);
	const stage = view.stage === undefined ? undefined : view.stages[view.stage];
	const key = `${view.stage} ${stage?.round ?? 0}`;
	shown.current = nextEta(shown.current, key, stage === undefined ? undefined : estimate(stage), now);
	return stage?.state === 'running' ? shown.current?.ms : undefined;
};
