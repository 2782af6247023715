import { type Dispatch, useEffect, useReducer, useState } from 'react';
import type { Explanation, FerryEvent } from '../../model/events.ts';
import { explainError } from '../explain-error.ts';
import { useUi, useVisible } from '../ui.tsx';
import { atEnd, newPlayer, type Player, type PlayerAction, reducePlayer } from './player.ts';

/** How many events are handed over at once while a recording is read. */
const portion = 2000;

/** Reads a recording and plays it at its own times. */
export const usePlayer = (
	events: AsyncIterable<FerryEvent>,
	speed: number,
): [Player, Dispatch<PlayerAction>, Explanation | undefined] => {
	const { fps } = useUi();
	const visible = useVisible();
	const [player, dispatch] = useReducer(reducePlayer, speed, newPlayer);
	const [broken, setBroken] = useState<Explanation | undefined>(undefined);
	useEffect(() => {
		let gone = false;
		const read = async () => {
			let batch: FerryEvent[] = [];
			const hand = () => {
				if (batch.length > 0) dispatch({ type: 'read', events: batch });
				batch = [];
			};
			for await (const event of events) {
				if (gone) return;
				batch.push(event);
				if (batch.length >= portion) hand();
			}
			if (gone) return;
			hand();
			dispatch({ type: 'complete' });
		};
		read().catch((error) => !gone && setBroken(explainError(error)));
		return () => {
			gone = true;
		};
	}, [events]);
	const playing = visible && !player.paused && !atEnd(player) && player.events.length > 0;
	useEffect(() => {
		if (!playing) return undefined;
		let before = performance.now();
		const timer = setInterval(() => {
			const now = performance.now();
			dispatch({ type: 'tick', ms: now - before });
			before = now;
		}, 1000 / fps);
		return () => clearInterval(timer);
	}, [playing, fps]);
	return [player, dispatch, broken];
};
