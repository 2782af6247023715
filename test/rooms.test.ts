import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { expect, test } from 'vitest';

/*
Who may import whom (design.md, "Rooms"). Types are free: they are gone when the program runs, and a reader may know
the shape of what it is given.
*/

const source = join(import.meta.dirname, '..', 'source');

type Import = { file: string; room: string; to: string; dynamic: boolean };

const statement = /^(?:import|export)\b(?!\s+type\b)[^;'"]*?\bfrom\s+'([^']+)'|^import\s+'([^']+)'/gm;
const dynamic = /(?<!typeof )\bimport\('([^']+)'\)/g;

const roomOf = (path: string): string => (path.includes('/') ? (path.split('/')[0] as string) : '.');

const importsOf = (file: string): Import[] => {
	const text = readFileSync(join(source, file), 'utf8');
	const found = (pattern: RegExp, isDynamic: boolean) =>
		[...text.matchAll(pattern)].map((match): Import => {
			const name = match[1] ?? match[2] ?? '';
			const to = name.startsWith('.') ? relative(source, join(source, dirname(file), name)) : name;
			return { file, room: roomOf(file), to, dynamic: isDynamic };
		});
	return [...found(statement, false), ...found(dynamic, true)];
};

const files = globSync('**/*.{ts,tsx}', { cwd: source });
const imports = files.flatMap(importsOf);
const isOurs = ({ to }: Import) => /\.tsx?$/.test(to) && !to.startsWith('..');

const rooms: Record<string, string[]> = {
	'.': ['commands'],
	model: [],
	checks: ['model', 'failures'],
	failures: ['model', 'checks'],
	hosts: ['model'],
	engine: ['model', 'checks', 'failures', 'hosts'],
	screens: ['model'],
	reports: ['model'],
	commands: ['model', 'checks', 'failures', 'hosts', 'engine', 'screens', 'reports'],
};

/** Modules of Node that only compute. */
const pure = ['node:path/posix', 'node:path', 'node:util', 'node:buffer'];

const written = (list: Import[]) => list.map(({ file, to }) => `${file} → ${to}`);

test('the rules see the program', () => {
	expect(files.length).toBeGreaterThan(50);
	expect(imports.length).toBeGreaterThan(files.length);
	expect([...new Set(files.map(roomOf))].toSorted()).toEqual(Object.keys(rooms).toSorted());
});

test('a room imports only from the rooms it may know', () => {
	const wrong = imports.filter(isOurs).filter((found) => {
		const to = roomOf(found.to);
		if (to === found.room || rooms[found.room]?.includes(to)) return false;
		return !(['screens', 'reports'].includes(found.room) && found.to === 'engine/journal.ts');
	});
	expect(written(wrong)).toEqual([]);
});

test('model, checks and failures do no input and output', () => {
	const rooms = ['model', 'checks', 'failures'];
	const wrong = imports.filter(
		(found) => rooms.includes(found.room) && !isOurs(found) && !pure.includes(found.to),
	);
	expect(written(wrong)).toEqual([]);
});

test('reports are pure', () => {
	const wrong = imports.filter((found) => found.room === 'reports' && !isOurs(found));
	expect(written(wrong).filter((line) => !line.endsWith('→ string-width'))).toEqual([]);
});

test('only commands load screens, and only by a dynamic import', () => {
	const wrong = imports.filter(
		(found) =>
			roomOf(found.to) === 'screens' &&
			found.room !== 'screens' &&
			!(found.room === 'commands' && found.dynamic),
	);
	expect(written(wrong)).toEqual([]);
});

test('only screens know Ink and React', () => {
	const wrong = imports.filter((found) => /^(ink|react)\b/.test(found.to) && found.room !== 'screens');
	expect(written(wrong)).toEqual([]);
});

test('only hosts start processes', () => {
	const wrong = imports.filter(
		({ to, room, file }) =>
			(to === 'execa' || to === 'node:child_process') && room !== 'hosts' && file !== 'engine/launch.ts',
	);
	expect(written(wrong)).toEqual([]);
});

test('the entry imports nothing of ours before it must', () => {
	expect(imports.filter(({ file, dynamic }) => file === 'cli.ts' && !dynamic).map(({ to }) => to)).toEqual([
		'node:module',
	]);
});

test('commands are loaded one by one', () => {
	const commands = imports
		.filter(({ file, dynamic }) => file === 'commands/main.ts' && !dynamic)
		.map(({ to }) => to);
	expect(commands.filter((to) => /^commands\/(list|migrate|tui|services|settings)\.ts$/.test(to))).toEqual(
		[],
	);
});

test('nobody exports a default', () => {
	const wrong = files.filter((file) => /^export default/m.test(readFileSync(join(source, file), 'utf8')));
	expect(wrong).toEqual([]);
});
