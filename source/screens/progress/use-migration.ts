import { useEffect, useRef, useState } from 'react';
import type { Explanation, FerryEvent } from '../../model/events.ts';
import { emptyView, folding, type MigrationView } from '../../model/fold.ts';
import { explainError } from '../explain-error.ts';
import { useUi } from '../ui.tsx';

export type Followed = {
	view: MigrationView;
	/** The journal can be read no further, though the migration has no end in it. */
	broken?: Explanation;
};

/**
Folds a journal while it is followed. Events are taken in as fast as they come and reach the screen once per frame: a
journal of 100,000 events costs as many folds, but only a few frames.
*/
export const useMigration = (open: (signal: AbortSignal) => AsyncIterable<FerryEvent>): Followed => {
	const { fps } = useUi();
	const [followed, setFollowed] = useState<Followed>(() => ({ view: emptyView() }));
	const source = useRef(open);
	useEffect(() => {
		const abort = new AbortController();
		const { add, view } = folding();
		let timer: NodeJS.Timeout | undefined;
		const show = () => {
			timer = undefined;
			setFollowed({ view: view() });
		};
		const read = async () => {
			let broken: Explanation | undefined;
			try {
				for await (const event of source.current(abort.signal)) {
					if (abort.signal.aborted) return;
					add(event);
					timer ??= setTimeout(show, 1000 / fps);
				}
				if (view().outcome === undefined) broken = unfinished(view());
			} catch (error) {
				broken = explainError(error);
			}
			clearTimeout(timer);
			if (!abort.signal.aborted) setFollowed({ view: view(), ...(broken === undefined ? {} : { broken }) });
		};
		void read();
		return () => {
			abort.abort();
			clearTimeout(timer);
		};
	}, [fps]);
	return followed;
};

const unfinished = ({ id, container }: MigrationView): Explanation => ({
	what: `Nobody works on the migration of ${container || 'this container'} any more, and it has no end.`,
	why: 'Its engine ended without a word: killed, or the machine was restarted.',
	next: [
		`lxc-ferry resume ${id} looks at both hosts and finishes it`,
		`lxc-ferry rollback ${id} brings it back to where it was`,
	],
});
