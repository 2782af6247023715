import type { Check } from '../../model/facts.ts';
import { some } from '../../model/text.ts';
import { holders, ok, stopRemedy, unknown, unseenProcesses } from '../evidence.ts';
import { offering } from '../fixes/config-lines.ts';
import { withoutBpf } from '../fixes/seccomp.ts';

/** `Can't dump file N of that type [600] (anon anon_inode:bpf-prog)`; Debian's CRIU has no libbpf, so maps fail as well. */
export const bpf: Check = {
	id: 'bpf',
	title: 'No BPF programs or maps',
	scope: 'container',
	looksAt: 'anon_inode:bpf-prog, bpf-map and bpf_link among open files',
	evaluate: (facts) => {
		const unseen = unseenProcesses(facts, 'BPF programs');
		if (unseen) return unseen;
		const { descriptors } = facts.container;
		if (!descriptors) return unknown('BPF programs', 'open files were not seen');
		const found = descriptors.filter(({ target }) => /^anon_inode:\[?bpf/.test(target));
		if (found.length === 0) return ok('No BPF programs or maps are open');
		const pids = found.map(({ pid }) => pid);
		return {
			level: 'fail',
			title: `${found.length} BPF ${found.length === 1 ? 'program or map is' : 'programs and maps are'} open`,
			detail: `${holders(facts, pids)}: ${some([...new Set(found.map(({ target }) => target.replace('anon_inode:', '')))])}`,
			meaning:
				"Small programs that run inside the kernel, used by systemd for device rules and IP accounting; they live in this kernel and can't be moved.",
			remedy: pids.includes(facts.container.pid ?? -1)
				? "Forbid the bpf system call by the container's seccomp profile and restart it; systemd does without."
				: stopRemedy(facts, pids),
			...offering(pids.includes(facts.container.pid ?? -1) ? withoutBpf(facts) : undefined),
		};
	},
};
