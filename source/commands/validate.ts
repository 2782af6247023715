import { isIP } from 'node:net';
import { methods } from '../model/stages.ts';
import { printable } from '../model/text.ts';
import type { Kind } from './options.ts';
import { unknownWord, usageError } from './usage-error.ts';

const control = /\p{Cc}/u;
const quoted = (text: string) => `"${printable(text)}"`;

/**
LXC takes as a name whatever is one component of a path; so do we. Spaces and characters that a shell would act on
are data here, and are never given to a shell unquoted.
*/
const container = (value: string): string => {
	const why = [
		[value === '', 'It is empty.'],
		[value === '.' || value === '..', 'It means a directory, not a container.'],
		[value.includes('/'), 'LXC allows no "/" in a name.'],
		[control.test(value), 'It holds control characters.'],
		[Buffer.byteLength(value) > 255, 'It is longer than 255 bytes.'],
	].find(([wrong]) => wrong)?.[1] as string | undefined;
	if (why === undefined) return value;
	throw usageError(`${quoted(value)} can't be the name of a container`, why, [
		'See the names: lxc-ferry list',
	]);
};

/** The same rules as in ssh itself (valid_hostname, valid_ruser in ssh.c), applied before anything is started. */
const host = (value: string): string => {
	const at = value.lastIndexOf('@');
	const user = value.slice(0, Math.max(0, at));
	const name = value.slice(at + 1);
	const why = [
		[value === '' || name === '', 'The name of the host is empty.'],
		[value.startsWith('-') || name.startsWith('-'), 'ssh would take what begins with "-" as an option.'],
		[/[\s'"`$\\;&<>|(){}]/u.test(name) || control.test(value), 'It holds characters that no host name has.'],
		[/[\s'"`;&<>|(){}]/u.test(user), 'It holds characters that no user name has.'],
		[at === 0, 'There is no user before the "@".'],
	].find(([wrong]) => wrong)?.[1] as string | undefined;
	if (why === undefined) return value;
	throw usageError(`${quoted(value)} can't be a host`, why, [
		'Give [user@]host as for ssh, or a name from ~/.ssh/config.',
	]);
};

const unitMs = { ms: 1, s: 1000, m: 60_000 };

const duration = (value: string): number => {
	const [, number, unit] = /^(\d+(?:\.\d+)?)(ms|s|m)$/.exec(value) ?? [];
	if (number !== undefined && Number(number) > 0) return Math.round(Number(number) * unitMs[unit as 's']);
	throw usageError(`${quoted(value)} is not a length of time`, 'It needs a number above 0 and a unit.', [
		'Examples: 500ms, 2s, 1.5s, 1m',
	]);
};

const number = (value: string): number => {
	const parsed = /^\d+(\.\d+)?x?$/.test(value) ? Number.parseFloat(value) : Number.NaN;
	if (parsed >= 1 && parsed <= 100) return parsed;
	throw usageError(`${quoted(value)} is not a number from 1 to 100`, 'Nothing else makes sense here.', [
		'Example: --speed 10',
	]);
};

const rate = (value: string): string => {
	if (/^\d+(\.\d+)?([bkmgt]i?b?)?$/i.test(value)) return value;
	throw usageError(`${quoted(value)} is not a bandwidth`, 'rsync would refuse it.', [
		'Examples: 800k, 50m (per second; a number alone counts KiB)',
	]);
};

/** One that a page server may listen on: not all of a host's at once, none that only the host itself reaches. */
const address = (value: string): string => {
	const nobody = /^(0\.|127\.|22[4-9]\.|23\d\.|255\.|::1?$|ff)/i;
	if (isIP(value) !== 0 && !nobody.test(value)) return value;
	throw usageError(
		`${quoted(value)} is not an address of one host`,
		'The page server listens on one address of the target, so that only who reaches that link can reach it.',
		['Example: --page-server 192.168.50.2'],
	);
};

const path = (value: string): string => {
	if (value.startsWith('/') && !control.test(value)) return value;
	throw usageError(
		`${quoted(value)} is not an absolute path`,
		'It is looked up on another machine as well.',
		['Example: --lxcpath /srv/lxc'],
	);
};

const method = (value: string): string => {
	const known = ['auto', ...methods];
	if (known.includes(value)) return value;
	throw unknownWord(
		`There is no method ${quoted(value)}`,
		value,
		known,
		'Leave --method out for the best one.',
	);
};

const shells = ['bash', 'zsh', 'fish'];

const shell = (value: string): string => {
	if (shells.includes(value)) return value;
	throw unknownWord(`There are no completions for ${quoted(value)}`, value, shells, 'Ask for one of these.');
};

const anything = (value: string): string => value;

/** By kind: gives the value as the program uses it, or throws a `FerryError` that says how it is written. */
export const validators: Record<Kind, (value: string) => string | number> = {
	container,
	host,
	duration,
	number,
	rate,
	address,
	path,
	method,
	shell,
	check: anything,
	command: anything,
	file: anything,
	migration: anything,
	sample: anything,
};
