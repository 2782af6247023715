// One lab command at a time. The lock is an abstract unix socket: the kernel gives it back when its holder
// dies, however it dies, so it can't be stale.
import { connect, createServer, type Server } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { labName } from './paths.ts';

/** What is locked: one lab, or what all labs share. */
type Locked = 'lab' | 'roots' | 'vm';

const addressOf = (what: Locked): string =>
	what === 'lab' ? `\0lxc-ferry-lab-${labName}` : `\0lxc-ferry-labs${what === 'vm' ? '-vm' : ''}`;

function tryToListen(address: string): Promise<Server | undefined> {
	return new Promise((resolve, reject) => {
		const server = createServer((socket) => socket.on('error', () => undefined).end(`${process.pid}`));
		server.once('error', (error: NodeJS.ErrnoException) =>
			error.code === 'EADDRINUSE' ? resolve(undefined) : reject(error),
		);
		server.listen(address, () => resolve(server));
	});
}

function holder(address: string): Promise<string> {
	return new Promise((resolve) => {
		let pid = '';
		const socket = connect(address);
		socket.setTimeout(1000, () => socket.destroy());
		socket.on('data', (data) => {
			pid += data;
		});
		socket.on('error', () => undefined).on('close', () => resolve(pid));
	});
}

export async function withLock<T>(
	say: (line: string) => void,
	work: () => Promise<T>,
	what: Locked = 'lab',
): Promise<T> {
	const address = addressOf(what);
	let server = await tryToListen(address);
	if (!server) say(`waiting for another lab command (process ${await holder(address)})`);
	while (!server) {
		await sleep(200);
		server = await tryToListen(address);
	}
	try {
		return await work();
	} finally {
		server.close();
	}
}
