import type { Check, Facts } from '../../model/facts.ts';
import type { Fix } from '../../model/finding.ts';
import { configOf, holders, ok, unknown, unseenProcesses } from '../evidence.ts';
import { appended, offering } from '../fixes/config-lines.ts';
import { pressureFiles, runsSystemd } from '../fixes/systemd.ts';

const environment = 'lxc.environment = MEMORY_PRESSURE_WATCH=/dev/null';

const cure = (facts: Facts): Fix | undefined => {
	const { path } = configOf(facts);
	const text = facts.container.configFiles.get(path);
	if (text === undefined || !runsSystemd(facts)) return undefined;
	const after = appended(text, [environment]);
	return {
		title: "systemd and its services don't watch memory pressure",
		on: 'source',
		files: [...(after === text ? [] : [{ path, before: text, after }]), ...pressureFiles(facts)],
		restart: true,
	};
};

/** Seen: no error at all, but afterwards poll reports an error on these files for ever, and init and journald spin. */
export const pressure: Check = {
	id: 'pressure',
	title: 'Nobody watches memory pressure',
	scope: 'container',
	looksAt: 'open *.pressure files (/proc/pressure and cgroups)',
	evaluate: (facts) => {
		const unseen = unseenProcesses(facts, 'Memory pressure');
		if (unseen) return unseen;
		const { descriptors } = facts.container;
		if (!descriptors) return unknown('Memory pressure', 'open files were not seen');
		const found = descriptors.filter(({ target }) =>
			/\/(memory|cpu|io|irq)\.pressure$|^\/proc\/pressure\//.test(target),
		);
		if (found.length === 0) return ok('Nobody watches memory pressure');
		return {
			level: 'fail',
			title: 'Programs watch memory pressure',
			detail: holders(
				facts,
				found.map(({ pid }) => pid),
			),
			meaning:
				'CRIU reopens the file but not the alarm set on it; the program then wakes up without end and eats a whole CPU.',
			remedy:
				'Turn the watching off (MEMORY_PRESSURE_WATCH=/dev/null, DefaultMemoryPressureWatch=no) and restart the container.',
			...offering(cure(facts)),
		};
	},
};
