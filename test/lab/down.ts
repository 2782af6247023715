import { rm } from 'node:fs/promises';
import { removeHost } from './host.ts';
import { removeSwitch } from './network.ts';
import { hostNames, hostsDirectory } from './paths.ts';
import { removeOldRoots } from './roots.ts';

/** Switches everything off and removes it; the built roots stay for the next time. */
export async function down(): Promise<void> {
	for (const host of hostNames) await removeHost(host);
	await removeSwitch();
	await rm(hostsDirectory, { recursive: true, force: true });
	await removeOldRoots();
}
