import { listContainers } from '../hosts/facts.ts';
import { exits, FerryError } from '../model/error.ts';
import type { HostFacts } from '../model/facts.ts';
import { jsonLine } from '../reports/json.ts';
import { listLines } from '../reports/list.ts';
import { askHosts } from './connections.ts';
import { fail } from './fail.ts';
import type { Command } from './main.ts';
import { hostsOf } from './sources.ts';
import { lookOf, print } from './terminal.ts';

const jsonLines = (host: HostFacts): string[] =>
	host.containers.map((container) => jsonLine({ host: host.name, lxcPath: host.lxcPath, ...container }));

/** `lxc-ferry list [HOST...]` */
export const list: Command = async ({ args, options }) => {
	const names = hostsOf(args, options);
	const place = options.lxcpath === undefined ? {} : { lxcPath: options.lxcpath };
	const answers = await askHosts(names, (host) => listContainers(host, place));
	const look = lookOf();
	let exit: number = exits.done;
	for (const [index, answer] of answers.entries()) {
		if (answer.status === 'fulfilled') {
			if (options.json === true) print(jsonLines(answer.value));
			else print([...(index > 0 ? [''] : []), ...listLines(answer.value, look, names.length > 1)]);
			continue;
		}
		// One host that can't be reached takes nothing from what the others said.
		fail(answer.reason, { json: options.json === true });
		exit = answer.reason instanceof FerryError ? answer.reason.exit : exits.unexpected;
	}
	return exit;
};
