import { exits } from '../model/error.ts';
import { printable } from '../model/text.ts';
import type { Command } from './main.ts';
import { print } from './terminal.ts';

/** Only this machine is asked: nobody wants to wait for ssh after pressing Tab. */
const containers = async (): Promise<string[]> => {
	const [{ connect }, { listContainers }] = await Promise.all([
		import('../hosts/connect.ts'),
		import('../hosts/facts.ts'),
	]);
	const { containers } = await listContainers(await connect('localhost'), { timeoutMs: 3000 });
	return containers.filter(({ state }) => state === 'RUNNING').map(({ name }) => name);
};

const hosts = async (): Promise<string[]> => {
	const [{ knownHosts }, { settingsOrDefaults }] = await Promise.all([
		import('./known-hosts.ts'),
		import('./settings.ts'),
	]);
	return knownHosts(settingsOrDefaults(() => undefined)).map(({ name }) => name);
};

const migrations = async (): Promise<string[]> => {
	const ids = await (await import('../engine/journal.ts')).migrationIds();
	return ids.length === 0 ? [] : ['last', ...ids.slice(0, 50)];
};

const words: Record<string, () => Promise<string[]>> = {
	container: containers,
	host: hosts,
	migration: migrations,
	sample: async () => [...(await import('./samples.ts')).samples().keys()],
	check: async () => (await import('../checks/index.ts')).checks.map(({ id }) => id),
};

/** `lxc-ferry __complete KIND`: one word per line for the completions. Never fails: a Tab must not print errors. */
export const complete: Command = async ({ args: [kind = ''] }) => {
	const find = Object.hasOwn(words, kind) ? words[kind] : undefined;
	const found = await find?.().catch(() => []);
	print((found ?? []).filter((word) => word === printable(word) && word !== ''));
	return exits.done;
};
