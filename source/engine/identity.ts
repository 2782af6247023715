import { readFileSync } from 'node:fs';
import type { Holder } from '../hosts/lock.ts';

/** Field 22 of /proc/PID/stat (proc(5)): when it started; with the boot id it names a process for ever. */
export const startTime = (pid: number): string | undefined => {
	try {
		const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
		return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
		throw error;
	}
};

export const bootId = (): string => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();

/** This process, as a lock names it. */
export const thisHolder = (migration: string): Holder => ({
	migration,
	machine: readFileSync('/etc/machine-id', 'utf8').trim(),
	boot: bootId(),
	pid: process.pid,
	start: startTime(process.pid) ?? '0',
});
