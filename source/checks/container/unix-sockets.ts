import type { Check } from '../../model/facts.ts';
import { clipped, counted, some } from '../../model/text.ts';
import { holders, ok, unknown, unseenProcesses } from '../evidence.ts';

/** `External socket is used` and `Unix socket N with unreachable peer` (criu/sk-unix.c). */
export const unixSockets: Check = {
	id: 'unix-sockets',
	title: 'No local connections to the outside',
	scope: 'container',
	looksAt: 'ss -x in its network namespace: peers that are no socket of its processes',
	evaluate: (facts) => {
		const unseen = unseenProcesses(facts, 'Local connections');
		if (unseen) return unseen;
		const outside = facts.container.sockets?.unixOutside;
		if (!outside) return unknown('Local connections', 'ss or nsenter is missing on the source');
		if (outside.length === 0) return ok('All local connections stay inside the container');
		const inodes = new Set(outside.map(({ inode }) => `socket:[${inode}]`));
		const pids = (facts.container.descriptors ?? [])
			.filter(({ target }) => inodes.has(target))
			.map(({ pid }) => pid);
		return {
			level: 'fail',
			title: `${counted(outside.length, 'local connection')} to programs outside the container`,
			detail: `${holders(facts, pids)}; ${some(outside.map(({ inode, peer, path }) => clipped(`${path || 'unnamed'} (socket ${inode}, peer ${peer})`, 100)))}`,
			meaning:
				'The other end stays on this host: a socket of the host mounted into the container, or a console program.',
			remedy: 'Take the mounted socket out of the configuration and restart, or stop what uses it.',
		};
	},
};
