import { memo, type ReactNode } from 'react';
import { Checklist } from './checklist/checklist.tsx';
import { Confirm } from './confirm/confirm.tsx';
import { Guide } from './guide/guide.tsx';
import { History } from './history/history.tsx';
import { Show } from './history/show.tsx';
import type { Place } from './navigation.ts';
import { Picker } from './picker/picker.tsx';
import { Progress } from './progress/progress.tsx';
import { Replay } from './replay/replay.tsx';
import { Summary } from './summary/summary.tsx';
import { Target } from './target/target.tsx';
import { useUi } from './ui.tsx';
import { Unfinished } from './unfinished/unfinished.tsx';

const PickerOfHosts = (): ReactNode => <Picker hosts={useUi().hosts} />;

/** The screen of a place. */
export const Screen = memo(({ place }: { place: Place }): ReactNode => {
	switch (place.screen) {
		case 'picker':
			return <PickerOfHosts />;
		case 'target':
			return <Target container={place.container} host={place.host} />;
		case 'guide':
			return <Guide request={place.request} />;
		case 'checklist':
			return <Checklist request={place.request} />;
		case 'confirm':
			return <Confirm request={place.request} checkup={place.checkup} />;
		case 'progress':
			return <Progress id={place.id} />;
		case 'replay':
			return <Replay events={place.events} speed={place.speed} />;
		case 'summary':
			return <Summary view={place.view} />;
		case 'history':
			return <History />;
		case 'show':
			return <Show record={place.record} />;
		case 'unfinished':
			return <Unfinished record={place.record} />;
	}
});
