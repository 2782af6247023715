import { bare } from '../reports/look.ts';
import { exitStatuses, help, optionHead, usage } from './help.ts';
import { optionSpecs } from './options.ts';
import { commandSpecs, listed, optionsOf } from './table.ts';

const code = (text: string) => `\`${text}\``;

/** The usage section of README: the literal `--help`, then the options of each command. */
export const helpMarkdown = (): string =>
	[
		'```console',
		'$ lxc-ferry --help',
		...help('', bare()),
		'```',
		'',
		...listed().flatMap((name) => [
			`#### ${code(`lxc-ferry ${usage(name)}`)}`,
			'',
			...[`${commandSpecs[name].summary}.`.replace('?.', '?'), ...(commandSpecs[name].details ?? [])].flatMap(
				(text) => [text, ''],
			),
			...optionsOf(name)
				.filter((option) => option !== 'help')
				.map((option) => `- ${code(optionHead(option))}: ${optionSpecs[option].help}`),
			'',
			'```sh',
			...commandSpecs[name].examples.map(([line, does]) => `lxc-ferry ${line}  # ${does}`),
			'```',
			'',
		]),
		'| exit status | means |',
		'|---|---|',
		...exitStatuses.map(([status, means]) => `| ${status} | ${means} |`),
		'',
	].join('\n');
