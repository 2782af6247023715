import { createInterface } from 'node:readline';
import type { Host } from './host.ts';

/** CRIU's lazy-pages daemon on the target: fetches the memory of a container that was restored without it. */
export type LazyPages = {
	/** Starts the daemon, which needs the image; resolves when a restore can connect to it. */
	begin(): Promise<void>;
	/** Its exit status, 0 when every page has arrived; 255 if the link to its host broke. */
	exited: Promise<number>;
	/** Has it end if it has not begun, or else with its directory: what waits for a missing page must not find zeros. */
	leave(): void;
};

/** Each process of the container has a descriptor in the daemon, and one here when that fails. */
const startScript = `ulimit -n "$(ulimit -Hn)"
exec perl "$1/lazy.pl" "$1" "$2" "$(uname -m)"
`;

/** Starts lazy.pl in `staging`, for a daemon that fetches from a loopback port. `onBytes` is told what has arrived. */
export const startLazyPages = async (
	target: Host,
	staging: string,
	port: number,
	onBytes: (bytes: number) => void,
): Promise<LazyPages> => {
	const argv = ['/bin/sh', '-c', startScript, 'lazy', staging, String(port)];
	const child = target.start(argv, { root: true });
	child.stdin.on('error', () => {});
	const lines = createInterface({ input: child.stdout });
	const seen = new Set<string>();
	const waiting = new Map<string, () => void>();
	const exited = new Promise<number>((resolve) => {
		lines.on('line', (line) => {
			const [word = '', value] = line.split(' ');
			if (word === 'exit') resolve(Number(value));
			else if (word === 'bytes') onBytes(Number(value));
			else {
				seen.add(word);
				waiting.get(word)?.();
			}
		});
		void child.then((result) => resolve(result.exitCode || 255));
	});
	const said = (word: string): Promise<void> =>
		new Promise((resolve, reject) => {
			if (seen.has(word)) resolve();
			waiting.set(word, resolve);
			void exited.then((exit) => reject(new Error(`the lazy-pages daemon ended with status ${exit}`)));
		});
	await said('waiting');
	return {
		begin() {
			child.stdin.write('start\n');
			return said('ready');
		},
		exited,
		leave() {
			child.stdin.end();
			// It may outlive this process, which must not wait for it.
			child.stdout.destroy();
			child.stderr.destroy();
			child.nodeChildProcess.unref();
		},
	};
};

/** CRIU's settings for a dump that keeps its memory to itself and serves it afterwards (criu(8), --lazy-pages). */
export const lazyDumpConfig = (address: string, port: number): string =>
	`lazy-pages\naddress ${address}\nport ${port}\n`;

export const lazyRestoreConfig = 'lazy-pages\n';

const portScript = `use Socket;
my $s;
socket($s, PF_INET, SOCK_STREAM, 0) && bind($s, sockaddr_in(0, INADDR_LOOPBACK)) or die "$!\\n";
my ($port) = sockaddr_in(getsockname($s));
print $port;
`;

/** A free loopback port of a host. */
export const freeLoopbackPort = async (host: Host): Promise<number> => {
	const { stdout, stderr } = await host.run(['perl', '-e', portScript], { timeoutMs: 15_000 });
	const port = Number(stdout);
	if (!(port > 0)) throw new Error(`no free port was found on ${host.name}: ${stderr.trim()}`);
	return port;
};
