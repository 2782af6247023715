// How a command gets into a host: as if typed at its console by root.
import { besideInit } from './cgroups.ts';
import type { HostName } from './paths.ts';
import { initOf } from './processes.ts';

const path = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** The command of this machine that runs `argv` inside the host. */
export function labCommand(
	host: HostName,
	argv: readonly string[],
	env: Record<string, string> = {},
): string[] {
	const init = initOf(host);
	if (init === undefined) throw new Error(`${host} is not running: bring it up with \`npm run lab -- up\``);
	const { TERM, LANG } = process.env;
	const variables = {
		PATH: path,
		HOME: '/root',
		USER: 'root',
		LOGNAME: 'root',
		SHELL: '/bin/bash',
		TERM: TERM ?? 'dumb',
		LANG: LANG ?? 'C.UTF-8',
		...env,
	};
	return [
		...besideInit(init),
		...[
			'nsenter',
			'--target',
			`${init}`,
			'--mount',
			'--uts',
			'--ipc',
			'--net',
			'--pid',
			'--cgroup',
			'--root',
			'--wd',
		],
		...['env', '-i', ...Object.entries(variables).map(([name, value]) => `${name}=${value}`)],
		...argv,
	];
}
