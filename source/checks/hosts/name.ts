import type { Check } from '../../model/facts.ts';
import { printable } from '../../model/text.ts';
import { containerDirectory, ok, unknown } from '../evidence.ts';

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
		const ours = (target.raw.get('moved')?.length ?? 0) > 0;
		const config = target.taken.some((path) => path.endsWith('/config'));
		if (ours || !config)
			return {
				level: 'info',
				title: `A stopped copy of ${called} stands on the target, left by lxc-ferry`,
				detail: directory,
				meaning: 'It is brought up to date, which is quicker than copying everything.',
			};
		return {
			level: 'fail',
			title: `${called} exists on the target`,
			detail: directory,
			meaning: 'It is not a copy that lxc-ferry left there, so it is not overwritten.',
			remedy: `If it is not needed: lxc-destroy -n ${called} on the target. Else rename it, or use another lxcpath (--target-lxcpath).`,
		};
	},
};
