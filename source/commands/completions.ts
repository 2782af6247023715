import { exits } from '../model/error.ts';
import { bash } from './completions/bash.ts';
import { fish } from './completions/fish.ts';
import { zsh } from './completions/zsh.ts';
import type { Command } from './main.ts';

const makers: Record<string, () => string> = { bash, zsh, fish };

/** `lxc-ferry completions SHELL`; other shells were refused when the command line was read. */
export const completions: Command = async ({ args: [shell = ''] }) => {
	process.stdout.write(makers[shell]?.() ?? '');
	return exits.done;
};
