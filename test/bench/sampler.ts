// Looks at a migration while it runs, from outside of the hosts: the room that images take, and what the program
// itself uses.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { lxcHosts } from '../lab/paths.ts';
import { initOf, processesInside } from '../lab/processes.ts';

const everyMs = 50;
/** Looking for processes costs more than looking at them: not in the blackout. */
const searchMs = [300, 800, 1500, 3000];

const blocks = (path: string): number => {
	try {
		const stats = statSync(path);
		if (!stats.isDirectory()) return stats.blocks * 512;
		return readdirSync(path).reduce((sum, name) => sum + blocks(join(path, name)), 0);
	} catch {
		return 0;
	}
};

const imagePlaces = ['var/lib/lxc-ferry/staging', 'tmp/checkpoint'];

const clockTicks = 100;

/** The highest resident size of a process so far. */
export const residentBytes = (pid: number): number =>
	Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024;

/** `own` is the highest so far, `now` what it is; 0 for one that has ended. */
type Used = { own: number; now: number; shared: number; pss: number; cpuMs: number };

const unused: Used = { own: 0, now: 0, shared: 0, pss: 0, cpuMs: 0 };

/** In bytes. The kernel divides each page by all processes that have it, also those that are not ours. */
const proportional = (pid: number): number =>
	Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1]) * 1024;

const look = (pid: number, withPss: boolean): Used | undefined => {
	try {
		const status = readFileSync(`/proc/${pid}/status`, 'utf8');
		const field = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1]) * 1024;
		const shared = field('RssFile');
		const [own, now] = [field('VmHWM') - shared, field('VmRSS') - shared];
		// One that has ended and was not waited for yet has no memory any more.
		if (Number.isNaN(own)) return undefined;
		const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
			.replace(/^.*\) /, '')
			.split(' ');
		const pss = withPss ? proportional(pid) : 0;
		return { own, now, shared, pss, cpuMs: ((Number(fields[11]) + Number(fields[12])) * 1000) / clockTicks };
	} catch {
		return undefined;
	}
};

const sum = (all: readonly Used[], of: keyof Used): number => all.reduce((total, one) => total + one[of], 0);

/** Pages of the program's files are in memory once, however many processes have them. */
const mostShared = (all: readonly Used[]): number => Math.max(0, ...all.map(({ shared }) => shared));

export type Sampled = {
	/** Most bytes that images took on both hosts together. */
	imageBytes: number;
	/** Highest resident sizes of the program's processes added up: what they share (Node itself) counts in each. */
	rss: number;
	/** The same with what they share counted once. */
	once: number;
	/** The highest that they took together at one moment, what they share counted once. */
	together: number;
	/** Highest sum of their proportional sizes; 0 unless asked for. */
	pss: number;
	/** The CPU time they used themselves. */
	cpuMs: number;
};

/**
Starts to look; `program` is the path in the arguments by which the program's processes are known. Asking for their
proportional sizes makes the kernel walk all their pages: not while a blackout is measured.
*/
export const startSampler = (program: string, { withPss = false } = {}): (() => Sampled) => {
	const roots = lxcHosts.map((host) => `/proc/${initOf(host)}/root`);
	const places = roots.flatMap((root) => imagePlaces.map((place) => join(root, place)));
	const used = new Map<number, Used>();
	let imageBytes = 0;
	let pss = 0;
	let together = 0;
	const sample = () => {
		imageBytes = Math.max(
			imageBytes,
			places.reduce((sum, place) => sum + blocks(place), 0),
		);
		for (const pid of used.keys()) {
			const seen = look(pid, withPss);
			const before = used.get(pid);
			if (seen !== undefined) used.set(pid, seen);
			// One that has ended keeps what it used, but takes no room any more.
			else if (before !== undefined) used.set(pid, { ...before, now: 0, pss: 0 });
		}
		const all = [...used.values()];
		pss = Math.max(pss, sum(all, 'pss'));
		const alive = all.filter(({ now }) => now > 0);
		together = Math.max(together, sum(alive, 'now') + mostShared(alive));
	};
	const search = () => {
		for (const { pid, argv } of processesInside('alpha'))
			if (argv[1] === program) used.set(pid, look(pid, withPss) ?? used.get(pid) ?? unused);
	};
	const timer = setInterval(sample, everyMs);
	const searches = searchMs.map((ms) => setTimeout(search, ms));
	return () => {
		clearInterval(timer);
		searches.forEach(clearTimeout);
		const all = [...used.values()];
		return {
			imageBytes,
			rss: sum(all, 'own') + sum(all, 'shared'),
			once: sum(all, 'own') + mostShared(all),
			together,
			pss,
			cpuMs: sum(all, 'cpuMs'),
		};
	};
};
