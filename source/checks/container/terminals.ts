import type { Check, Facts } from '../../model/facts.ts';
import { some } from '../../model/text.ts';
import { configOf, holders, ok, type Seen, unknown, unseenProcesses } from '../evidence.ts';

const terminal = /^\/dev\/(pts\/\d+|console|tty\d*|lxc\/(console|tty\d+))( \(deleted\))?$/;
const master = /^\/dev\/(pts\/)?ptmx$/;

/** Terminals of LXC, mounted onto /dev/console and /dev/ttyN: their masters are in LXC's monitor. */
const mounted = (facts: Facts): string[] =>
	(facts.container.mounts ?? [])
		.filter((mount) => mount.type === 'devpts' && /^\/\d+$/.test(mount.root))
		.map((mount) => mount.at);

const stillMounted = (facts: Facts, at: readonly string[]): Seen => {
	const config = configOf(facts);
	const changed =
		config.get('lxc.console.path')?.value === 'none' && Number(config.get('lxc.tty.max')?.value ?? 0) === 0;
	return {
		level: 'fail',
		title: changed
			? 'The container still has the terminals that its configuration no longer gives it'
			: 'Terminals of the host are mounted into the container',
		detail: some(at, 6),
		meaning:
			'The other ends of these terminals are in a process of the host, so CRIU refuses them (Unable to find a master).',
		remedy: changed
			? 'Restart the container: settings count from the next start on.'
			: 'Turn off console and ttys and restart the container.',
	};
};

export const terminals: Check = {
	id: 'terminals',
	title: 'No terminal leads outside',
	scope: 'container',
	looksAt:
		"devpts in the container's mountinfo, /dev/pts, /dev/tty* and /dev/console among open files, pty masters",
	evaluate: (facts) => {
		const { descriptors, mounts } = facts.container;
		const unseen = unseenProcesses(facts, 'Terminals');
		if (unseen) return unseen;
		if (!descriptors || !mounts) return unknown('Terminals', 'open files or mounts were not seen');
		const at = mounted(facts);
		const findings: Seen[] = at.length > 0 ? [stillMounted(facts, at)] : [];
		const open = descriptors.filter(({ target }) => terminal.test(target) && target !== '/dev/tty');
		const masters = descriptors.some(({ target }) => master.test(target));
		if (open.length === 0) return findings.length > 0 ? findings : ok('No terminal is open or mounted');
		const who = holders(
			facts,
			open.map(({ pid }) => pid),
		);
		findings.push(
			masters
				? {
						level: 'ok',
						title: 'Terminals are open whose other ends are in the container too',
						detail: who,
					}
				: {
						level: 'fail',
						title: 'Programs have a terminal open whose other end is outside',
						detail: `${some([...new Set(open.map(({ target }) => target))], 5)}: ${who}`,
						meaning:
							"A login through lxc-console or lxc-attach, or a getty: the terminal can't be carried along (Found dangling tty).",
						remedy:
							'End such logins; set lxc.tty.max = 0 and lxc.console.path = none and restart, so that there are no gettys.',
					},
		);
		return findings;
	},
};
