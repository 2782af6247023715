import { type Dispatch, useCallback, useEffect, useReducer, useRef } from 'react';
import { explainError } from '../explain-error.ts';
import { useMounted, useUi, useVisible } from '../ui.tsx';
import type { PickerRow } from './rows.ts';
import { initialPicker, type PickerAction, type PickerState, reducePicker } from './state.ts';

/** The picker's state, kept fresh: asks the hosts at once, then every few seconds while in sight. */
export const usePicker = (hosts: readonly string[]): [PickerState, Dispatch<PickerAction>, () => void] => {
	const { services, refreshMs, nameOf } = useUi();
	const visible = useVisible();
	const mounted = useMounted();
	const busy = useRef(new Set<string>());
	const [state, dispatch] = useReducer(reducePicker, hosts, (names) =>
		initialPicker(names.map((name) => ({ name, title: nameOf(name) }))),
	);

	const ask = useCallback(
		async (host: string) => {
			// A host that has not answered yet is not asked again: slow lines would pile questions up.
			if (busy.current.has(host)) return;
			busy.current.add(host);
			try {
				const facts = await services.list(host);
				if (mounted.current) dispatch({ type: 'heard', host, facts });
			} catch (error) {
				if (mounted.current) dispatch({ type: 'failed', host, error: explainError(error) });
			} finally {
				busy.current.delete(host);
			}
		},
		[services, mounted],
	);

	const refresh = useCallback(() => {
		for (const host of hosts) void ask(host);
		services.migrations().then(
			(records) => mounted.current && dispatch({ type: 'records', records }),
			(error) => mounted.current && dispatch({ type: 'refuse', why: explainError(error).what }),
		);
	}, [ask, hosts, services, mounted]);

	useEffect(() => {
		if (!visible) return undefined;
		refresh();
		if (refreshMs === 0) return undefined;
		const timer = setInterval(refresh, refreshMs);
		return () => clearInterval(timer);
	}, [visible, refresh, refreshMs]);

	return [state, dispatch, refresh];
};

/** Asks for the sizes of the rows in sight, one at a time: measuring a root file system is work for the host. */
export const useSizes = (
	rows: readonly PickerRow[],
	state: PickerState,
	dispatch: Dispatch<PickerAction>,
): void => {
	const { services } = useUi();
	const visible = useVisible();
	const mounted = useMounted();
	const asking = useRef(false);
	const next = visible
		? rows.find(
				(row) =>
					row.kind === 'container' &&
					row.size === undefined &&
					row.listing.state === 'RUNNING' &&
					!state.sizes.has(row.key),
			)
		: undefined;
	const [host, name] = next?.kind === 'container' ? [next.host, next.listing.name] : [undefined, undefined];
	useEffect(() => {
		if (host === undefined || asking.current) return;
		asking.current = true;
		const tell = (bytes: number | undefined) => {
			asking.current = false;
			if (mounted.current) dispatch({ type: 'size', key: `${host}/${name}`, bytes });
		};
		// A size that can't be had is shown as "-": the row itself is worth more than an error here.
		services.size(host, name).then(tell, () => tell(undefined));
	}, [services, host, name, dispatch, mounted]);
};
