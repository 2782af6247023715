import type { HostFacts } from '../model/facts.ts';
import { printable } from '../model/text.ts';

const needed = ['lxc-checkpoint', 'criu', 'rsync'];

/** Whether a host can take part in a migration at all, and if not, why: what `status` says of it. Pure. */
export const obstacles = (host: HostFacts): string[] => {
	const missing = needed.filter((tool) => host.tools[tool] === undefined);
	return [
		...(host.trouble === undefined ? [] : [printable(host.trouble)]),
		...(host.root === false ? ['no root: neither directly nor by sudo -n'] : []),
		...(missing.length === 0 ? [] : [`not installed: ${missing.join(', ')}`]),
		...(host.criuCheck?.ok === false && !missing.includes('criu')
			? [`criu check fails: ${printable(host.criuCheck.output.at(-1) ?? '')}`]
			: []),
	];
};
