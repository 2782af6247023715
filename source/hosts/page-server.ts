import { createInterface } from 'node:readline';
import type { Host } from './host.ts';

/** CRIU's page server on the target: receives the memory while it is dumped (criu(8), page-server). */
export type PageServer = {
	port: number;
	/** Resolves with its exit status, 0 when everything was received. */
	exited: Promise<number>;
	stop(): void;
};

/** Ends with its standard input, so that no page server outlives the engine. */
const script = `PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
criu page-server --images-dir "$1" --address "$2" -v4 -o page-server.log </dev/null >"$1/page-server.out" 2>&1 &
server=$!
exec 5<&0
( read -r word <&5; kill "$server" 2>/dev/null ) >/dev/null 2>&1 &
guard=$!
while kill -0 "$server" 2>/dev/null; do
	port=$(sed -n 's/.*Using \\([0-9]*\\) port.*/\\1/p' "$1/page-server.log" 2>/dev/null)
	[ -z "$port" ] || break
	sleep 0.02
done
echo "port $port"
received() { find "$1" -maxdepth 1 -name 'pages-*.img' -printf '%s\\n' | awk '{ sum += $1 } END { print "bytes", sum + 0 }'; }
while kill -0 "$server" 2>/dev/null; do received "$1"; sleep 0.2; done &
meter=$!
# To disk while more comes: little is left to be flushed when the image has to be there (check.sh). Not more often:
# while it is flushed the page server waits, and what came last is flushed beside the restore.
while kill -0 "$server" 2>/dev/null; do sleep 1; sync -d "$1"/pages-*.img; done >/dev/null 2>&1 &
flush=$!
wait "$server"
status=$?
kill "$meter" "$flush" 2>/dev/null
received "$1"
echo "exit $status"
kill "$guard" 2>/dev/null
`;

/** Where nobody but the host itself reaches it: it has no authentication. */
export const loopback = '127.0.0.1';

/** Starts it on one address of its host; `onBytes` is told while memory arrives how much has arrived, in bytes. */
export const startPageServer = async (
	target: Host,
	imageDir: string,
	{ address = loopback, onBytes = () => {} }: { address?: string; onBytes?: (bytes: number) => void } = {},
): Promise<PageServer> => {
	const child = target.start(['/bin/sh', '-c', script, 'page-server', imageDir, address], { root: true });
	child.stdin.on('error', () => {});
	const lines = createInterface({ input: child.stdout });
	const exited = new Promise<number>((resolve) => {
		lines.on('line', (line) => {
			if (line.startsWith('exit ')) resolve(Number(line.slice(5)));
			if (line.startsWith('bytes ')) onBytes(Number(line.slice(6)));
		});
		void child.then((result) => resolve(result.exitCode ?? 255));
	});
	const port = await new Promise<number>((resolve, reject) => {
		lines.once('line', (line) => {
			const found = Number(/^port (\d+)$/.exec(line)?.[1]);
			if (found > 0) resolve(found);
			else reject(new Error('the page server did not start on the target'));
		});
		void exited.then((exit) => reject(new Error(`the page server ended with status ${exit}`)));
	});
	return { port, exited, stop: () => child.stdin.end() };
};

/** CRIU's configuration for a dump that sends its memory away; LXC has no option for it, the environment reaches CRIU. */
export const pageServerConfig = (address: string, port: number): string =>
	`page-server\naddress ${address}\nport ${port}\n`;
