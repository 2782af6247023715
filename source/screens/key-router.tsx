import { useInput, usePaste } from 'ink';
import {
	createContext,
	type ReactNode,
	useCallback,
	useContext,
	useLayoutEffect,
	useRef,
	useState,
} from 'react';
import { printable } from '../model/text.ts';
import { keyNames, typed } from './key-names.ts';
import { actionFor, type KeyScope } from './keys.ts';

/** What one screen does with keys at this moment. */
export type Listener = {
	scope: KeyScope;
	handlers: Partial<Record<string, () => void>>;
	active: boolean;
	onText?: ((text: string) => void) | undefined;
};

type Registry = Set<{ current: Listener }>;

const RegistryContext = createContext<Registry | undefined>(undefined);

const PerformContext = createContext<(action: Action) => void>(() => undefined);

/** Gives what does an action as if its key were pressed, once the screen has answered what came before. */
export const usePerform = (): ((action: Action) => void) => useContext(PerformContext);

/** Registers what a screen does with keys for as long as it is there. */
export const useListener = (listener: Listener): void => {
	const registry = useContext(RegistryContext);
	const entry = useRef(listener);
	useLayoutEffect(() => {
		entry.current = listener;
	});
	useLayoutEffect(() => {
		registry?.add(entry);
		return () => {
			registry?.delete(entry);
		};
	}, [registry]);
};

type Action = { scope: KeyScope; action: string };

type Event = { key: string } | { paste: string } | Action;

const give = (registry: Registry, event: Event): void => {
	// What came last is on top; the keys that work everywhere were there first.
	const listeners = [...registry]
		.map(({ current }) => current)
		.filter(({ active }) => active)
		.toReversed();
	const field = listeners.find(({ onText }) => onText !== undefined);
	if ('action' in event) {
		listeners.find(({ scope }) => scope === event.scope)?.handlers[event.action]?.();
		return;
	}
	if ('paste' in event) {
		// Pasted text is never a command: without a field that takes it, it is dropped.
		field?.onText?.(printable(event.paste).trim());
		return;
	}
	// Help is there while one types, too; a name with a question mark can still be pasted.
	const letter = field === undefined || event.key === '?' ? undefined : typed(event.key);
	if (letter !== undefined) {
		field?.onText?.(letter);
		return;
	}
	for (const { scope, handlers } of listeners) {
		const handler = handlers[actionFor(scope, event.key) ?? ''];
		if (handler === undefined) continue;
		handler();
		return;
	}
};

/** The rest of an escape sequence whose beginning came so much earlier that it was taken for the Esc key. */
const orphan = /^[[O][\d;]*[A-Za-z~]$/;

/** Hands out one key at a time. */
class KeyQueue {
	readonly #give: (event: Event) => void;
	readonly #events: Event[] = [];
	#busy = false;

	constructor(give: (event: Event) => void) {
		this.#give = give;
	}

	push(...events: Event[]): void {
		this.#events.push(...events);
		if (!this.#busy) this.#next();
	}

	#next(): void {
		const event = this.#events.shift();
		this.#busy = event !== undefined;
		if (event === undefined) return;
		this.#give(event);
		// React's answer to this key is an immediate that is asked for after ours: two rounds see it done.
		setImmediate(() => setImmediate(() => this.#next()));
	}
}

/**
The only reader of the keyboard. Several keys may come in one chunk over a slow line; each is given out after the
screen has answered the one before, so that `/web` typed fast is a filter and not four commands.
*/
export const KeyRouter = ({ children }: { children: ReactNode }): ReactNode => {
	const [registry] = useState<Registry>(() => new Set());
	const [queue] = useState(() => new KeyQueue((event) => give(registry, event)));
	useInput((input, key) => {
		if (!orphan.test(input)) queue.push(...keyNames(input, key).map((name) => ({ key: name })));
	});
	usePaste((paste) => queue.push({ paste }));
	const perform = useCallback((action: Action) => queue.push(action), [queue]);
	return (
		<RegistryContext value={registry}>
			<PerformContext value={perform}>{children}</PerformContext>
		</RegistryContext>
	);
};
