import { nameOf } from '../hosts/connect.ts';
import { sudoUser } from '../hosts/ssh.ts';
import type { MigrationRequest } from '../model/services.ts';
import type { Method } from '../model/stages.ts';
import { printable } from '../model/text.ts';
import type { Options } from './options.ts';
import { sourceOf } from './sources.ts';
import { usageError } from './usage-error.ts';

/** An option of ours and where it goes; what was not given is left out, so that defaults are set in one place. */
const given = (options: Options): Partial<MigrationRequest> => {
	const values: { [Key in keyof MigrationRequest]: MigrationRequest[Key] | undefined } = {
		container: undefined,
		source: undefined,
		target: undefined,
		lxcPath: options.lxcpath,
		targetLxcPath: options['target-lxcpath'],
		bwlimit: options.bwlimit,
		pageServer: options['page-server'],
		health: options.health,
		method: options.method as Method | 'auto' | undefined,
		maxBlackoutMs: options['max-blackout'],
		force: options.force,
		keepSource: options['discard-source'] === true ? false : undefined,
		verifyFiles: options['verify-files'],
		sshUser: sudoUser()?.name,
	};
	return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
};

/** What NAME, TARGET and the options ask for; refuses a target that is the source by its name. */
export const requestFrom = ([container = '', target = '']: string[], options: Options): MigrationRequest => {
	const source = sourceOf(options);
	if (source === target) {
		throw usageError(
			`${printable(container)} is on ${printable(target)} already`,
			source === 'localhost'
				? 'localhost is the source unless --source names another host.'
				: 'Source and target are the same host.',
			['Name another host as TARGET.'],
		);
	}
	return { ...given(options), container, source, target };
};

/** A request as it is shown to people: this machine by its name. */
export const named = (request: MigrationRequest): MigrationRequest => ({
	...request,
	source: nameOf(request.source),
	target: nameOf(request.target),
});
