import { FerryError } from '../model/error.ts';
import { silencer } from './action-script.ts';
import type { Host } from './host.ts';
import type { Place } from './lxc.ts';

/*
What CRIU leaves of its work on a running container when it is killed in the middle of a dump: the network locked by
rules in the container's own network namespace (criu/netfilter.c: a table CRIU-... of nftables, or chains CRIU of
iptables), the cgroup frozen, and the TCP connections in repair mode (tcp(7) knows no way to end that from outside), in
which they are silent for ever. The rules are removed; the connections are closed, so that whoever uses them notices
and connects again. Where no rules are found CRIU has tidied up itself, and nothing is done.

What post-copy holds on the source (action-script.ts) is let go here as well: by then CRIU has given the connections back,
and they go on.
*/

const script = `init=$(timeout 10 lxc-info -P "$1" -n "$2" -H -p 2>/dev/null)
[ $? != 124 ] || exit 124
[ "$init" -gt 0 ] 2>/dev/null || exit 0
PATH=$PATH:/usr/sbin:/sbin
inside() { nsenter -t "$init" -n "$@"; }
locked=
for family in inet arp; do
	inside nft delete table $family ${silencer} 2>/dev/null
done
for table in $(inside nft list tables 2>/dev/null | sed -n 's/^table inet \\(CRIU-.*\\)$/\\1/p'); do
	inside nft delete table inet "$table" && locked=yes
done
for tool in iptables ip6tables iptables-legacy ip6tables-legacy; do
	inside $tool -w -S CRIU >/dev/null 2>&1 || continue
	inside $tool -w -D INPUT -j CRIU
	inside $tool -w -D OUTPUT -j CRIU
	inside $tool -w -F CRIU
	inside $tool -w -X CRIU && locked=yes
done
group=/sys/fs/cgroup$(sed -n 's#^0::##p' "/proc/$init/cgroup")
while case $group in */lxc.payload*) true ;; *) false ;; esac; do
	[ ! -f "$group/cgroup.freeze" ] || [ "$(cat "$group/cgroup.freeze")" = 0 ] || echo 0 >"$group/cgroup.freeze"
	[ ! -f "$group/cgroup.freeze" ] || [ "$(cat "$group/cgroup.freeze")" = 0 ] || exit 5
	group=\${group%/*}
done
! inside nft list tables 2>/dev/null | grep -qw ${silencer} || exit 6
[ -z "$locked" ] || inside ss -K -t state connected >/dev/null 2>&1
echo "$locked"
`;

/**
Thaws the container and gives it its network back; true if CRIU had left that locked, and connections were lost by it.
Rejects where it is still frozen or cut off, or where that can't be told.
*/
export const unlockNetwork = async (host: Host, { lxcPath, name }: Place): Promise<boolean> => {
	const argv = ['/bin/sh', '-s', '--', lxcPath, name];
	const { exit, stdout } = await host.run(argv, { root: true, input: script, timeoutMs: 30_000 });
	if (exit !== 0)
		throw new FerryError({
			what: `The container on ${host.name} could not be thawed, or not be given its network back`,
			why: `The script that does it ended with status ${exit}.`,
		});
	return stdout.trim() === 'yes';
};
