import type { Host } from '../hosts/host.ts';
import { dumpCommand, preDumpCommand, restoreCommand, withEnv } from '../hosts/lxc.ts';
import { loopback } from '../hosts/page-server.ts';
import { preImage, previousImage } from '../hosts/pre-images.ts';
import { rsyncCommand } from '../hosts/rsync.ts';
import { readConfig } from '../model/config.ts';
import { rootfsPath } from '../model/config-storage.ts';
import { configForTarget } from '../model/config-target.ts';
import type { CommandLine, Places, PlannedStage } from '../model/events.ts';
import type { Facts } from '../model/facts.ts';
import { withoutMark } from '../model/moved-mark.ts';
import type { Plan } from '../model/plan.ts';
import type { MigrationRequest } from '../model/services.ts';
import { type Method, type StageName, stageNames } from '../model/stages.ts';
import { chooseMethod } from './method.ts';

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
		[source.staging, target.staging],
	);
	const on = (host: Host, argv: string[]): CommandLine => ({ host: host.name, argv });
	const ahead = method === 'pre-copy';
	const image = { source: `${source.staging}/image`, target: `${target.staging}/image` };
	// How many rounds there will be is seen only then; the last one is the parent of the final image.
	const dump = dumpCommand(from, image.source, `${source.staging}/action.sh`, ahead ? '../pre-N' : undefined);
	const receive = (dir: string) =>
		on(hosts.target, [
			'criu',
			'page-server',
			'--images-dir',
			dir,
			'--address',
			request.pageServer ?? loopback,
		]);
	const sending = { CRIU_CONFIG_FILE: `${source.staging}/criu.conf` };
	const round = (number: number): CommandLine[] => {
		const dir = preImage(number);
		const argv = preDumpCommand(
			from,
			`${source.staging}/${dir}`,
			number > 1 ? previousImage(number - 1) : undefined,
		);
		return [receive(`${target.staging}/${dir}`), on(hosts.source, withEnv(sending, argv))];
	};
	return {
		sync: [on(copy.on, copy.argv)],
		...(ahead ? { 'pre-copy': [...round(1), ...round(2)] } : {}),
		freeze: [
			...(method === 'stop-and-copy' ? [] : [receive(image.target)]),
			on(hosts.source, method === 'stop-and-copy' ? dump : withEnv(sending, dump)),
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
	const { method, reason } = chooseMethod(request, facts);
	const commands = stageCommands(request, places, method, hosts);
	const stages = stageNames.map((name): PlannedStage => {
		const skip = name === 'pre-copy' && method !== 'pre-copy' ? `not part of ${method}` : undefined;
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
