import { type ReactNode, useState } from 'react';
import { exits } from '../../model/error.ts';
import { day } from '../../model/format.ts';
import type { MigrationRecord } from '../../model/services.ts';
import { Frame } from '../components/frame.tsx';
import { Line, Rows } from '../components/line.tsx';
import { paragraph } from '../components/notice.ts';
import { sameAs } from '../components/same-as.ts';
import { explainError } from '../explain-error.ts';
import { useNavigation } from '../navigation.ts';
import { whereabouts } from '../progress/stage-rows.ts';
import type { Row } from '../segments.ts';
import { useLayout, useMounted, useUi } from '../ui.tsx';
import { useKeys } from '../use-keys.ts';

type Choice = { id: 'show' | 'resume' | 'rollback'; title: string; meaning: string };

const choicesFor = ({ view }: MigrationRecord): Choice[] => [
	{
		id: 'show',
		title: 'Look at it first',
		meaning: 'Timeline, findings, commands and log. Changes nothing.',
	},
	{
		id: 'resume',
		title: 'Finish it',
		meaning: `Looks at ${view.source} and ${view.target}, decides from what it sees, and goes on from there.`,
	},
	{
		id: 'rollback',
		title: 'Undo it',
		meaning: `Brings ${view.container} back to life on ${view.source}, if it does not run there, and tidies ${view.target} up.`,
	},
];

/** A migration that lost its engine: what is known, and the ways out. Looking at it is the first choice. */
export const Unfinished = ({ record }: { record: MigrationRecord }): ReactNode => {
	const { glyphs, services } = useUi();
	const { go, replace, back } = useNavigation();
	const layout = useLayout();
	const { columns, body, kind } = layout;
	const mounted = useMounted();
	const [index, setIndex] = useState(0);
	const [notice, setNotice] = useState<string | undefined>(undefined);
	const { view } = record;
	const choices = choicesFor(record);
	const act = async (id: 'resume' | 'rollback') => {
		setNotice(`Asking the engine${glyphs.ellipsis}`);
		try {
			await services[id](view.id);
			if (mounted.current) replace({ screen: 'progress', id: view.id });
		} catch (error) {
			if (mounted.current) setNotice(explainError(error).what);
		}
	};
	const pick = () => {
		const id = choices[index]?.id ?? 'show';
		if (id === 'show') go({ screen: 'show', record });
		else void act(id);
	};
	useKeys('unfinished', {
		pick,
		up: () => setIndex(Math.max(0, index - 1)),
		down: () => setIndex(Math.min(choices.length - 1, index + 1)),
		back: () => back(exits.cancelled),
	});
	const stage = view.stage ?? 'check';
	const short = `Stopped in ${stage}, ${day(view.lastAt)} UTC; nobody works on it.`;
	const story = `The migration of ${view.container} from ${view.source} to ${view.target} stopped in ${stage} at ${day(view.lastAt)} UTC; nobody works on it. By its journal`;
	const rows: Row[] = [
		...paragraph(kind === 'compact' ? short : `${story} ${whereabouts(view).text}.`, columns),
		...(kind === 'compact' ? [] : [{ left: [] }]),
		...choices.flatMap(({ title, meaning }, place): Row[] => [
			{
				left: [
					place === index ? ['accent', `${glyphs.pointer} `] : '  ',
					[place === index ? 'strong' : 'plain', title],
				],
			},
			...(kind === 'compact' && place !== index ? [] : paragraph(meaning, columns, { indent: 4 })),
		]),
	];
	const command = { show: 'show', resume: 'resume', rollback: 'rollback' }[choices[index]?.id ?? 'show'];
	return (
		<Frame
			title={[['strong', view.container], ` ${view.source} ${glyphs.arrow} ${view.target}`]}
			status={[['strong', 'unfinished']]}
			scope="unfinished"
			brief={[`${view.container} unfinished: ${choices[index]?.title ?? ''}`]}
		>
			<Rows of={rows} columns={columns} height={Math.max(1, body - 1)} />
			<Line
				of={notice === undefined ? sameAs(`lxc-ferry ${command} ${view.id}`, layout) : [['strong', notice]]}
				columns={columns}
			/>
		</Frame>
	);
};
