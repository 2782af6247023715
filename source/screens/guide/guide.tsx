import { type ReactNode, useMemo, useState } from 'react';
import { exits } from '../../model/error.ts';
import type { MigrationRequest } from '../../model/services.ts';
import { commandLine } from '../command-line.ts';
import { Frame } from '../components/frame.tsx';
import { Line, Rows } from '../components/line.tsx';
import { paragraph } from '../components/notice.ts';
import { sameAs } from '../components/same-as.ts';
import { useNavigation } from '../navigation.ts';
import type { Row } from '../segments.ts';
import { useLayout, useNamed, useUi } from '../ui.tsx';
import { useKeys } from '../use-keys.ts';
import { questionsFor } from './questions.ts';

/** The first run's questions after the target. Each has a flag that says the same. */
export const Guide = ({ request }: { request: MigrationRequest }): ReactNode => {
	const { glyphs, services } = useUi();
	const { go, back } = useNavigation();
	const layout = useLayout();
	const { columns, body, kind } = layout;
	const { source } = useNamed(request);
	const questions = useMemo(() => questionsFor({ ...request, source }), [request, source]);
	// One request per question already answered; the last one is what the answers make so far.
	const [answered, setAnswered] = useState<readonly MigrationRequest[]>([]);
	const [index, setIndex] = useState(0);
	const at = Math.min(answered.length, questions.length - 1);
	const question = questions[at];
	const answers = question?.answers ?? [];
	const before = answered[at - 1] ?? request;
	const outcome = answers[index]?.apply(before) ?? before;
	const pick = () => {
		if (at + 1 < questions.length) {
			setAnswered([...answered.slice(0, at), outcome]);
			setIndex(0);
			return;
		}
		services.settings.set({ introduced: true, keepSource: outcome.keepSource ?? true });
		go({ screen: 'checklist', request: outcome });
	};
	useKeys('guide', {
		pick,
		up: () => setIndex(Math.max(0, index - 1)),
		down: () => setIndex(Math.min(answers.length - 1, index + 1)),
		back: () => {
			if (answered.length === 0) return back(exits.cancelled);
			setAnswered(answered.slice(0, at - 1));
			setIndex(0);
		},
	});
	const compact = kind === 'compact';
	const rows: Row[] = [
		{ left: [['strong', question?.title ?? '']] },
		...(compact ? [] : paragraph(question?.why ?? '', columns, { role: 'muted' })),
		...(compact ? [] : [{ left: [] }]),
		...answers.flatMap(({ title, meaning, flag }, place): Row[] => {
			const selected = place === index;
			return [
				{
					left: [selected ? ['accent', `${glyphs.pointer} `] : '  ', [selected ? 'strong' : 'plain', title]],
					right: [['muted', flag]],
				},
				...(compact && !selected ? [] : paragraph(meaning, columns, { indent: 4 })),
				...(compact ? [] : [{ left: [] }]),
			];
		}),
	];
	return (
		<Frame
			title={[['strong', request.container], ` ${source} ${glyphs.arrow} ${outcome.target}`]}
			status={[['muted', `question ${at + 2} of ${questions.length + 1}`]]}
			scope="guide"
			brief={[question?.title ?? '']}
		>
			<Rows of={rows} columns={columns} height={Math.max(1, body - 1)} />
			<Line of={sameAs(commandLine(outcome), layout)} columns={columns} />
		</Frame>
	);
};
