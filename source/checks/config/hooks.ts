import type { Check } from '../../model/facts.ts';
import { clipped, some } from '../../model/text.ts';
import { configOf, containerDirectory, ok, type Seen, setting, unknown, unreadConfig } from '../evidence.ts';

export const hooks: Check = {
	id: 'hooks',
	title: 'Hooks of the container',
	scope: 'config',
	looksAt: 'lxc.hook.* and lxc.net.*.script.*, and their programs on both hosts',
	evaluate: (facts) => {
		const unread = unreadConfig(facts, 'The hooks');
		if (unread) return unread;
		const { source, target, container } = facts;
		const own = `${containerDirectory(source, container.name)}/`;
		const entries = configOf(facts).entries.filter(({ key }) =>
			/^lxc\.(hook\.(?!version)|net\.\d+\.script\.)/.test(key),
		);
		const findings = entries.flatMap((entry): Seen[] => {
			const program = entry.value.split(/\s+/)[0] ?? '';
			if (!program.startsWith('/') || program.startsWith(own)) return [];
			const there = target.paths.get(program);
			const here = container.paths.get(program);
			// Cloning and destroying are no part of a migration.
			const level = /\.(clone|destroy)$/.test(entry.key) ? 'info' : 'warn';
			if (there === undefined)
				return [unknown(`Hook ${clipped(program, 80)}`, 'the target did not say whether it is there')];
			if (!there.kind)
				return [
					{
						level,
						title: `The target has no ${clipped(program, 80)}`,
						detail: setting(entry),
						meaning:
							"LXC runs it at certain moments of the container's life; on the target these would fail.",
						remedy: 'Copy it to the same path on the target, or take the line out.',
					},
				];
			return here?.checksum && there.checksum && here.checksum !== there.checksum
				? [{ level: 'info', title: `${clipped(program, 80)} differs on the target`, detail: setting(entry) }]
				: [];
		});
		if (findings.length > 0) return findings;
		return ok(
			entries.length === 0 ? 'The container has no hooks' : 'The programs of its hooks are on the target',
			some(entries.map(setting), 2) || undefined,
		);
	},
};
