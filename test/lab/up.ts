import { resetContainer, runsSomewhere } from './container-state.ts';
import { createHost, isCurrent } from './host.ts';
import { makeKeys } from './identity.ts';
import { withLock } from './lock.ts';
import { enlargePipes, installPackages, missingPackages } from './machine.ts';
import { buildSwitch } from './network.ts';
import { type ContainerName, containerNames, hostNames } from './paths.ts';
import { requireMachine } from './require.ts';
import { buildRoot, isBuilt, removeOldRoots, roots } from './roots.ts';
import { runSteps, type Say, type Step } from './steps.ts';

/** Brings up whatever is not up: packages, roots, wires, hosts, containers. */
export async function up(say: Say, wanted: readonly ContainerName[] = containerNames): Promise<void> {
	requireMachine();
	enlargePipes();
	const missing = missingPackages();
	const hostsToMake = hostNames.filter((host) => !isCurrent(host));
	const allNew = hostsToMake.includes('alpha');
	const toStart = wanted.filter((name) => allNew || !runsSomewhere(name));

	const packages: Step = {
		title: `installing ${missing.join(', ')}`,
		needed: missing.length > 0,
		work: installPackages,
	};
	const buildings = roots.map((root) => ({
		title: `building ${root.title}`,
		needed: !isBuilt(root),
		work: () => buildRoot(root),
	}));
	const wires: Step = {
		title: 'laying the wires',
		needed: hostsToMake.length > 0,
		work: async () => {
			await makeKeys();
			await buildSwitch();
		},
	};
	const hosts = hostNames.map((host) => ({
		title: `starting host ${host}`,
		needed: hostsToMake.includes(host),
		work: () => createHost(host),
	}));
	const containers = toStart.map((name) => ({
		title: `starting container ${name}`,
		needed: true,
		work: () => resetContainer(name),
	}));
	const shared = [packages, ...buildings, wires].some((step) => step.needed);
	const lists = [[packages], buildings, [wires], hosts, containers];
	if (shared) await withLock(say, () => runSteps(lists, say), 'roots');
	else await runSteps(lists, say);
	if (hostsToMake.length > 0) await removeOldRoots();
}
