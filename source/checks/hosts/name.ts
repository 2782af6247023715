import { basename } from 'node:path/posix';
import type { Check } from '../../model/facts.ts';
import { quote, quoteAll } from '../../model/quote.ts';
import { printable, some } from '../../model/text.ts';
import { containerDirectory, ok, unknown } from '../evidence.ts';

/** What an unfinished migration keeps beside a configuration of its own. */
const putAside: ReadonlySet<string> = new Set(['config.lxc-ferry-before', 'config.lxc-ferry-none']);

export const name: Check = {
	id: 'name',
	title: 'The name is free on the target',
	scope: 'target',
	looksAt: 'LXCPATH/NAME on the target, its state by lxc-info, the mark of an earlier move',
	evaluate: ({ target, container }) => {
		const called = printable(container.name);
		if (!target.taken) return unknown('Whether the name is free', target.trouble ?? 'the target did not say');
		const running = target.raw
			.get('running')
			?.find((line) => line.startsWith('State:'))
			?.replace(/^State:\s*/, '');
		const directory = containerDirectory(target, called);
		if (running && running !== 'STOPPED')
			return {
				level: 'fail',
				title: `${called} runs on the target already`,
				detail: `${directory}: ${running}`,
				meaning: "Two containers of one name can't live in one lxcpath, and the other one is alive.",
				remedy: 'Stop and rename the one on the target, or use another lxcpath there (--target-lxcpath).',
			};
		if (target.taken.length === 0) return ok(`${called} is free on the target`);
		// The first is the directory itself.
		const inside = target.taken.slice(1).map((path) => basename(path));
		const config = inside.includes('config');
		const traces = inside.filter((file) => file.startsWith('config.lxc-ferry-'));
		const moved = (target.raw.get('moved')?.length ?? 0) > 0;
		// A configuration is ours only if one of ours is known to be in its place; files, if a copy has begun there.
		if (moved || traces.some((file) => !config || putAside.has(file)))
			return {
				level: 'info',
				title: `A stopped copy of ${called} stands on the target, left by lxc-ferry`,
				detail: directory,
				meaning: 'It is brought up to date, which is quicker than copying everything.',
			};
		if (!config && inside.length === 0) return ok(`${called} is free on the target`, `${directory} is empty`);
		if (!config)
			return {
				level: 'fail',
				title: `Files that lxc-ferry does not know stand in the place of ${called} on the target`,
				detail: `${directory}: ${some(inside.map(printable))}`,
				meaning: `There is no container, and no trace of an earlier try. The copy would delete everything in there that ${called} does not have.`,
				remedy: `If they are needed, move them away on the target (${quoteAll(['mv', directory, `${directory}.old`])}), or use another lxcpath there (--target-lxcpath). If not: --force name.`,
			};
		return {
			level: 'fail',
			title: `${called} exists on the target`,
			detail: directory,
			meaning: 'It is not a copy that lxc-ferry left there, so it is not overwritten.',
			remedy: `If it is not needed: lxc-destroy -n ${quote(called)} on the target. Else rename it, or use another lxcpath (--target-lxcpath).`,
		};
	},
};
