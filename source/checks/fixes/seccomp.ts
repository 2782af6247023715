import type { Facts } from '../../model/facts.ts';
import type { Fix } from '../../model/finding.ts';
import { configOf, containerDirectory } from '../evidence.ts';
import { appended } from './config-lines.ts';

/**
A seccomp profile of the container's own: the one in force, and `bpf errno 1`. Both of LXC's formats take a rule at
the end; a version 2 profile has rules per architecture, and one without `[all]` gets such a section.
*/
export const withoutBpf = (facts: Facts): Fix | undefined => {
	const config = configOf(facts);
	const text = facts.container.configFiles.get(config.path);
	const entry = config.get('lxc.seccomp.profile');
	const profile = entry ? facts.container.configFiles.get(entry.value) : '2\ndenylist\n[all]\n';
	if (text === undefined || profile === undefined || !profile.startsWith('2')) return undefined;
	const [, kind = ''] = profile.split('\n');
	// Behind an allow list everything else is refused already.
	if (!/denylist|blacklist/.test(kind)) return undefined;
	const rules = profile.endsWith('\n') ? profile : `${profile}\n`;
	const sections = rules.split('\n').filter((line) => /^\[.*\]$/.test(line.trim()));
	const after = `${rules}${sections.at(-1)?.trim() === '[all]' ? '' : '[all]\n'}bpf errno 1\n`;
	const path = `${containerDirectory(facts.source, facts.container.name)}/seccomp`;
	const before = facts.container.configFiles.get(path);
	const settings = appended(text, [`lxc.seccomp.profile = ${path}`]);
	if (/^bpf errno/m.test(profile) && settings === text) return undefined;
	return {
		title: 'Forbid the bpf system call in the container',
		on: 'source',
		files: [
			{
				path,
				...(before === undefined ? {} : { before }),
				after: /^bpf errno/m.test(profile) ? rules : after,
			},
			...(settings === text ? [] : [{ path: config.path, before: text, after: settings }]),
		],
		restart: true,
	};
};
