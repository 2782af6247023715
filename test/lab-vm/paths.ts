// Where the lab of two virtual machines keeps things. Names and addresses are those of the namespace lab: its
// wires are in a namespace of their own, so that both labs can stand side by side.
import { join } from 'node:path';
import { base } from '../lab/paths.ts';

export type VmName = 'alpha' | 'beta';
export const vmNames: readonly VmName[] = ['alpha', 'beta'];

/** The one network namespace: bridges, taps, both QEMU processes and whoever looks at them. */
export const namespace = process.env.LXC_FERRY_VM_NAMESPACE ?? 'lfvm';

export const vmBase = join(base, 'vm');
export const machinesDirectory = join(vmBase, 'machines');
export const machineDirectory = (name: VmName): string => join(machinesDirectory, name);
export const diskOf = (name: VmName): string => join(machineDirectory(name), 'disk.img');
export const consoleOf = (name: VmName): string => join(machineDirectory(name), 'console.log');

/** Megabytes of memory of each machine; taken from this machine only as they are used. */
export const vmMemory = process.env.LXC_FERRY_VM_MEM_MB ?? '5120';
export const vmCpus = process.env.LXC_FERRY_VM_CPUS ?? '2';
