import { type ReactNode, useEffect, useReducer } from 'react';
import { exits } from '../../model/error.ts';
import type { KnownHost, MigrationRequest } from '../../model/services.ts';
import { commandLine } from '../command-line.ts';
import { Frame } from '../components/frame.tsx';
import { Line, Rows } from '../components/line.tsx';
import { paragraph } from '../components/notice.ts';
import { sameAs } from '../components/same-as.ts';
import { explainError } from '../explain-error.ts';
import { scrollTo } from '../layout.ts';
import { useNavigation } from '../navigation.ts';
import { cell, type Row } from '../segments.ts';
import { useLayout, useMounted, useUi } from '../ui.tsx';
import { useKeys } from '../use-keys.ts';
import { choices, hostRefusal, initialTarget, reduceTarget } from './state.ts';

const withSuggestion = (hosts: readonly KnownHost[], suggested: string | undefined): KnownHost[] => [
	...(suggested === undefined
		? []
		: [
				hosts.find(({ name }) => name === suggested) ?? {
					name: suggested,
					from: 'settings' as const,
					detail: 'suggested',
				},
			]),
	...hosts.filter(({ name }) => name !== suggested),
];

/** Where to: a known host, or one that is typed. */
export const Target = ({ container, host }: { container: string; host: string }): ReactNode => {
	const { services, glyphs, suggestedTarget, nameOf, places } = useUi();
	const { go, back } = useNavigation();
	const layout = useLayout();
	const { kind, columns, body } = layout;
	const mounted = useMounted();
	const [state, dispatch] = useReducer(reduceTarget, initialTarget);
	useEffect(() => {
		services.knownHosts().then(
			(hosts) => {
				const others = hosts.filter(({ name }) => name !== host && name !== nameOf(host));
				if (mounted.current) dispatch({ type: 'heard', hosts: withSuggestion(others, suggestedTarget) });
			},
			(error) => {
				if (!mounted.current) return;
				dispatch({ type: 'heard', hosts: withSuggestion([], suggestedTarget) });
				dispatch({ type: 'refuse', why: explainError(error).what });
			},
		);
	}, [services, host, nameOf, suggestedTarget, mounted]);

	const list = choices(state);
	const chosen = list[state.index];
	const request = (target: string): MigrationRequest => ({
		...places,
		container,
		source: host,
		target,
		keepSource: services.settings.get('keepSource'),
	});
	const pick = () => {
		const name = chosen?.name ?? '';
		const why = hostRefusal(name, host, nameOf(host));
		if (why !== undefined) dispatch({ type: 'refuse', why });
		else if (services.settings.get('introduced')) go({ screen: 'checklist', request: request(name) });
		else go({ screen: 'guide', request: request(name) });
	};
	useKeys(
		'target',
		{
			pick,
			up: () => dispatch({ type: 'move', by: -1 }),
			down: () => dispatch({ type: 'move', by: 1 }),
			complete: () => chosen !== undefined && dispatch({ type: 'text', text: chosen.name }),
			erase: () => dispatch({ type: 'text', text: [...state.text].slice(0, -1).join('') }),
			eraseAll: () => dispatch({ type: 'text', text: '' }),
			back: () => back(exits.cancelled),
		},
		{ onText: (text) => dispatch({ type: 'text', text: state.text + text }) },
	);

	const intro: Row[] =
		kind === 'compact'
			? []
			: [
					...paragraph(
						`Where shall ${container} run? Any host that you reach with ssh and that has LXC and CRIU. Next, both hosts are only looked at: nothing changes before you confirm.`,
						columns,
					),
					{ left: [] },
				];
	const height = Math.max(1, body - intro.length - 3);
	const offset = scrollTo(0, state.index, state.index, height, list.length);
	const rows = list.slice(offset, offset + height).map(({ name, note }, index): Row => {
		const selected = index + offset === state.index;
		const wide = Math.min(32, Math.floor(columns / 2));
		return {
			left: [
				selected ? ['accent', `${glyphs.pointer} `] : '  ',
				[selected ? 'strong' : 'plain', cell(name, wide, glyphs.ellipsis)],
				'  ',
				['muted', note],
			],
		};
	});
	const none = state.loading
		? `Looking for hosts${glyphs.ellipsis}`
		: 'No host is known yet: type one, [user@]host.';
	return (
		<Frame
			title={[['strong', container], ` on ${nameOf(host)} ${glyphs.arrow} ?`]}
			scope="target"
			brief={[`target: ${chosen?.name ?? state.text}`]}
		>
			<Rows of={intro} columns={columns} />
			<Line
				of={[
					['accent', 'Host: '],
					state.text,
					glyphs.caret,
					['muted', state.text === '' ? '  type, or choose below' : ''],
				]}
				columns={columns}
			/>
			<Rows
				of={list.length === 0 ? [{ left: [['muted', none]] }] : rows}
				columns={columns}
				height={height + 1}
			/>
			<Line
				of={
					state.refusal === undefined
						? sameAs(commandLine(request(chosen?.name ?? 'HOST')), layout)
						: [['strong', state.refusal]]
				}
				columns={columns}
			/>
		</Frame>
	);
};
