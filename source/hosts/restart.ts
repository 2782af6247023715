import { FerryError } from '../model/error.ts';
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

/**
Stops a container and starts it again, so that its changed settings count, and waits until it has started; false if that
took longer than a minute. Only ever called when the user said so. Throws when it can't be stopped, or does not start
again.
*/
export const restartContainer = async (
	host: Host,
	{ name, lxcPath }: { name: string; lxcPath: string },
): Promise<boolean> => {
	const run = async (argv: string[], timeoutMs: number) => {
		const [program = '', ...rest] = argv;
		const { exit, stderr } = await host.run([program, '-P', lxcPath, '-n', name, ...rest], {
			root: true,
			timeoutMs,
		});
		return { exit, stderr: printable(stderr).trim() };
	};
	// lxc-stop asks init to end and kills what has not ended after its own time limit (lxc-stop(1), -t).
	const stopped = await run(['lxc-stop', '-t', '60'], 90_000);
	if (stopped.exit !== 0 && stopped.exit !== 2)
		throw new FerryError({
			what: `${name} could not be stopped on ${host.name}`,
			why: stopped.stderr,
			next: [`lxc-stop -n ${name}`],
		});
	const script = 'exec lxc-start -P "$1" -n "$2" </dev/null >/dev/null 2>/dev/null';
	const started = await host.run(['sh', '-c', script, 'start', lxcPath, name], {
		root: true,
		timeoutMs: 60_000,
	});
	const waited = await run(['lxc-wait', '-s', 'RUNNING', '-t', '30'], 60_000);
	if (started.exit !== 0 || waited.exit !== 0)
		throw new FerryError({
			what: `${name} was stopped and does not start again on ${host.name}`,
			why: 'Its new settings may be at fault.',
			next: [
				`See why: lxc-start -n ${name} -F`,
				`Take the changes back: lxc-ferry check ${name} TARGET --undo`,
			],
		});
	const settled = await host.run(['sh', '-c', settledScript, 'settled', lxcPath, name], {
		root: true,
		timeoutMs: 120_000,
	});
	return settled.exit === 0;
};
