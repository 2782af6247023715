import type { Failure } from './failure.ts';

/** What goes wrong without a word in any log; the stages that notice it name the id. */
export const silent: Failure[] = [
	{
		id: 'spin',
		phase: 'after',
		file: '',
		what: 'The container runs, but processes in it use a whole CPU',
		why: 'A memory-pressure file was restored without its alarm and reports an error without end; systemd and journald wake up for it each time.',
		next: [
			'Set lxc.environment = MEMORY_PRESSURE_WATCH=/dev/null and DefaultMemoryPressureWatch=no, restart, migrate again',
			'Now: restart the services that spin',
		],
		check: 'pressure',
	},
	{
		id: 'restore-hangs',
		phase: 'restore',
		file: '',
		what: 'The command that restores does not end',
		why: "The container's monitor keeps the standard streams of ssh open.",
		next: ['Redirect all three streams of lxc-checkpoint -r to files'],
	},
	{
		id: 'no-network',
		phase: 'after',
		file: '',
		what: 'The container runs, but nobody reaches it',
		why: 'The bridge leads to another network, its address is of another subnet, or neighbours remember its old place.',
		next: [
			'Compare what is behind the bridges of both hosts',
			'Announce it: arping -U -I eth0 ADDRESS in the container',
		],
		check: 'network-address',
	},
];
