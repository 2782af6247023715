import { checkup } from '../engine/checkup.ts';
import { cancel } from '../engine/control.ts';
import { applyFix, undoFixes } from '../engine/fixes.ts';
import { launch } from '../engine/launch.ts';
import { resume, rollback } from '../engine/recovery.ts';
import { connect } from '../hosts/connect.ts';
import { listContainers } from '../hosts/facts.ts';
import type { Host } from '../hosts/host.ts';
import type { Services } from '../model/services.ts';
import { journalEvents } from './journal-events.ts';
import { knownHosts } from './known-hosts.ts';
import { records } from './records.ts';
import type { SettingsStore } from './settings.ts';

/** What `du` may take on a large file system before its size stays unknown. */
const sizeTimeoutMs = 120_000;

const sizeOf = async (
	host: Host,
	lxcPath: string,
	container: string,
	signal?: AbortSignal,
): Promise<number | undefined> => {
	const { exit, stdout } = await host.run(['du', '-skx', '--', `${lxcPath}/${container}`], {
		root: true,
		timeoutMs: sizeTimeoutMs,
		signal,
	});
	const kilobytes = Number.parseInt(stdout, 10);
	return exit === 0 && kilobytes >= 0 ? kilobytes * 1024 : undefined;
};

/** What the screens ask for, made of the rest of the program. */
export const createServices = (settings: SettingsStore, options: { lxcPath?: string } = {}): Services => {
	// Nothing can be asked while a screen is drawn: what needs a question was connected before (tui.ts).
	const lxcPaths = new Map<string, string>();
	return {
		knownHosts: async () => knownHosts(settings),
		list: async (name) => {
			const facts = await listContainers(await connect(name), options);
			if (facts.lxcPath !== undefined) lxcPaths.set(name, facts.lxcPath);
			return facts;
		},
		size: async (name, container, signal) =>
			sizeOf(await connect(name), options.lxcPath ?? lxcPaths.get(name) ?? '/var/lib/lxc', container, signal),
		check: async (request, signal) => {
			const [source, target] = await Promise.all([
				connect(request.source, { bulk: true }),
				connect(request.target, { bulk: true }),
			]);
			return checkup(request, { source, target }, signal === undefined ? {} : { signal });
		},
		applyFix,
		undoFixes,
		start: async (request) => {
			const id = await launch(request);
			const others = settings.get('recentTargets').filter((other) => other !== request.target);
			try {
				settings.set({ recentTargets: [request.target, ...others].slice(0, 10) });
			} catch {
				// A migration that was started is worth more than a setting that could not be kept.
			}
			return id;
		},
		follow: journalEvents,
		cancel,
		resume,
		rollback,
		migrations: records,
		settings,
	};
};
