import { useListener } from './key-router.tsx';
import type { Handlers, KeyScope } from './keys.ts';
import { useVisible } from './ui.tsx';

type Options = {
	active?: boolean;
	/** Takes typed and pasted text; letters are then never actions. */
	onText?: ((text: string) => void) | undefined;
};

/** Calls the handler of the action that a pressed key means in this scope, while the screen is in sight. */
export const useKeys = <Scope extends KeyScope>(
	scope: Scope,
	handlers: Handlers<Scope>,
	{ active = true, onText }: Options = {},
): void => {
	const visible = useVisible();
	useListener({ scope, handlers, active: visible && active, onText });
};
