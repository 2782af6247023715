// What a migration may have left on the hosts, seen from outside: no journal and no lxc-ferry is asked.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runsOn } from '../container-state.ts';
import { labExec } from '../exec.ts';
import { containerNames, type HostName, lxcHosts, lxcPath } from '../paths.ts';
import { initOf, processesInside } from '../processes.ts';

const inside = (host: HostName, path: string): string => join(`/proc/${initOf(host)}/root`, path);
const list = (path: string): string[] => (existsSync(path) ? readdirSync(path) : []);

/** What every host runs, and the monitor of each container. */
const expected = [
	/^\/usr\/bin\/busybox init/,
	/^sshd: \/usr\/sbin\/sshd/,
	/^\[lxc monitor\]/,
	/^\[/,
	/^$/,
	/^lxc-start -n /,
	// sshd keeps the session of a link that broke until TCP gives it up; a shared connection ends by itself.
	/^sshd-(session|auth):/,
	/^ssh: .*\[mux\]/,
	/^unshare .*boot\.sh/,
];

const processes = (host: HostName): string[] =>
	processesInside(host)
		.filter(({ pid }) => !/^State:\s+[ZX]/m.test(statusOf(pid)))
		.map(({ argv }) => argv.join(' '))
		.filter((line) => !expected.some((pattern) => pattern.test(line)));

function statusOf(pid: number): string {
	try {
		return readFileSync(`/proc/${pid}/status`, 'utf8');
	} catch {
		return 'State:	X';
	}
}

const mounts = (host: HostName): string[] => {
	const init = initOf(host);
	if (init === undefined) return [];
	return readFileSync(`/proc/${init}/mounts`, 'utf8')
		.split('\n')
		.filter((line) => /lxc-ferry|criu|\/var\/lib\/lxc\//.test(line) && !/ (\/|\/opt\/lxc-ferry) /.test(line));
};

/** Firewall rules of CRIU, in the host's network namespace and in the container's; devices that no container owns. */
async function network(host: HostName, name: string): Promise<string[]> {
	const script = `
		for namespace in host $(lxc-info -n ${name} -H -p 2>/dev/null); do
			case $namespace in host) enter= ;; -1) continue ;; *) enter="nsenter -t $namespace -n" ;; esac
			$enter nft list ruleset 2>/dev/null | grep -iE 'criu|drop|reject|^table.* (inet|arp)' | sed "s/^/nft ($namespace): /"
			for tool in iptables-legacy-save ip6tables-legacy-save; do
				$enter $tool 2>/dev/null | grep -i criu | sed "s/^/$tool ($namespace): /"
			done
		done
		ip -o link show type veth | grep -c 'master lxcbr0' | sed 's/^/veth /'
		exit 0`;
	const { stdout } = await labExec(host, ['sh', '-c', script], { timeout: 20_000 });
	const wanted = 1 + containerNames.filter((one) => runsOn(host, one)).length;
	return stdout
		.split('\n')
		.filter((line) => line !== '' && line !== `veth ${wanted}`)
		.map((line) => (line.startsWith('veth ') ? `network devices at lxcbr0: ${line.slice(5)}` : line));
}

/** Files beside the container, and in lxc-ferry's own directory. */
const files = (host: HostName, name: string): string[] => [
	...list(inside(host, 'var/lib/lxc-ferry/locks')).map((file) => `lock ${file}`),
	...list(inside(host, 'var/lib/lxc-ferry/staging')).map((file) => `image ${file}`),
	...list(join(lxcPath(host), name))
		.filter((file) => file.startsWith('config.lxc-ferry'))
		// With what was copied it is kept for the next try, until the container runs there.
		.filter((file) => file !== 'config.lxc-ferry-copy' || runsOn(host, name))
		.map((file) => `${name}/${file}`),
];

/** Everything that should not be there any more, one line each; empty when all is well. */
export async function traces(name: string): Promise<string[]> {
	const found = await Promise.all(
		lxcHosts.map(async (host) => {
			if (initOf(host) === undefined) return [`${host} is off`];
			const lines = [
				...processes(host).map((line) => `process ${line}`),
				...mounts(host).map((line) => `mount ${line}`),
				...(await network(host, name)),
				...files(host, name),
			];
			return lines.map((line) => `${host}: ${line}`);
		}),
	);
	return found.flat();
}
