import type { HostFacts } from '../../source/model/facts.ts';

/** A host in good order, with containers in every state. */
export const host = (changes: Partial<HostFacts> = {}): HostFacts => ({
	name: 'alpha',
	root: true,
	kernel: '6.18.2',
	tools: {
		'lxc-checkpoint': { path: '/usr/bin/lxc-checkpoint', version: '7.0.0' },
		criu: { path: '/usr/sbin/criu', version: '4.2.1' },
		rsync: { path: '/usr/bin/rsync', version: '3.5.1' },
	},
	criuCheck: { ok: true, output: ['Looks good.'] },
	criuFeatures: {},
	memoryAvailable: 3_200_000_000,
	free: { lxcPath: 21_400_000_000 },
	freeInodes: {},
	links: ['lxcbr0'],
	devices: [],
	paths: new Map(),
	raw: new Map(),
	leftovers: [],
	containers: [
		{ name: 'old1', state: 'STOPPED', addresses: [], movedTo: 'beta' },
		{
			name: 'web1',
			state: 'RUNNING',
			addresses: ['10.0.3.11'],
			memory: 61_000_000,
			size: 348_000_000,
			uptime: 90_000,
		},
		{ name: 'データベース', state: 'RUNNING', addresses: ['10.0.3.12'], memory: 412_000_000, uptime: 30 },
		{ name: 'raw\u001b[31m1', state: 'FROZEN', addresses: [], unprivileged: true },
	],
	...changes,
});
