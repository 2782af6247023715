import { directDumpScript, originScript } from '../hosts/direct-dump.ts';
import { writeFile } from '../hosts/files.ts';
import { type DumpOptions, dumpCommand, preDumpCommand, withEnv } from '../hosts/lxc.ts';
import { preImage, previousImage } from '../hosts/pre-images.ts';
import { readConfig } from '../model/config.ts';
import { placesOf, type Session, sourcePlace } from './session.ts';

/** The last LXC whose restored containers can't be dumped again by lxc-checkpoint (hosts/direct-dump.ts). */
const lastForgetful = [7, 0, 0];

const atMost = (version: string, limit: readonly number[]): boolean => {
	const parts = version.split('.').map(Number);
	for (const [at, most] of limit.entries()) {
		const part = parts[at] ?? 0;
		if (part !== most) return part < most;
	}
	return true;
};

const askWhetherDirect = async (session: Session): Promise<boolean> => {
	const { cgroup, tools } = session.facts?.source ?? {};
	const version = tools?.['lxc-checkpoint']?.version ?? tools?.['lxc-start']?.version ?? '0';
	// Where the layout is not known, what the monitor is decides alone.
	if ((cgroup !== undefined && cgroup !== 'v2') || !atMost(version, lastForgetful)) return false;
	const { lxcPath, name } = sourcePlace(session);
	const { stdout } = await session.source.run(['/bin/sh', '-s', '--', lxcPath, name], {
		root: true,
		input: originScript,
		timeoutMs: 15_000,
	});
	// CRIU without LXC dumps both kinds: it is the answer too when there was none.
	return stdout.trim() !== 'started';
};

const asked = new WeakMap<Session, Promise<boolean>>();

/** Asked once for a migration: its rounds of pre-copy and its dump must look at the container in the same way. */
const needsDirectDump = (session: Session): Promise<boolean> => {
	const answer = asked.get(session) ?? askWhetherDirect(session);
	asked.set(session, answer);
	return answer;
};

/** Bind mounts that LXC made from the configuration; CRIU is told that they come from outside (fstab(5) fields). */
export const bindMounts = (session: Session): { console: boolean; mounts: string[] } => {
	const container = session.facts?.container;
	const config = readConfig(container?.configPath ?? '', container?.configFiles ?? new Map());
	const mounts = config.getAll('lxc.mount.entry').flatMap(({ value }) => {
		const [, at = '', , options = ''] = value.trim().split(/\s+/);
		const binds = options.split(',').some((option) => option === 'bind' || option === 'rbind');
		return binds ? [at.replace(/^\/+/, '').replaceAll('\\040', ' ')] : [];
	});
	return { console: config.get('lxc.console.path')?.value !== 'none', mounts };
};

/** CRIU without LXC; an empty `action` asks for a round of pre-copy. */
const directArgv = async (
	session: Session,
	image: string,
	action: string,
	{ previous, stays = false }: DumpOptions,
): Promise<string[]> => {
	const { staging } = placesOf(session).source;
	const { lxcPath, name } = sourcePlace(session);
	const { console, mounts } = bindMounts(session);
	await writeFile(session.source, `${staging}/dump.sh`, directDumpScript);
	const argv = ['/bin/sh', `${staging}/dump.sh`, lxcPath, name, image, action];
	const env = { FERRY_PREVIOUS: previous ?? '', FERRY_STAYS: stays ? 'yes' : 'no' };
	return withEnv(env, [...argv, console ? 'yes' : 'no', ...mounts]);
};

/** The command that dumps the container and, once it is let go, stops it; by post-copy it stays, frozen. */
export const dumpArgv = async (session: Session): Promise<string[]> => {
	const { staging } = placesOf(session).source;
	const rounds = session.preCopy?.rounds.length;
	const options = {
		previous: rounds === undefined ? undefined : previousImage(rounds),
		stays: session.plan?.method === 'post-copy',
	};
	const files = [`${staging}/image`, `${staging}/action.sh`] as const;
	return (await needsDirectDump(session))
		? directArgv(session, ...files, options)
		: dumpCommand(sourcePlace(session), ...files, options);
};

/** The command of a round of pre-copy, which leaves the container running. */
export const preDumpArgv = async (session: Session, round: number): Promise<string[]> => {
	const image = `${placesOf(session).source.staging}/${preImage(round)}`;
	const previous = round > 1 ? previousImage(round - 1) : undefined;
	return (await needsDirectDump(session))
		? directArgv(session, image, '', { previous })
		: preDumpCommand(sourcePlace(session), image, previous);
};
