import type { Host } from '../hosts/host.ts';
import { dumpCommand, killCommand, preDumpCommand, restoreCommand, withEnv } from '../hosts/lxc.ts';
import { loopback } from '../hosts/page-server.ts';
import { preImage, previousImage } from '../hosts/pre-images.ts';
import { rsyncCommand } from '../hosts/rsync.ts';
import type { CommandLine, Places } from '../model/events.ts';
import type { MigrationRequest } from '../model/services.ts';
import type { Method, StageName } from '../model/stages.ts';

/** The exact commands of each stage that has some, by the method that moves the memory. */
export const stageCommands = (
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
	const follows = method === 'post-copy';
	const image = { source: `${source.staging}/image`, target: `${target.staging}/image` };
	// How many rounds there will be is seen only then; the last one is the parent of the final image.
	const dump = dumpCommand(from, image.source, `${source.staging}/action.sh`, {
		...(ahead ? { previous: '../pre-N' } : {}),
		stays: follows,
	});
	const restore = restoreCommand(to, image.target, `${target.staging}/action.sh`);
	const receive = (dir: string) =>
		on(hosts.target, [
			'criu',
			'page-server',
			'--images-dir',
			dir,
			'--address',
			request.pageServer ?? loopback,
		]);
	// The loopback port is found only then.
	const fetch = ['criu', 'lazy-pages', '--images-dir', image.target, '--page-server', '--address', loopback];
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
			...(method === 'stop-and-copy' || follows ? [] : [receive(image.target)]),
			on(hosts.source, method === 'stop-and-copy' ? dump : withEnv(sending, dump)),
		],
		transfer: [
			on(copy.on, copy.argv),
			on(hosts.source, ['tar', '-C', `${source.staging}/image`, '-cf', '-', '.']),
			on(hosts.target, ['tar', '-C', `${target.staging}/image`, '-xpf', '-']),
		],
		restore: [
			...(follows ? [on(hosts.target, fetch)] : []),
			on(
				hosts.target,
				follows ? withEnv({ CRIU_CONFIG_FILE: `${target.staging}/criu.conf` }, restore) : restore,
			),
		],
		verify: [on(hosts.target, ['lxc-info', '-P', to.lxcPath, '-n', to.name])],
		commit: [
			...(follows ? [on(hosts.source, killCommand(from))] : []),
			on(hosts.source, ['rm', '-rf', source.staging]),
			on(hosts.target, ['rm', '-rf', target.staging]),
		],
	};
};
