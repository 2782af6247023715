import type { Config } from '../../model/config.ts';
import { parseLine } from '../../model/config.ts';
import { canonicalKey } from '../../model/config-keys.ts';
import type { Facts } from '../../model/facts.ts';
import type { Fix } from '../../model/finding.ts';
import { configOf } from '../evidence.ts';

const heading = '# Set by lxc-ferry, so that the container can be migrated';

const textOf = (facts: Facts): { path: string; text: string } | undefined => {
	const path = configOf(facts).path;
	const text = facts.container.configFiles.get(path);
	return text === undefined ? undefined : { path, text };
};

/** Puts settings at the end of a configuration, where they win; those that stand there already are not repeated. */
export const appended = (text: string, settings: readonly string[]): string => {
	const lines = text.split('\n').map((line) => line.trim());
	const missing = settings.filter((setting) => !lines.includes(setting));
	if (missing.length === 0) return text;
	const open = text === '' || text.endsWith('\n') ? text : `${text}\n`;
	return `${open}${lines.includes(heading) ? '' : `\n${heading}\n`}${missing.join('\n')}\n`;
};

/** A fix that sets values at the end of the container's own configuration. */
export const withSettings = (
	facts: Facts,
	settings: readonly string[],
	title: string,
	restart: boolean,
): Fix | undefined => {
	const own = textOf(facts);
	if (!own) return undefined;
	const after = appended(own.text, settings);
	if (after === own.text) return undefined;
	return {
		title,
		on: 'source',
		files: [{ path: own.path, before: own.text, after }],
		...(restart ? { restart } : {}),
	};
};

/** The text with the lines of these keys (present names) made comments. */
export const commented = (text: string, keys: readonly string[]): string =>
	text
		.split('\n')
		.map((line) => {
			const parsed = parseLine(line);
			if (parsed === undefined || parsed === 'invalid') return line;
			return keys.includes(canonicalKey(parsed.key, 0)) ? `# lxc-ferry: ${line}` : line;
		})
		.join('\n');

/** A fix that takes settings out of the container's own configuration; none if they stand in an included file. */
export const withoutSetting = (facts: Facts, keys: readonly string[], title: string): Fix | undefined => {
	const own = textOf(facts);
	if (!own) return undefined;
	const config: Config = configOf(facts);
	if (keys.some((key) => config.getAll(key).some((entry) => entry.file !== own.path))) return undefined;
	const after = commented(own.text, keys);
	return after === own.text
		? undefined
		: { title, on: 'source', files: [{ path: own.path, before: own.text, after }] };
};

/** `{ fix }` or nothing, for spreading into a finding. */
export const offering = (fix: Fix | undefined): { fix?: Fix } => (fix ? { fix } : {});
