import type { Check } from '../../model/facts.ts';
import { clipped, counted, some } from '../../model/text.ts';
import {
	configOf,
	containerDirectory,
	ok,
	type Seen,
	uncompared,
	unknown,
	unreadConfig,
} from '../evidence.ts';

export const includes: Check = {
	id: 'includes',
	title: 'Included files are on the target',
	scope: 'config',
	looksAt: 'lxc.include: every included file on both hosts, by checksum',
	evaluate: (facts) => {
		const unread = unreadConfig(facts, 'Included files');
		if (unread) return unread;
		const config = configOf(facts);
		const own = `${containerDirectory(facts.source, facts.container.name)}/`;
		const files = config.files.slice(1).filter((file) => !file.startsWith(own));
		const findings: Seen[] = [];
		const silent = files.filter((file) => facts.target.paths.get(file) === undefined);
		if (silent.length > 0)
			findings.push(
				unknown(
					'Included files',
					`the target did not say whether it has ${some(silent.map((file) => clipped(file, 80)))}`,
				),
			);
		const missing = files.filter(
			(file) => facts.target.paths.get(file) !== undefined && !facts.target.paths.get(file)?.kind,
		);
		if (missing.length > 0)
			findings.push({
				level: 'fail',
				title: `${counted(missing.length, 'included file')} missing on the target`,
				detail: some(missing.map((file) => clipped(file, 100))),
				meaning:
					"LXC can't read a configuration that includes a file which is not there, so it can't restore.",
				remedy: 'Install the package that brings it (lxc, lxc-templates) on the target, or copy it there.',
			});
		const differing = files.filter((file) => {
			const here = facts.container.paths.get(file)?.checksum;
			const there = facts.target.paths.get(file)?.checksum;
			return here !== undefined && there !== undefined && here !== there;
		});
		if (differing.length > 0)
			findings.push({
				level: 'warn',
				title: `${counted(differing.length, 'included file')} of other content on the target`,
				detail: some(differing.map((file) => clipped(file, 100))),
				meaning: 'The container gets other settings there than it has here.',
				remedy: 'Compare the files and make them alike.',
			});
		const unsure = files.filter((file) => uncompared(facts, file));
		if (unsure.length > 0)
			findings.push(
				unknown('Included files', `no checksum of ${some(unsure.map((file) => clipped(file, 80)))}`),
			);
		return findings.length > 0
			? findings
			: ok('All included files are on the target and alike', counted(files.length, 'file'));
	},
};
