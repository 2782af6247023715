import { createServer } from 'node:net';
import { runHere } from './command.ts';
import type { Host } from './host.ts';

/** A free loopback port of this machine. */
const freePort = (): Promise<number> =>
	new Promise((resolve, reject) => {
		const server = createServer();
		server.once('error', reject);
		server.listen(0, '127.0.0.1', () => {
			const address = server.address();
			server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
		});
	});

/** Asks the shared ssh connection for a forwarding (ssh(1), -O forward) and gives what ssh printed. */
const forward = async (
	host: Host,
	flag: '-L' | '-R',
	spec: string,
	act: 'forward' | 'cancel',
): Promise<string> => {
	const argv = [...(host.ssh ?? []), '-O', act, flag, spec, host.destination ?? ''];
	const ask = () => runHere(argv, { timeoutMs: 15_000 });
	let { exit, stdout, stderr } = await ask();
	if (exit !== 0 && act === 'forward') {
		// Another program that shared the connection has just closed it: any command opens a new one.
		await host.run(['true'], { timeoutMs: 30_000 });
		({ exit, stdout, stderr } = await ask());
	}
	if (exit !== 0)
		throw new Error(`ssh -O ${act} ${flag} ${spec} ${host.name}: ${stderr.trim() || `exit ${exit}`}`);
	return stdout;
};

/** A way for the source to a loopback port of the target, inside the ssh connections; nobody else can use the link. */
export type Tunnel = { port: number; close(): Promise<void> };

/** Opens a tunnel; `port` is the one on the source's loopback that leads to `targetPort` on the target's. */
export const openTunnel = async (source: Host, target: Host, targetPort: number): Promise<Tunnel> => {
	const undo: (() => Promise<unknown>)[] = [];
	let port = targetPort;
	if (!target.local) {
		const here = await freePort();
		const spec = `127.0.0.1:${here}:127.0.0.1:${port}`;
		await forward(target, '-L', spec, 'forward');
		undo.push(() => forward(target, '-L', spec, 'cancel'));
		port = here;
	}
	if (!source.local) {
		const to = `127.0.0.1:${port}`;
		const said = await forward(source, '-R', `127.0.0.1:0:${to}`, 'forward');
		port = Number(/\d+/.exec(said)?.[0]);
		const spec = `127.0.0.1:${port}:${to}`;
		undo.push(() => forward(source, '-R', spec, 'cancel'));
	}
	return {
		port,
		async close() {
			// A connection that is gone took its forwardings with it.
			await Promise.allSettled(undo.map((cancel) => cancel()));
		},
	};
};
