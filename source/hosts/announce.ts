import type { Host } from './host.ts';
import type { Place } from './lxc.ts';

/**
Tells the neighbours where the container's addresses live now, from inside its network namespace but with the host's
tools: gratuitous ARP by arping(8) where it is installed, else one ping to the gateway, whose ARP request every
switch on the way sees. For IPv6 one ping to all nodes of the link: the hardware address stays the same, so it is the
switches that have to learn, from any frame.
*/
const script = `init=$(lxc-info -P "$1" -n "$2" -H -p 2>/dev/null)
[ -n "$init" ] || exit 3
PATH=$PATH:/usr/sbin:/sbin:/usr/bin
nsenter -t "$init" -n ip -o -4 address show scope global | while read -r _ link _ address _; do
	if command -v arping >/dev/null 2>&1; then
		nsenter -t "$init" -n arping -q -U -c 2 -w 2 -I "$link" "\${address%/*}" </dev/null && echo "$link \${address%/*}"
	else
		gateway=$(nsenter -t "$init" -n ip -4 route show default | sed -n 's/.* via \\([0-9.]*\\).*/\\1/p;q')
		[ -z "$gateway" ] || nsenter -t "$init" -n ping -q -c 1 -W 1 "$gateway" </dev/null >/dev/null && echo "$link \${address%/*}"
	fi
done
nsenter -t "$init" -n ip -o -6 address show scope global | while read -r _ link _ address _; do
	nsenter -t "$init" -n ping -6 -q -c 1 -W 1 -I "$link" ff02::1 </dev/null >/dev/null && echo "$link \${address%/*}"
done
exit 0
`;

/** The addresses that were announced. */
export const announce = async (host: Host, { lxcPath, name }: Place): Promise<string[]> => {
	const { stdout } = await host.run(['/bin/sh', '-s', '--', lxcPath, name], {
		root: true,
		input: script,
		timeoutMs: 15_000,
	});
	return stdout.split('\n').filter((line) => line !== '');
};
