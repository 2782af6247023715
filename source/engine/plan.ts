import type { Host } from '../hosts/host.ts';
import { dumpCommand, restoreCommand, withEnv } from '../hosts/lxc.ts';
import { rsyncCommand } from '../hosts/rsync.ts';
import { readConfig } from '../model/config.ts';
import { rootfsPath } from '../model/config-storage.ts';
import { configForTarget } from '../model/config-target.ts';
import { exits, FerryError } from '../model/error.ts';
import type { CommandLine, Places, PlannedStage } from '../model/events.ts';
import type { Facts } from '../model/facts.ts';
import { withoutMark } from '../model/moved-mark.ts';
import type { Plan } from '../model/plan.ts';
import type { MigrationRequest } from '../model/services.ts';
import { type Method, type StageName, stageNames } from '../model/stages.ts';

/** LXC's own default (lxc.conf(5), lxc.lxcpath). */
const defaultLxcPath = '/var/lib/lxc';

/** Moves a path of the container's directory on the source to the target's; other paths stay where they are. */
const moved = (path: string, from: string, to: string): string =>
	path === from || path.startsWith(`${from}/`) ? to + path.slice(from.length) : path;

export const placesFor = (
	request: MigrationRequest,
	facts: Facts,
	staging: { source: string; target: string },
): Places => {
	const name = request.container;
	const sourcePath = request.lxcPath ?? facts.source.lxcPath ?? defaultLxcPath;
	const targetPath = request.targetLxcPath ?? facts.target.lxcPath ?? defaultLxcPath;
	const config = readConfig(
		facts.container.configPath ?? `${sourcePath}/${name}/config`,
		facts.container.configFiles,
	);
	const rootfs = facts.container.rootfs ?? rootfsPath(config) ?? `${sourcePath}/${name}/rootfs`;
	return {
		source: { lxcPath: sourcePath, staging: staging.source, rootfs },
		target: {
			lxcPath: targetPath,
			staging: staging.target,
			rootfs: moved(rootfs, `${sourcePath}/${name}`, `${targetPath}/${name}`),
		},
	};
};

/** The best method that both hosts support, and why; what was asked for wins if it can be done. */
export const chooseMethod = (request: MigrationRequest): { method: Method; reason: string } => {
	const wanted = request.method ?? 'auto';
	if (wanted === 'auto') {
		return {
			method: 'stream',
			reason:
				'the memory goes straight to the target while it is dumped, and never to the disk of the source',
		};
	}
	if (wanted === 'stream' || wanted === 'stop-and-copy') return { method: wanted, reason: 'asked for' };
	throw new FerryError(
		{
			what: `The method ${wanted} is not available yet`,
			why: 'This version moves memory by stream and by stop-and-copy.',
			next: ['Leave --method out, or choose stream or stop-and-copy.'],
		},
		exits.usage,
	);
};

/** The configuration that the target gets: the source's own file, with the paths of the target. */
export const targetConfig = (session: {
	request: MigrationRequest;
	facts: Facts;
	places: Places;
}): string => {
	const { request, facts, places } = session;
	const path = facts.container.configPath ?? '';
	const text = facts.container.configFiles.get(path) ?? '';
	// A profile that the target's kernel can't have would make the restore fail (criu/lsm.c).
	const without =
		facts.target.lsm?.includes('apparmor') === false ? ['lxc.apparmor.profile', 'lxc.aa_profile'] : [];
	return configForTarget(withoutMark(text), {
		fromDir: `${places.source.lxcPath}/${request.container}`,
		toDir: `${places.target.lxcPath}/${request.container}`,
		without,
	});
};

const stageCommands = (
	request: MigrationRequest,
	places: Places,
	method: Method,
	hosts: { source: Host; target: Host },
	rootOnTarget: boolean,
): Partial<Record<StageName, CommandLine[]>> => {
	const { source, target } = places;
	const from = { name: request.container, lxcPath: source.lxcPath };
	const to = { name: request.container, lxcPath: target.lxcPath };
	const copy = rsyncCommand(
		{
			from: { host: hosts.source, path: `${source.rootfs}/` },
			to: { host: hosts.target, path: `${target.rootfs}/` },
			bwlimit: request.bwlimit,
			mirror: true,
		},
		rootOnTarget,
	);
	const on = (host: Host, argv: string[]): CommandLine => ({ host: host.name, argv });
	const dump = dumpCommand(from, `${source.staging}/image`, `${source.staging}/action.sh`);
	return {
		sync: [on(copy.on, copy.argv)],
		freeze: [
			...(method === 'stream'
				? [
						on(hosts.target, [
							'criu',
							'page-server',
							'--images-dir',
							`${target.staging}/image`,
							'--address',
							'127.0.0.1',
						]),
					]
				: []),
			on(
				hosts.source,
				method === 'stream' ? withEnv({ CRIU_CONFIG_FILE: `${source.staging}/criu.conf` }, dump) : dump,
			),
		],
		transfer: [
			on(copy.on, copy.argv),
			on(hosts.source, ['tar', '-C', `${source.staging}/image`, '-cf', '-', '.']),
			on(hosts.target, ['tar', '-C', `${target.staging}/image`, '-xpf', '-']),
		],
		restore: [on(hosts.target, restoreCommand(to, `${target.staging}/image`, `${target.staging}/action.sh`))],
		verify: [on(hosts.target, ['lxc-info', '-P', to.lxcPath, '-n', to.name])],
		commit: [
			on(hosts.source, ['rm', '-rf', source.staging]),
			on(hosts.target, ['rm', '-rf', target.staging]),
		],
	};
};

/** What will be done, from facts alone: the same for `--dry-run`, for the checklist and for the engine. */
export const planFor = (
	request: MigrationRequest,
	facts: Facts,
	hosts: { source: Host; target: Host },
	staging: { source: string; target: string },
): Plan => {
	const places = placesFor(request, facts, staging);
	const { method, reason } = chooseMethod(request);
	const commands = stageCommands(request, places, method, hosts, facts.target.user === 'root');
	const stages = stageNames.map((name): PlannedStage => {
		const skip = name === 'pre-copy' ? `not part of ${method}` : undefined;
		return { name, commands: commands[name] ?? [], ...(skip === undefined ? {} : { skip }) };
	});
	const versions = (host: Facts['source']) =>
		Object.fromEntries(
			[
				['kernel', host.kernel] as const,
				...Object.entries(host.tools).map(([name, tool]) => [name, tool?.version] as const),
			].filter((entry): entry is [string, string] => entry[1] !== undefined),
		);
	return {
		method,
		reason,
		stages,
		places,
		versions: { source: versions(facts.source), target: versions(facts.target) },
	};
};
