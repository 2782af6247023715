import { readFileSync } from 'node:fs';
import Conf, { type Schema } from 'conf';
import { FerryError } from '../model/error.ts';
import type { Settings } from '../model/services.ts';

export const defaults: Settings = {
	recentTargets: [],
	sources: [],
	keepSource: true,
	notify: false,
	introduced: false,
};

const hosts = {
	type: 'array',
	items: { type: 'string', minLength: 1, pattern: '^[^-\\s]\\S*$' },
	maxItems: 100,
} as const;

const schema: Schema<Settings> = {
	recentTargets: hosts,
	sources: hosts,
	keepSource: { type: 'boolean' },
	notify: { type: 'boolean' },
	introduced: { type: 'boolean' },
};

export type SettingsStore = {
	readonly path: string;
	get<Key extends keyof Settings>(key: Key): Settings[Key];
	set(values: Partial<Settings>): void;
};

const broken = (path: string, why: string, cause: unknown): FerryError =>
	new FerryError(
		{
			what: `The settings can't be read: ${path}`,
			why,
			next: ['Correct the file, or move it away to begin with the defaults.', 'It was left as it is.'],
		},
		undefined,
		{ cause },
	);

/** conf takes a file that holds something else than an object for an empty one, and would write over it. */
const refuseOtherJson = (path: string): void => {
	let text: string;
	try {
		text = readFileSync(path, 'utf8');
	} catch {
		return;
	}
	const value: unknown = JSON.parse(text);
	if (typeof value === 'object' && value !== null && !Array.isArray(value)) return;
	throw new Error('It holds no JSON object.');
};

/**
Opens the settings. A file that is damaged or holds what no setting allows is reported as a `FerryError` and kept;
`LXC_FERRY_CONFIG` names another directory for it.
*/
export const openSettings = (dir = process.env['LXC_FERRY_CONFIG']): SettingsStore => {
	let path = `${dir ?? '~/.config/lxc-ferry'}/config.json`;
	try {
		const conf = new Conf<Settings>({
			projectName: 'lxc-ferry',
			projectSuffix: '',
			schema,
			rootSchema: { additionalProperties: false },
			clearInvalidConfig: false,
			accessPropertiesByDotNotation: false,
			configFileMode: 0o600,
			...(dir === undefined ? {} : { cwd: dir }),
		});
		path = conf.path;
		refuseOtherJson(path);
		return {
			path,
			get: (key) => conf.store[key] ?? defaults[key],
			set: (values) => {
				try {
					conf.set(values);
				} catch (error) {
					throw broken(path, error instanceof Error ? error.message : String(error), error);
				}
			},
		};
	} catch (error) {
		throw error instanceof FerryError
			? error
			: broken(path, error instanceof Error ? error.message : String(error), error);
	}
};

/**
The settings, or the defaults where they can't be read: a broken file stops no migration. `report` is told why;
nothing is written then.
*/
export const settingsOrDefaults = (report: (error: FerryError) => void, dir?: string): SettingsStore => {
	try {
		return openSettings(dir);
	} catch (error) {
		report(error as FerryError);
		const values: Settings = { ...defaults };
		return {
			path: '',
			get: (key) => values[key],
			set: (changes) => void Object.assign(values, changes),
		};
	}
};
