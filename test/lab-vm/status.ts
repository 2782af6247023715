import { addresses, containerAddresses } from '../lab/paths.ts';
import { hostsOf } from './container.ts';
import { answers, pidOf } from './machine.ts';
import { vmBase, vmNames } from './paths.ts';
import { isBuilt, trees } from './trees.ts';

export async function status(): Promise<string> {
	const built = trees.map((tree) => `${tree.title}: ${isBuilt(tree) ? 'built' : 'not built'}`);
	const machines = await Promise.all(
		vmNames.map(async (name) => {
			const pid = await pidOf(name);
			const answer = pid !== undefined && (await answers(name, 20));
			const state = pid === undefined ? 'off' : `on, process ${pid}${answer ? '' : ', does not answer'}`;
			return { line: `${name.padEnd(8)}${addresses[name].link.padEnd(12)}${state}`, answer };
		}),
	);
	const where = machines.every(({ answer }) => answer) ? await hostsOf() : [];
	return [
		...built,
		vmBase,
		...machines.map(({ line }) => line),
		`mem1    ${containerAddresses.mem1.padEnd(12)}${where.length > 0 ? `runs on ${where.join(' AND ')}` : 'does not run'}`,
	].join('\n');
}
