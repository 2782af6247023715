import type { ConfigProblem } from '../../model/config.ts';
import type { Check } from '../../model/facts.ts';
import { clipped, counted, some } from '../../model/text.ts';
import { configOf, ok, type Seen, unknown } from '../evidence.ts';

const place = ({ file, line, text }: ConfigProblem): string => clipped(`${file}:${line} ${text}`, 160);

const seen: Record<ConfigProblem['kind'], (problems: readonly ConfigProblem[]) => Seen> = {
	'missing-file': (problems) =>
		unknown('The configuration', `${problems[0]?.file ?? 'it'} could not be read`),
	'missing-include': (problems) => ({
		level: 'fail',
		title: `${counted(problems.length, 'included file')} not there`,
		detail: some(problems.map(place)),
		meaning:
			"LXC refuses a configuration that includes a file which does not exist; lxc-checkpoint can't even read it.",
		remedy: 'Put the file back, or take the line out.',
	}),
	'include-loop': (problems) => ({
		level: 'fail',
		title: 'The configuration includes itself',
		detail: some(problems.map(place)),
		meaning: 'LXC follows includes without end.',
		remedy: 'Take one of the lines out.',
	}),
	'not-a-setting': (problems) => ({
		level: 'fail',
		title: `${counted(problems.length, 'line')} that LXC can't read`,
		detail: some(problems.map(place)),
		meaning: 'LXC gives up at a line that begins with lxc. and has no equals sign.',
		remedy: 'Correct the line.',
	}),
	'retired-key': (problems) => ({
		level: 'warn',
		title: 'Settings that LXC no longer has',
		detail: some(problems.map(place)),
		meaning: 'LXC 3 and later refuse the whole configuration.',
		remedy: 'lxc-update-config -c FILE, or take the lines out.',
	}),
};

export const configFile: Check = {
	id: 'config-file',
	title: 'The configuration can be read',
	scope: 'config',
	looksAt: "the container's config and all that it includes, line by line",
	evaluate: (facts) => {
		const config = configOf(facts);
		const kinds = new Set(config.problems.map((problem) => problem.kind));
		const findings = [...kinds].map((kind) =>
			seen[kind](config.problems.filter((problem) => problem.kind === kind)),
		);
		return findings.length > 0
			? findings
			: ok(
					'The configuration can be read',
					`${config.path} and ${counted(config.files.length - 1, 'included file')}`,
				);
	},
};
