// A cgroup with the name that LXC gives to a container's, and processes in it: as much of a container as watch.pl asks for.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, rmdirSync, writeFileSync } from 'node:fs';

const unified = existsSync('/sys/fs/cgroup/cgroup.controllers') ? '/sys/fs/cgroup' : '/sys/fs/cgroup/unified';

export type Payload = {
	/** The pid of its first process, which does nothing. */
	init: number;
	/** Puts another process into it. */
	add(pid: number): void;
	end(): Promise<void>;
};

export const startPayload = async (): Promise<Payload> => {
	const group = `${unified}/lxc.payload.test-${process.pid}-${Date.now()}`;
	mkdirSync(group);
	const add = (pid: number) => writeFileSync(`${group}/cgroup.procs`, String(pid));
	const child: ChildProcess = spawn('cat', { stdio: ['pipe', 'ignore', 'ignore'] });
	await once(child, 'spawn');
	add(child.pid ?? 0);
	return {
		init: child.pid ?? 0,
		add,
		async end() {
			const exited = once(child, 'exit');
			child.kill();
			await exited;
			rmdirSync(group);
		},
	};
};
