import { exitStatuses, optionHead, usage } from './help.ts';
import { type OptionName, optionSpecs } from './options.ts';
import { settingTexts } from './settings-texts.ts';
import { type CommandName, commandSpecs, listed, optionsOf } from './table.ts';
import { version } from './version.ts';

/** groff_man(7): backslashes, minus signs that are meant as such, and lines that begin like a request. */
const roff = (text: string): string =>
	text
		.replaceAll('\\', '\\e')
		.replaceAll('-', '\\-')
		.replaceAll(/^([.'])/gm, '\\&$1');

const bold = (text: string) => `\\fB${roff(text)}\\fR`;
const item = (head: string, text: string): string[] => ['.TP', head, roff(text)];
const optionItem = (name: OptionName): string[] => item(bold(optionHead(name)), optionSpecs[name].help);

const commandSection = (name: CommandName): string[] => [
	`.SS ${bold(`lxc-ferry ${usage(name)}`)}`,
	roff(`${commandSpecs[name].summary}.`.replace(/\?\./, '?').replace(/^./, (first) => first.toUpperCase())),
	...(commandSpecs[name].details ?? []).flatMap((text) => ['.PP', roff(text)]),
	...optionsOf(name)
		.filter((option) => option !== 'help')
		.flatMap(optionItem),
	...commandSpecs[name].examples.flatMap(([line, does]) => [
		'.PP',
		roff(`${does.replace(/^./, (first) => first.toUpperCase())}:`),
		'.PP',
		'.in +4n',
		'.EX',
		roff(`lxc-ferry ${line}`),
		'.EE',
		'.in',
	]),
];

const environment: [name: string, text: string][] = [
	[
		'LXC_FERRY_STATE',
		'Directory of the journals; otherwise /var/lib/lxc-ferry for root, $XDG_STATE_HOME/lxc-ferry for others.',
	],
	['LXC_FERRY_CONFIG', 'Directory of the settings; otherwise $XDG_CONFIG_HOME/lxc-ferry.'],
	['NO_COLOR', 'Without colours if it is set and not empty.'],
	['INK_SCREEN_READER, ACCESSIBLE', 'For a screen reader: plain reports instead of screens.'],
];

/** The manual page, lxc-ferry(1), from the same tables as `--help`. Without a date: it must not change by itself. */
export const manPage = (): string =>
	[
		`.TH LXC\\-FERRY 1 "" "lxc\\-ferry ${roff(version)}" "User Commands"`,
		'.SH NAME',
		`lxc\\-ferry \\- ${roff(commandSpecs[''].summary)}`,
		'.SH SYNOPSIS',
		bold('lxc-ferry'),
		'[options]',
		...listed().flatMap((name) => ['.br', `${bold(`lxc-ferry ${usage(name)}`)} [options]`]),
		'.SH DESCRIPTION',
		roff(
			'Moves a running LXC container, with its memory and its open connections, to another host. CRIU takes it out of memory on the source and brings it back on the target; the time in which it stands still is the blackout.',
		),
		'.PP',
		roff(
			'HOST and TARGET are ssh destinations: [user@]host, or a name from ssh_config(5). ID is the id of a migration, the beginning of one, or "last". A name that begins with "-" goes after "--".',
		),
		'.SH OPTIONS',
		...optionsOf('').flatMap(optionItem),
		'.SH COMMANDS',
		...listed().flatMap(commandSection),
		'.SH EXIT STATUS',
		...exitStatuses.flatMap(([status, means]) => item(bold(String(status)), means)),
		'.SH SETTINGS',
		...Object.entries(settingTexts).flatMap(([name, text]) => item(bold(name), text)),
		'.SH ENVIRONMENT',
		...environment.flatMap(([name, text]) => item(bold(name), text)),
		'.SH FILES',
		...item(
			bold('/var/lib/lxc-ferry/migrations/ID/journal.ndjson'),
			'The journal of a migration: one JSON object per line.',
		),
		'.SH SEE ALSO',
		`${bold('lxc-checkpoint')}(1), ${bold('criu')}(8), ${bold('rsync')}(1), ${bold('ssh_config')}(5)`,
		'',
	].join('\n');
