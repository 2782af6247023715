import { readConfig } from './config.ts';
import type { ContainerFacts } from './facts.ts';

/**
Host paths that the target must have as well: what the container's configuration includes, mounts and runs, without
what lies in the container's own directory, which is copied.
*/
export const wantedPaths = (container: ContainerFacts, lxcPath = '/var/lib/lxc'): string[] => {
	const own = `${lxcPath}/${container.name}`;
	const inside = (path: string) => path === own || path.startsWith(`${own}/`);
	const config = readConfig(container.configPath ?? `${own}/config`, container.configFiles);
	const included = config.files.slice(1);
	const mentioned = [...container.paths.keys()];
	const all = [...included, ...config.problems.map((problem) => problem.text), ...mentioned];
	return [...new Set(all)].filter((path) => path.startsWith('/') && !inside(path)).slice(0, 500);
};
