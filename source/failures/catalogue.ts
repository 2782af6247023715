import type { Failure } from './failure.ts';
import { files } from './files.ts';
import { images } from './images.ts';
import { lxc } from './lxc.ts';
import { mounts } from './mounts.ts';
import { network } from './network.ts';
import { noise, wake } from './noise.ts';
import { processes } from './processes.ts';
import { silent } from './silent.ts';

/** Every failure known; the first entry that matches a line explains it, so the narrow ones stand before the wide. */
export const catalogue: readonly Failure[] = [
	...noise,
	...files,
	...processes,
	...network,
	...mounts,
	...images,
	...lxc,
	...silent,
	...wake,
];
