import type { Host } from './host.ts';

/** What CRIU grows its pipes to when it serves memory: eight pages of pipe buffers (PIPE_MAX_SIZE, criu/include/page-pipe.h). */
const pipeSize = 4 * 1024 * 1024;
/** CAP_SYS_RESOURCE in the last hexadecimal digits of CapEff. */
const mayGrow = `[ $((0x$(sed -n 's/^CapEff:[[:space:]]*//p' /proc/self/status) >> 24 & 1)) = 1 ]`;
/** pidfd_open and pidfd_getfd of itself (lazy-pages-script.ts). */
const copies = `perl -e 'my $self = syscall(434, $$ + 0, 0); exit(syscall(438, $self, 0, 0) < 0)'`;

type Needs = Readonly<Record<string, string>>;

const ofSource: Needs = {
	perl: 'command -v perl',
	'nft (nftables)': 'command -v nft',
	'nsenter (util-linux)': 'command -v nsenter',
	'cgroup v2': '[ -f /sys/fs/cgroup/cgroup.controllers ]',
	[`large pipes (sysctl fs.pipe-max-size=${pipeSize}, or CAP_SYS_RESOURCE)`]: `[ "$(cat /proc/sys/fs/pipe-max-size)" -ge ${pipeSize} ] || ${mayGrow}`,
};

const ofTarget: Needs = {
	perl: 'command -v perl',
	'pidfd_getfd (Linux 5.6)': copies,
	'userfaultfd with events (criu check --feature uffd-noncoop)': 'criu check --feature uffd-noncoop',
};

/**
What is missing on either host for post-copy, in words; both lists are empty where it can be done. Asked beside the facts,
and only of who wants post-copy: nobody else waits for CRIU to try userfaultfd.
*/
export const lackForPostCopy = async (
	source: Host,
	target: Host,
): Promise<{ source: string[]; target: string[] }> => {
	const ask = async (host: Host, needs: Needs): Promise<string[]> => {
		const tests = Object.entries(needs).map(
			([words, test]) => `{ ${test}; } >/dev/null 2>&1 || echo '${words}'`,
		);
		const input = ['PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin', ...tests, ''].join('\n');
		const { stdout } = await host.run(['/bin/sh', '-s'], { root: true, input, timeoutMs: 15_000 });
		return stdout.split('\n').filter((line) => line in needs);
	};
	const [here, there] = await Promise.all([ask(source, ofSource), ask(target, ofTarget)]);
	return { source: here, target: there };
};
