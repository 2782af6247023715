// What can go wrong in the lab, done from outside of the hosts. Everything here can be undone.
import { setTimeout as sleep } from 'node:timers/promises';
import { labExec } from './exec.ts';
import { startHost, stopHost } from './host.ts';
import { type Quality, setCable, setQuality, type Wire } from './network.ts';
import type { HostName } from './paths.ts';
import { initOf } from './processes.ts';

/** What a fault gives back to undo it; doing so twice is harmless. */
export type Undo = () => Promise<void>;

const once = (undo: Undo): Undo => {
	let done: Promise<void> | undefined;
	return () => {
		done ??= undo();
		return done;
	};
};

export const hostPowerOn = (host: HostName): Promise<void> => startHost(host);

/** As by the reset button: a new boot id, empty /run and /tmp, only containers with autostart come back. */
export async function hostReboot(host: HostName): Promise<void> {
	await stopHost(host);
	await startHost(host);
}

export const isOn = (host: HostName): boolean => initOf(host) !== undefined;

/** Cuts the cable to the other hosts (or `lan`, the one to the containers' clients). */
export const linkDown = (host: HostName, wire: Wire = 'link'): Promise<void> => setCable(host, wire, 'down');

export const linkUp = (host: HostName, wire: Wire = 'link'): Promise<void> => setCable(host, wire, 'up');

/** A slow, long or lossy cable; without a quality it is as before. Established connections go on. */
export const netem = (host: HostName, quality?: Quality, wire: Wire = 'link'): Promise<void> =>
	setQuality(host, wire, quality);

/** As by `systemctl stop ssh`: nobody comes in any more, those who are in stay. */
export async function sshdStop(host: HostName): Promise<void> {
	await labExec(host, ['sh', '-c', 'kill "$(cat /run/sshd.pid)" && rm -f /run/sshd.pid'], { reject: false });
}

export async function sshdStart(host: HostName): Promise<void> {
	await labExec(host, ['sh', '-c', 'test -e /run/sshd.pid || /usr/sbin/sshd']);
	for (let attempt = 0; attempt < 100; attempt++) {
		if (!(await labExec(host, ['nc', '-z', '127.0.0.1', '22'], { reject: false })).failed) return;
		await sleep(20);
	}
	throw new Error(`sshd of ${host} does not listen`);
}

/** Every ssh connection into the host gets a TCP reset on both ends. */
export async function sshReset(host: HostName): Promise<void> {
	await labExec(host, ['ss', '-K', 'state', 'established', 'sport', '=', ':22']);
}

/** A small file system over a directory, so that it fills up. What was in it is hidden meanwhile. */
export async function diskOfSize(host: HostName, path: string, megabytes: number): Promise<Undo> {
	await labExec(host, ['mkdir', '-p', path]);
	await labExec(host, ['mount', '-t', 'tmpfs', '-o', `size=${megabytes}m,mode=755`, 'small-disk', path]);
	return once(() => unmount(host, path));
}

export async function readOnly(host: HostName, path: string): Promise<Undo> {
	await labExec(host, ['mkdir', '-p', path]);
	await labExec(host, ['mount', '--bind', path, path]);
	await labExec(host, ['mount', '-o', 'remount,bind,ro', path]);
	return once(() => unmount(host, path));
}

async function unmount(host: HostName, path: string): Promise<void> {
	if (isOn(host)) await labExec(host, ['umount', '-l', path], { reject: false });
}

/** Takes a program away, as if its package were not installed. */
export async function programMissing(host: HostName, program: string): Promise<Undo> {
	await labExec(host, ['mv', program, `${program}.lab-hidden`]);
	return once(async () => {
		await labExec(host, ['mv', '-f', `${program}.lab-hidden`, program], { reject: false });
	});
}

/**
 * Puts a shell script in a program's place, at `program`; the real one is at "$REAL". For example a criu that
 * fails only to restore: `case " $* " in *" restore "*) exit 1 ;; esac; exec "$REAL" "$@"`.
 */
export async function programReplaced(host: HostName, program: string, script: string): Promise<Undo> {
	const real = `${program}.lab-real`;
	await labExec(host, ['cp', '-a', program, real]);
	await labExec(host, ['sh', '-c', 'cat > "$1" && chmod 755 "$1"', 'sh', `${program}.lab-new`], {
		input: `#!/bin/sh\nREAL=${real}\n${script}\n`,
	});
	await labExec(host, ['mv', `${program}.lab-new`, program]);
	return once(async () => {
		await labExec(host, ['mv', '-f', real, program], { reject: false });
	});
}
