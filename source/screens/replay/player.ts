import type { FerryEvent } from '../../model/events.ts';
import { emptyView, fold, type MigrationView } from '../../model/fold.ts';

/** A recording and where it is played. Times are those of the journal, milliseconds since the epoch. */
export type Player = {
	events: readonly FerryEvent[];
	/** Everything was read. */
	complete: boolean;
	/** Events folded into the view. */
	played: number;
	view: MigrationView;
	/** The time on the journal's own clock. */
	clock: number;
	speed: number;
	paused: boolean;
};

export type PlayerAction =
	| { type: 'read'; events: readonly FerryEvent[] }
	| { type: 'complete' }
	| { type: 'tick'; ms: number }
	| { type: 'pause' }
	| { type: 'speed'; by: 1 | -1 }
	| { type: 'next' }
	| { type: 'restart' };

const speeds = [1, 2, 5, 10, 20, 50, 100] as const;

export const newPlayer = (speed: number): Player => ({
	events: [],
	complete: false,
	played: 0,
	view: emptyView(),
	clock: 0,
	speed: Math.max(1, Math.min(100, speed)),
	paused: false,
});

const timeOf = (event: FerryEvent | undefined): number =>
	event === undefined ? Number.NaN : Date.parse(event.at);

/** Whether the last event of a complete recording was played. */
export const atEnd = ({ complete, played, events }: Player): boolean => complete && played >= events.length;

const playTo = (player: Player, clock: number): Player => {
	let { played, view } = player;
	while (played < player.events.length) {
		const event = player.events[played] as FerryEvent;
		if (timeOf(event) > clock) break;
		view = fold(view, event);
		played++;
	}
	return { ...player, played, view, clock };
};

/** The time at which the next stage begins, or the recording ends. */
const nextStage = ({ events, played }: Player): number => {
	const next = events.slice(played).find((event) => event.type === 'stage' && event.phase === 'started');
	return timeOf(next ?? events.at(-1));
};

export const reducePlayer = (player: Player, action: PlayerAction): Player => {
	switch (action.type) {
		case 'read': {
			const events = [...player.events, ...action.events];
			const began = player.clock !== 0 ? player.clock : timeOf(events[0]) || 0;
			return playTo({ ...player, events }, began);
		}
		case 'complete':
			return { ...player, complete: true };
		case 'tick':
			if (player.paused || atEnd(player)) return player;
			return playTo(player, player.clock + action.ms * player.speed);
		case 'pause':
			return { ...player, paused: !player.paused };
		case 'speed': {
			const at = speeds.findLastIndex((speed) => speed <= player.speed);
			const speed = speeds[Math.max(0, Math.min(speeds.length - 1, at + action.by))] ?? 1;
			return { ...player, speed };
		}
		case 'next': {
			const clock = nextStage(player);
			return Number.isNaN(clock) ? player : playTo(player, Math.max(player.clock, clock));
		}
		case 'restart':
			return playTo({ ...player, played: 0, view: emptyView() }, timeOf(player.events[0]) || 0);
	}
};
