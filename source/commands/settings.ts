import { readFileSync } from 'node:fs';
import Conf from 'conf';
import { FerryError } from '../model/error.ts';
import type { Settings } from '../model/services.ts';
import { flag, list, type Shape } from '../model/shape.ts';
import { printable } from '../model/text.ts';

export const defaults: Settings = {
	recentTargets: [],
	sources: [],
	keepSource: true,
	notify: false,
	introduced: false,
};

const host: Shape = (value) => typeof value === 'string' && /^[^-\s]\S*$/.test(value);
const hosts = {
	shape: (value: unknown) => list(host)(value) && (value as unknown[]).length <= 100,
	wanted: 'a list of at most 100 hosts',
};
const yesOrNo = { shape: flag, wanted: 'true or false' };

/** Not by conf's own schema: its validator, which the bundle leaves out, takes 3 MB and most of the start. */
const allowed: Record<string, { shape: Shape; wanted: string }> = {
	recentTargets: hosts,
	sources: hosts,
	keepSource: yesOrNo,
	notify: yesOrNo,
	introduced: yesOrNo,
} satisfies Record<keyof Settings, unknown>;

const refuseOthers = (values: object): void => {
	for (const [name, value] of Object.entries(values)) {
		const rule = Object.hasOwn(allowed, name) ? allowed[name] : undefined;
		if (rule === undefined) throw new Error(`There is no setting ${printable(name)}.`);
		if (!rule.shape(value)) throw new Error(`${name} must be ${rule.wanted}.`);
	}
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
			clearInvalidConfig: false,
			accessPropertiesByDotNotation: false,
			configFileMode: 0o600,
			...(dir === undefined ? {} : { cwd: dir }),
		});
		path = conf.path;
		refuseOtherJson(path);
		refuseOthers(conf.store);
		return {
			path,
			get: (key) => conf.store[key] ?? defaults[key],
			set: (values) => {
				try {
					refuseOthers(values);
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
