import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { defaults, openSettings, settingsOrDefaults } from '../../source/commands/settings.ts';
import { FerryError } from '../../source/model/error.ts';

let dir: string;
let file: string;

beforeEach(() => {
	dir = mkdtempSync(join(tmpdir(), 'ferry-settings-'));
	file = join(dir, 'config.json');
});

afterEach(() => rmSync(dir, { recursive: true }));

test('without a file there are defaults, and none is written for looking', () => {
	const settings = openSettings(dir);
	expect(settings.path).toBe(file);
	expect(settings.get('keepSource')).toBe(defaults.keepSource);
	expect(readdirSync(dir)).toEqual([]);
});

test('what was set is there the next time', () => {
	openSettings(dir).set({ recentTargets: ['beta'], keepSource: false });
	expect(openSettings(dir).get('recentTargets')).toEqual(['beta']);
	expect(openSettings(dir).get('keepSource')).toBe(false);
});

const damaged = [
	'',
	'{',
	'null',
	'[1]',
	'"x"',
	'{"keepSource":"yes"}',
	'{"surprise":1}',
	'{"recentTargets":["-oX"]}',
	'\u0000',
];

test.each(damaged)('%j is reported and kept', (text) => {
	writeFileSync(file, text);
	expect(() => openSettings(dir)).toThrow(FerryError);
	const reported: FerryError[] = [];
	const settings = settingsOrDefaults((error) => reported.push(error), dir);
	expect(reported[0]?.explanation.what).toContain(file);
	// They can be changed while the program runs, but not on disk.
	settings.set({ introduced: true });
	expect(settings.get('introduced')).toBe(true);
	expect(readFileSync(file, 'utf8')).toBe(text);
});

test('what no setting allows is refused and changes nothing', () => {
	const settings = openSettings(dir);
	settings.set({ notify: true });
	const before = readFileSync(file, 'utf8');
	expect(() => settings.set({ recentTargets: ['-oProxyCommand=x'] })).toThrow(FerryError);
	expect(readFileSync(file, 'utf8')).toBe(before);
});
