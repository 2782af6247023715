import { type ReactNode, useState } from 'react';
import { exits } from '../../model/error.ts';
import type { Explanation } from '../../model/events.ts';
import { about } from '../../model/format.ts';
import type { Checkup, MigrationRequest } from '../../model/services.ts';
import { commandLine } from '../command-line.ts';
import { buttonsRow } from '../components/buttons.ts';
import { Frame } from '../components/frame.tsx';
import { Line, Rows } from '../components/line.tsx';
import { explanationRows, paragraph, point } from '../components/notice.ts';
import { explainError } from '../explain-error.ts';
import { useNavigation } from '../navigation.ts';
import type { Row } from '../segments.ts';
import { useLayout, useMounted, useNamed, useUi } from '../ui.tsx';
import { useKeys } from '../use-keys.ts';

const promises = (
	{ container, source, target, keepSource }: MigrationRequest,
	{ plan }: Checkup,
): string[] => [
	`Its files are copied to ${target} while it runs, then it is frozen on ${source} with its memory.`,
	plan.predicted === undefined
		? 'It answers nobody from the freeze until it runs on the target (the blackout).'
		: `It answers nobody for ${about(plan.predicted.blackoutMs)} (the blackout); all takes ${about(plan.predicted.totalMs)}.`,
	`If anything fails before it runs on ${target}, it goes on running on ${source}.`,
	keepSource === false
		? `The copy on ${source} is REMOVED after ${container} was verified on ${target}.`
		: `The copy on ${source} is kept, stopped and marked.`,
];

/** The last question before anything changes. Focus is on Cancel. */
export const Confirm = ({ request, checkup }: { request: MigrationRequest; checkup: Checkup }): ReactNode => {
	const { glyphs, services } = useUi();
	const { back, reset } = useNavigation();
	const { columns, body, kind } = useLayout();
	const mounted = useMounted();
	const [focus, setFocus] = useState(0);
	const [starting, setStarting] = useState(false);
	const [error, setError] = useState<Explanation | undefined>(undefined);
	const named = useNamed(request);
	const { container, source, target, keepSource, force = [] } = named;
	const start = async () => {
		if (starting) return;
		setStarting(true);
		try {
			const id = await services.start(request);
			if (mounted.current) reset({ screen: 'progress', id });
		} catch (problem) {
			if (!mounted.current) return;
			setError(explainError(problem));
			setStarting(false);
		}
	};
	useKeys('confirm', {
		accept: () => (focus === 0 ? back(exits.cancelled) : void start()),
		next: () => setFocus(1 - focus),
		// Once asked for, the migration can't be called back from here; the next screen can.
		back: () => !starting && back(exits.cancelled),
	});
	const compact = kind === 'compact';
	const vital = promises(named, checkup).filter(
		(_, index) => index === 1 || (index === 3 && keepSource === false),
	);
	const forced =
		force.length === 0
			? []
			: paragraph(`Forced although these fail: ${force.join(', ')}.`, columns, { role: 'fail', indent: 2 });
	const rows: Row[] = [
		{ left: [] },
		{
			left: [
				'  Move ',
				['strong', container],
				' from ',
				['strong', source],
				' to ',
				['strong', target],
				' now?',
			],
		},
		{ left: [] },
		...(error === undefined
			? (compact ? vital : promises(named, checkup)).flatMap((text) => point(glyphs.dot, text, columns))
			: explanationRows(error, columns, glyphs)),
		...forced,
	];
	const buttons = starting
		? { left: [`  Starting${glyphs.ellipsis}`] }
		: buttonsRow(['Cancel', `Move ${container} now`], focus, glyphs);
	const script: Row[] = [
		{ left: [['muted', '  The same from a script:']] },
		...paragraph(`${commandLine(request)} --yes`, columns, { indent: 2 }),
	];
	return (
		<Frame
			title={[['strong', container], ` ${source} ${glyphs.arrow} ${target}`]}
			status={[['muted', 'confirm']]}
			scope="confirm"
			brief={[`Move ${container} to ${target}? ${focus === 0 ? '[Cancel]' : '[Move]'}`]}
		>
			<Rows
				of={compact ? rows.filter(({ left }) => left.length > 0) : rows}
				columns={columns}
				height={Math.max(1, body - (compact ? 1 : 5))}
			/>
			<Line of={buttons.left} columns={columns} />
			{compact ? null : <Rows of={[{ left: [] }, ...script]} columns={columns} height={4} />}
		</Frame>
	);
};
