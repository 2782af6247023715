// A shell in tmux, as a person has it.
import { setTimeout as delay } from 'node:timers/promises';
import { execa } from 'execa';
import { checkout } from '../lab/paths.ts';
import type { Screen } from './golden.ts';

/** How often tmux is asked what is on its screen, milliseconds: it tells nobody by itself. */
const lookMs = 100;

export type Tmux = Screen & { end(): Promise<void> };

/** A tmux server of its own, without anybody's configuration, with one shell of 80x24 in the checkout. */
export const openTmux = async (env: Record<string, string>): Promise<Tmux> => {
	const socket = `lxc-ferry-test-${process.pid}`;
	const tmux = async (...args: string[]): Promise<string> => {
		const { stdout } = await execa('tmux', ['-u', '-L', socket, '-f', '/dev/null', ...args], {
			cwd: checkout,
			env: { LANG: 'C.UTF-8', LC_ALL: 'C.UTF-8', TERM: 'xterm-256color', ...env },
		});
		return stdout;
	};
	await tmux('new-session', '-d', '-x', '80', '-y', '24', 'PS1="$ " exec sh');
	const text = async () => (await tmux('capture-pane', '-p')).trimEnd();
	return {
		text,
		write: async (keys) => void (await tmux('send-keys', '-l', '--', keys)),
		see: async (wanted, timeoutMs = 10_000) => {
			const matches = (screen: string) =>
				typeof wanted === 'function'
					? wanted(screen)
					: wanted instanceof RegExp
						? wanted.test(screen)
						: screen.includes(wanted);
			const end = Date.now() + timeoutMs;
			for (;;) {
				const screen = await text();
				if (matches(screen)) return screen;
				if (Date.now() > end) throw new Error(`Never saw ${wanted} but:\n${screen}`);
				await delay(lookMs);
			}
		},
		end: async () => void (await tmux('kill-server')),
	};
};
