import type { Host } from '../hosts/host.ts';
import { migrationOf } from '../hosts/staging.ts';
import { withArriving } from '../model/arriving-mark.ts';
import { readConfig } from '../model/config.ts';
import { rootfsPath } from '../model/config-storage.ts';
import { configForTarget } from '../model/config-target.ts';
import type { Places, PlannedStage } from '../model/events.ts';
import type { Facts } from '../model/facts.ts';
import { withoutMark } from '../model/moved-mark.ts';
import type { Plan } from '../model/plan.ts';
import type { Prediction } from '../model/predict.ts';
import type { MigrationRequest } from '../model/services.ts';
import { type Method, stageNames } from '../model/stages.ts';
import { chooseMethod } from './method.ts';
import { stageCommands } from './stage-commands.ts';

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

/**
The configuration that the target gets: the source's own file, with the paths of the target, and not started at a boot
there before the commit has taken that block off (target-config.ts).
*/
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
	const config = configForTarget(withoutMark(text), {
		fromDir: `${places.source.lxcPath}/${request.container}`,
		toDir: `${places.target.lxcPath}/${request.container}`,
		without,
	});
	return withArriving(config, migrationOf(places.target.staging));
};

/** The stages of a plan; pre-copy is skipped where it is not part of the method. */
const stagesFor = (
	request: MigrationRequest,
	places: Places,
	method: Method,
	hosts: { source: Host; target: Host },
): PlannedStage[] => {
	const commands = stageCommands(request, places, method, hosts);
	return stageNames.map((name): PlannedStage => {
		const skip = name === 'pre-copy' && method !== 'pre-copy' ? `not part of ${method}` : undefined;
		return { name, commands: commands[name] ?? [], ...(skip === undefined ? {} : { skip }) };
	});
};

/** What will be done, from facts alone: the same for `--dry-run`, for the checklist and for the engine. */
export const planFor = (
	request: MigrationRequest,
	facts: Facts,
	hosts: { source: Host; target: Host },
	staging: { source: string; target: string },
	foretell: (method: Method) => Prediction,
): Plan => {
	const places = placesFor(request, facts, staging);
	const { method, reason } = chooseMethod(request, facts, (other) => foretell(other).blackoutMs);
	const stages = stagesFor(request, places, method, hosts);
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
		predicted: foretell(method),
		versions: { source: versions(facts.source), target: versions(facts.target) },
	};
};

/** The same plan by another method, for when the one that was planned has failed on the way. */
export const replanned = (
	plan: Plan,
	request: MigrationRequest,
	hosts: { source: Host; target: Host },
	choice: { method: Method; reason: string },
): Plan => ({
	...plan,
	...choice,
	stages: stagesFor(request, plan.places, choice.method, hosts),
});
