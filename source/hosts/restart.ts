import { FerryError } from '../model/error.ts';
import { quote, quoteAll } from '../model/quote.ts';
import { printable } from '../model/text.ts';
import type { Host } from './host.ts';

/**
Waits until systemd says that the start is over, for at most a minute (systemctl(1), is-system-running: the private socket
needs no D-Bus). While it starts, its helpers live in namespaces of their own for a moment. Another init has no such
word: 0 at once, as where the container has no shell to ask with.
*/
const settledScript = `tries=0
while [ $tries -lt 300 ]; do
	state=$(lxc-attach -P "$1" -n "$2" -- sh -c '
		case $(readlink -f /sbin/init) in */systemd) systemctl is-system-running ;; *) echo other ;; esac
	' </dev/null 2>/dev/null)
	case $?:$state in *:running | *:degraded | *:maintenance | *:other | 126:* | 127:*) exit 0 ;; esac
	tries=$((tries + 1))
	sleep 0.2
done
exit 1
`;

/** By one shell: sudo needs to know of no program but that (docs/sudoers). */
const startScript = `lxc-start -P "$1" -n "$2" </dev/null >/dev/null 2>/dev/null &&
	exec lxc-wait -P "$1" -n "$2" -s RUNNING -t 30
`;

/**
Stops a container and starts it again, so that its changed settings count, and waits until it has started; false if that
took longer than a minute. Only ever called when the user said so. Throws when it can't be stopped, or does not start
again.
*/
export const restartContainer = async (
	host: Host,
	{ name, lxcPath }: { name: string; lxcPath: string },
): Promise<boolean> => {
	const shell = (script: string, timeoutMs: number) =>
		host.run(['/bin/sh', '-c', script, 'restart', lxcPath, name], { root: true, timeoutMs });
	const byHand = (program: string, ...rest: string[]) =>
		quoteAll([program, '-P', printable(lxcPath), '-n', printable(name), ...rest]);
	// lxc-stop asks init to end and kills what has not ended after its own time limit (lxc-stop(1), -t).
	const stopped = await host.run(['lxc-stop', '-P', lxcPath, '-n', name, '-t', '60'], {
		root: true,
		timeoutMs: 90_000,
	});
	if (stopped.exit !== 0 && stopped.exit !== 2)
		throw new FerryError({
			what: `${name} could not be stopped on ${host.name}`,
			why: printable(stopped.stderr).trim(),
			next: [byHand('lxc-stop')],
		});
	const started = await shell(startScript, 90_000);
	if (started.exit !== 0)
		throw new FerryError({
			what: `${name} was stopped and does not start again on ${host.name}`,
			why: 'Its new settings may be at fault.',
			next: [
				`See why: ${byHand('lxc-start', '-F')}`,
				`Take the changes back: lxc-ferry check ${quote(printable(name))} TARGET --undo`,
			],
		});
	return (await shell(settledScript, 120_000)).exit === 0;
};
