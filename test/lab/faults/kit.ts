// The faults by name. Each is brought about from outside while the engine stands still at a line of its journal,
// or before the program is started; what it gives back ends it.
import { appendFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { containerInit, removeContainer, resetContainer } from '../container-state.ts';
import { labExec } from '../exec.ts';
import {
	diskOfSize,
	hostReboot,
	linkDown,
	linkUp,
	netem,
	programMissing,
	programReplaced,
	readOnly,
	sshdStart,
	sshdStop,
	sshReset,
	type Undo,
} from '../faults-kit.ts';
import { addresses, type HostName, lxcPath } from '../paths.ts';
import { kill, processesInside } from '../processes.ts';
import { engines, finished, type Program, runProgram, start, until } from './program.ts';
import { type Instant, instants } from './row.ts';

export type Fault = (program: Program) => Promise<Undo | undefined>;

/** For faults that are over at once. */
const done = undefined;

export const killEngine: Fault = async ({ host }) => {
	for (const pid of engines(host)) kill(pid);
	return done;
};

export const killScreen: Fault = async (program) => {
	program.signal('SIGKILL');
	return done;
};

export const killBoth: Fault = async (program) => {
	program.signal('SIGKILL');
	return killEngine(program);
};

export const closeTerminal: Fault = async (program) => {
	program.hangUp();
	return done;
};

/** The signal is seen by the screen before the next one comes: it says so. */
const interrupted = 'Asking the engine';

export const interruptOnce: Fault = async (program) => {
	program.signal('SIGINT');
	while (!program.output().includes(interrupted)) await sleep(5);
	return done;
};

export const interruptTwice: Fault = async (program) => {
	await interruptOnce(program);
	program.signal('SIGINT');
	return done;
};

/** A cable that is in again carries nothing until its neighbours have found each other: who tries before is told "no route". */
const mendLink = async (): Promise<void> => {
	await linkUp('beta');
	const knock = ['nc', '-z', '-w', '1', addresses.beta.link, '22'];
	const reaches = async () => ((await labExec('alpha', knock, { reject: false })).failed ? undefined : true);
	await until('alpha to reach beta again', reaches, 20_000);
};

export const cutLink: Fault = async () => {
	await linkDown('beta');
	return mendLink;
};

/** Comes back by itself while the engine goes on. */
export const cutLinkFor =
	(ms: number): Fault =>
	async () => {
		await linkDown('beta');
		const back = sleep(ms).then(() => linkUp('beta'));
		return () => back;
	};

export const loseHalf: Fault = async () => {
	await netem('beta', { lossPercent: 50 });
	return () => netem('beta');
};

export const resetSsh: Fault = async () => {
	await sshReset('beta');
	return done;
};

export const stopSshd: Fault = async () => {
	await sshdStop('beta');
	return () => sshdStart('beta');
};

/** Nobody comes in any more, and those who are in are thrown out. */
export const stopSshdAndReset: Fault = async () => {
	await sshdStop('beta');
	await sshReset('beta');
	return () => sshdStart('beta');
};

export const reboot =
	(host: HostName): Fault =>
	async () => {
		await hostReboot(host);
		return done;
	};

/** What a boot starts by itself has had its time: the container, if nothing keeps it from that. */
export const rebootToItsEnd =
	(host: HostName): Fault =>
	async () => {
		await hostReboot(host);
		const booting = () => processesInside(host).some(({ argv }) => argv.includes('/etc/lab-boot'));
		await until('the end of the boot', () => (booting() ? undefined : true), 20_000);
		return done;
	};

/** The container is one that its host starts when it boots. */
export const startsAtBoot =
	(host: HostName): Fault =>
	async () => {
		await appendFile(join(lxcPath(host), 'count1/config'), 'lxc.start.auto = 1\n');
		return done;
	};

export const rebootAndStart =
	(host: HostName): Fault =>
	async () => {
		await hostReboot(host);
		await until('the container to be started at boot', () => containerInit(host, 'count1'), 20_000);
		return done;
	};

const ferryDir = '/var/lib/lxc-ferry';

/** A file system of its own for lxc-ferry's directory; before the program is started. */
export const smallDisk =
	(host: HostName, megabytes: number, path = ferryDir): Fault =>
	() =>
		diskOfSize(host, path, megabytes);

/** Not a byte is left of the small disk. */
export const fillDisk =
	(host: HostName, path = ferryDir): Fault =>
	async () => {
		await labExec(host, ['dd', 'if=/dev/zero', `of=${path}/full`, 'bs=64k'], { reject: false });
		return async () => {
			await labExec(host, ['rm', '-f', `${path}/full`], { reject: false });
		};
	};

export const readOnlyDisk =
	(host: HostName, path = ferryDir): Fault =>
	() =>
		readOnly(host, path);

export const missing =
	(host: HostName, program: string): Fault =>
	() =>
		programMissing(host, program);

/** CRIU does something else when it is asked for one act; everything else it does as always. */
export const criuAt =
	(host: HostName, act: 'dump' | 'restore' | 'page-server' | 'lazy-pages', instead: string): Fault =>
	() =>
		programReplaced(
			host,
			'/usr/sbin/criu',
			`case " $* " in *" ${act} "*) ${instead} ;; esac\nexec "$REAL" "$@"`,
		);

/** nft is there, and does nothing but fail where it is to cut off a container. */
export const nftFails =
	(host: HostName): Fault =>
	() =>
		programReplaced(host, '/usr/sbin/nft', 'case " $* " in *" -f - "*) exit 1 ;; esac\nexec "$REAL" "$@"');

/** The container's first process is killed: it runs, and is dead at once. */
export const killInit =
	(host: HostName): Fault =>
	async () => {
		const init = containerInit(host, 'count1');
		if (init === undefined) throw new Error(`count1 has no init on ${host}`);
		kill(init);
		return done;
	};

/** Somebody makes a container of the same name. */
export const createName =
	(host: HostName): Fault =>
	async () => {
		const directory = join(lxcPath(host), 'count1');
		await mkdir(join(directory, 'rootfs/precious'), { recursive: true });
		await writeFile(join(directory, 'config'), '# somebody else’s\nlxc.uts.name = count1\n');
		await writeFile(join(directory, 'rootfs/precious/data'), 'not yours\n');
		return async () => {
			const { stdout } = await labExec(host, ['cat', '/var/lib/lxc/count1/rootfs/precious/data'], {
				reject: false,
			});
			const config = await labExec(host, ['cat', '/var/lib/lxc/count1/config'], { reject: false });
			if (stdout !== 'not yours' || !config.stdout.includes('somebody'))
				throw new Error(
					`the other container of this name on ${host} was damaged: ${stdout} ${config.stdout}`,
				);
		};
	};

/** CRIU is killed at its work, as the OOM killer would do it. */
export const killCriu =
	(host: HostName, act: 'dump' | 'restore'): Fault =>
	async () => {
		// Inside of the host: CRIU goes into the container's network namespace for a while.
		await labExec(host, ['pkill', '-KILL', '-f', `^(/usr/sbin/)?criu ${act} `], { reject: false });
		return done;
	};

/** Somebody else starts a migration meanwhile, and is told why that can't be. */
export const another =
	(host: HostName, words: readonly string[], exits: readonly number[]): Fault =>
	async () => {
		const { exit, output } = await runProgram(host, [...words, '--yes', '--plain']);
		if (!exits.includes(exit)) throw new Error(`the other one ended with ${exit}:\n${output}`);
		return done;
	};

/** The same without waiting for it: the two run side by side. */
export const besides =
	(host: HostName, words: readonly string[], exits: readonly number[]): Fault =>
	async (program) => {
		const other = another(host, words, exits)(program);
		other.catch(() => undefined);
		return async () => void (await other);
	};

/** Another one overtakes it and stands still at an instant of its own, until what came of this one has been seen. */
export const overtaken =
	(host: HostName, words: readonly string[], at: Instant): Fault =>
	async () => {
		const winner = await start(host, [...words, '--yes', '--plain'], { at: instants[at] });
		const end = async (): Promise<void> => {
			await winner.letGo();
			const { exit, output } = await finished(winner);
			if (exit !== 0) throw new Error(`the one that had the locks ended with ${exit}:\n${output}`);
		};
		await winner.held().catch(async (error: unknown) => {
			await end().catch(() => undefined);
			throw error;
		});
		return end;
	};

/** A second container that runs on beta. */
export const mem1OnBeta: Fault = async () => {
	await resetContainer('mem1');
	const { exit, output } = await runProgram('alpha', ['migrate', 'mem1', 'beta', '--yes', '--plain']);
	if (exit !== 0) throw new Error(output);
	return () => removeContainer('mem1');
};
