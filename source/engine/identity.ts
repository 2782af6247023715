import { readFileSync } from 'node:fs';
import type { Holder } from '../hosts/lock.ts';

/**
Field 22 of /proc/PID/stat (proc(5)): when it started; with the boot id it names a process for ever. A dead process
whose parent has not taken note of it yet (state Z) is gone.
*/
export const startTime = (pid: number): string | undefined => {
	try {
		const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
		const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
		return fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19];
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
