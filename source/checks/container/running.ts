import type { Check } from '../../model/facts.ts';
import { quote } from '../../model/quote.ts';
import { printable } from '../../model/text.ts';
import { ok, unknown } from '../evidence.ts';

export const running: Check = {
	id: 'running',
	title: 'The container runs on the source',
	scope: 'source',
	looksAt: 'lxc-info of the container, its configuration file',
	evaluate: ({ source, container }) => {
		const called = printable(container.name);
		if (container.state === 'RUNNING')
			return ok(`${called} runs on the source`, `init has pid ${container.pid ?? '?'}`);
		if (!container.configPath && container.state === undefined)
			return source.complete === false
				? unknown(`${called}`, source.trouble ?? 'the source did not answer to the end')
				: {
						level: 'fail',
						title: `There is no container ${called} on the source`,
						detail: `lxcpath ${source.lxcPath ?? 'unknown'}`,
						remedy: 'lxc-ferry list shows what there is; another lxcpath is named by --lxcpath.',
					};
		if (container.state === undefined)
			return unknown(`State of ${called}`, source.trouble ?? 'lxc-info did not answer');
		return {
			level: 'fail',
			title: `${called} does not run: ${container.state}`,
			meaning: 'Only a running container has processes and memory to move.',
			remedy:
				container.state === 'FROZEN'
					? `lxc-unfreeze -n ${quote(called)}`
					: `lxc-start -n ${quote(called)}; a stopped container is moved by copying its files alone.`,
		};
	},
};
