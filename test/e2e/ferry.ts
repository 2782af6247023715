// The program as a user of a lab host runs it: the bundle, in the host's namespaces.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { bundle } from '../../build.mjs';
import type { FerryEvent } from '../../source/model/events.ts';
import { foldAll, type MigrationView } from '../../source/model/fold.ts';
import { parseEvent } from '../../source/model/parse-event.ts';
import { type LabExecOptions, type LabExecResult, labExec } from '../lab/exec.ts';
import { withLock } from '../lab/lock.ts';
import { type ContainerName, checkout, type HostName } from '../lab/paths.ts';
import { up } from '../lab/up.ts';

const quiet = () => {};

/** The lab with these containers, and a bundle to run in it. */
export const ready = async (names: readonly ContainerName[]): Promise<void> => {
	if (!existsSync(join(checkout, 'dist', 'cli.js'))) await bundle(join(checkout, 'dist'));
	await withLock(quiet, () => up(quiet, names));
};

/** Runs `lxc-ferry` on a host to its end; a failure is in `exitCode`, not thrown. */
export const ferry = (
	host: HostName,
	args: readonly string[],
	options: LabExecOptions = {},
): Promise<LabExecResult> =>
	labExec(host, ['lxc-ferry', ...args], { timeout: 120_000, reject: false, ...options });

/** The events that `--json` printed; a line that is no event fails the test that asked for it. */
export const eventsOf = (stdout: string): FerryEvent[] =>
	stdout
		.split('\n')
		.filter((line) => line !== '')
		.map((line) => {
			const event = parseEvent(line);
			if (event === undefined) throw new Error(`not an event: ${line}`);
			return event;
		});

/** Moves a container, and gives what its events say. */
export const move = async (
	host: HostName,
	name: string,
	target: string,
	extra: readonly string[] = [],
): Promise<{ exit: number | undefined; view: MigrationView; stderr: string }> => {
	const { exitCode, stdout, stderr } = await ferry(host, [
		'migrate',
		name,
		target,
		'--json',
		'--yes',
		...extra,
	]);
	return { exit: exitCode, view: foldAll(eventsOf(stdout)), stderr };
};
