import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/*
Measured with a migration and its screen: 20 MB less without the optimising compilers, 7 MB with a young generation
that doesn't grow. Node 22 to 26 read these while they run; not so those of the collector's threads, which end in a
crash here.
*/
const flags = ['--optimize-for-size', '--no-opt', '--no-maglev', '--semi-space-growth-factor=1'];

/** Makes a program that mostly waits take less memory and more time; before the rest of it is loaded. */
export const beLean = (): void => {
	for (const flag of flags) setFlagsFromString(flag);
};

const collector = (): (() => void) => {
	setFlagsFromString('--expose-gc');
	return runInNewContext('gc') as () => void;
};

const everyMs = 700;
const worth = 500_000;

/**
Has garbage collected as soon as there is a little of it: a screen makes more the longer it is looked at, and V8 would
wait until it is worth a large heap's while. Not for an engine, whose blackout it would lengthen.
*/
export const stayLean = (): void => {
	const collect = collector();
	let least = 0;
	setInterval(() => {
		if (process.memoryUsage().heapUsed < least + worth) return;
		collect();
		least = process.memoryUsage().heapUsed;
	}, everyMs).unref();
};

/** When the program is loaded and most facts are read; a container is frozen a second later at the soonest. */
const onceMs = 700;

/** Has the garbage of an engine's beginning collected, once. */
export const startLean = (): void => {
	const collect = collector();
	setTimeout(collect, onceMs).unref();
};
