// 100,000 damaged journals, configurations and answers of hosts: nothing throws, nothing hangs, nothing that steers a
// terminal comes through.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { evaluate } from '../../source/checks/index.ts';
import { leftovers } from '../../source/engine/clean.ts';
import { readView } from '../../source/engine/journal.ts';
import { decide } from '../../source/engine/recovery.ts';
import type { Session } from '../../source/engine/session.ts';
import { whereabouts } from '../../source/engine/where.ts';
import { explain } from '../../source/failures/index.ts';
import { announcedLines } from '../../source/hosts/announce.ts';
import { parseReport } from '../../source/hosts/attendant.ts';
import { census, cpuShares } from '../../source/hosts/census.ts';
import type { Host } from '../../source/hosts/host.ts';
import { holderLives, takeLock } from '../../source/hosts/lock.ts';
import { parseProgress, parseStats } from '../../source/hosts/rsync.ts';
import {
	changedNames,
	inPlace,
	newDirectories,
	parseChanges,
	parseDirectories,
} from '../../source/model/changed-names.ts';
import { readConfig } from '../../source/model/config.ts';
import { rootfsPath, storage } from '../../source/model/config-storage.ts';
import { configForTarget } from '../../source/model/config-target.ts';
import { FerryError } from '../../source/model/error.ts';
import { containerFromDocument } from '../../source/model/fact-container.ts';
import { linesByKey, parseDocument } from '../../source/model/fact-document.ts';
import { hostFromDocument, pathsOf } from '../../source/model/fact-host.ts';
import { emptyView, fold } from '../../source/model/fold.ts';
import { parseLxcLs } from '../../source/model/lxc-ls.ts';
import { movedMark, withoutMark } from '../../source/model/moved-mark.ts';
import { parseEvent } from '../../source/model/parse-event.ts';
import { checklistLines } from '../../source/reports/checklist.ts';
import { imageLines, leftoverLines } from '../../source/reports/leftovers.ts';
import { bare } from '../../source/reports/look.ts';
import { plainReport } from '../../source/reports/plain.ts';
import { showLines } from '../../source/reports/show.ts';
import { mutate, type Random, randomFrom, retype } from './mutate.ts';

const recorded = join(import.meta.dirname, '../recorded');
const textsOf = (folder: string, file: RegExp): string[] =>
	readdirSync(join(recorded, folder), { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile() && file.test(entry.name))
		.map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'));

const journals = textsOf('journals', /./).map((text) => text.split('\n').filter(Boolean));
const events = journals.flat();
const answers = textsOf('facts', /\.txt$/);
const configs = answers.flatMap(
	(text) => text.match(/^.*lxc\.[\w.]+ *=.*(\n.*)*/m)?.[0].slice(0, 4000) ?? [],
);

/** What moves a cursor, changes colours, or turns the direction of text. */
const steering = /[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;

const seed = Number(process.env['FUZZ_SEED'] ?? 20_261_123);
const longestMs = 500;

/** Runs `once` so often, and says with which seed it went wrong. */
const repeat = (times: number, once: (random: Random) => void): void => {
	for (let run = 0; run < times; run++) {
		const random = randomFrom(seed + run * 7919);
		const began = performance.now();
		try {
			once(random);
		} catch (error) {
			throw new Error(`run ${run}, FUZZ_SEED=${seed}: ${String(error)}`, { cause: error });
		}
		const ms = performance.now() - began;
		if (ms > longestMs) throw new Error(`run ${run}, FUZZ_SEED=${seed}: took ${Math.round(ms)} ms`);
	}
};

const pick = <Item>(items: readonly Item[], random: Random): Item => items[random(items.length)] as Item;

const damagedLine = (random: Random): string => {
	const line = pick(events, random);
	return random(2) === 0 ? retype(line, random) : mutate(line, random, events);
};

test('40,000 journals', () => {
	repeat(40_000, (random) => {
		let view = emptyView();
		for (let lines = 1 + random(4); lines > 0; lines--) {
			const event = parseEvent(damagedLine(random));
			if (event !== undefined) view = fold(view, event);
		}
		expect(view.log.length + view.commands.length).toBeLessThan(2000);
	});
}, 60_000);

test('1,000 reports of journals that begin well', () => {
	const look = bare(80);
	repeat(1000, (random) => {
		let view = emptyView();
		const report = plainReport(look);
		const lines = [
			...pick(journals, random).slice(0, 1 + random(30)),
			...Array.from({ length: 5 }, () => damagedLine(random)),
		];
		for (const line of lines) {
			const event = parseEvent(line);
			if (event === undefined) continue;
			view = fold(view, event);
			for (const text of report(event)) expect(text).not.toMatch(steering);
		}
		for (const text of showLines(view, look)) expect(text).not.toMatch(steering);
	});
}, 60_000);

test('13,000 configurations', () => {
	repeat(13_000, (random) => {
		const text = mutate(pick(configs, random), random, configs);
		const config = readConfig('/var/lib/lxc/c/config', new Map([['/var/lib/lxc/c/config', text]]));
		storage(config);
		rootfsPath(config);
		configForTarget(text, { fromDir: '/var/lib/lxc/c', toDir: '/srv/c' });
		movedMark(text);
		withoutMark(text);
	});
}, 60_000);

test('6,000 facts of hosts, each with its checklist', () => {
	repeat(6000, (random) => {
		const text = mutate(pick(answers, random), random, answers);
		const document = parseDocument(text);
		const lines = linesByKey(document);
		const source = hostFromDocument('alpha', document);
		const container = containerFromDocument('c', document);
		pathsOf(lines);
		parseLxcLs(text.split('\n').slice(0, 20));
		const findings = evaluate({ source, target: source, container });
		for (const line of checklistLines(findings, bare(80))) expect(line).not.toMatch(steering);
	});
}, 60_000);

test('14,000 reports of attendants, and what they told the neighbours', () => {
	const said =
		'mark pre-dump 1795730400123456789\ngate post-dump\nnote init-alive\ntime 1795730400123456789\nchecked 0\nexit 255\n';
	const told = 'at once: eth0 10.0.3.2 00:16:3e:aa:bb:cc\ntold eth0 10.0.3.2 00:16:3e:aa:bb:cc\n';
	repeat(14_000, (random) => {
		for (const line of mutate(said, random).split('\n')) parseReport(line);
		for (const line of announcedLines(mutate(told, random))) expect(line).not.toMatch(steering);
	});
}, 60_000);

test('14,000 lists of changed files', () => {
	const listed =
		'11 d 2 .\0' + '11 f 5 ./etc/a b\0' + '11 d 7 ./etc\0' + '12 l 9 ./srv/\u00fc\n\0' + '11 F 3 ./x\0';
	const directories = '11 2 \0' + '11 7 etc\0' + '12 9 srv/deep/er\0';
	repeat(14_000, (random) => {
		const since = parseDirectories(mutate(directories, random));
		const changes = inPlace(parseChanges(mutate(listed, random)), since);
		newDirectories(changes, since);
		for (const name of changedNames(changes, changes).names) expect(name).not.toContain('\0');
	});
}, 60_000);

test('5,000 words of rsync and logs of CRIU', () => {
	const rsync =
		'  1,238,099  61%  146.38kB/s    0:00:08 (xfr#5, to-chk=169/396)\nNumber of files: 1,234\nTotal bytes sent: 5\n';
	const log =
		'(00.012) Error (criu/files.c:12): Can not dump file 5 of that type [600] (anon anon_inode:bpf-prog)\n'.repeat(
			5,
		);
	repeat(5000, (random) => {
		const said = mutate(rsync, random);
		parseProgress(said);
		parseStats(said);
		explain(mutate(log, random, events));
	});
}, 60_000);

/** A host that answers each question with a damaged answer of another. */
const strangeHost = (random: Random): Host => {
	const run: Host['run'] = async () => ({
		exit: pick([0, 0, 0, 1, 3, 17, 124, 255], random),
		stdout: mutate(pick(hostAnswers, random), random, hostAnswers),
		stderr: mutate('lxc-info: c: ../src/lxc/tools/lxc_info.c: main: 420 Container does not exist\n', random),
		ms: 1,
	});
	return {
		name: 'strange',
		local: false,
		command: () => [],
		run,
		close: async () => {},
	} as unknown as Host;
};

const hostAnswers = [
	'1 250 init\n17 3 a b c\n',
	'20261123-180000-c-0000 0123456789abcdef 7a9f3c0e-boot 4242 99887766\n',
	'0123456789abcdef\n7a9f3c0e-boot\n99887766\n',
	'held 4242\nkilobytes 1024\npages\nfiles\n',
	'RUNNING\n',
	'STOPPED\n',
	'left\n',
	'none\n',
	'images\t1024\t/var/lib/lxc-ferry/staging/20261123-180000-c-0000-0123456789abcdef\nlock\t20261123-180000-c-0000\t/var/lib/lxc-ferry/locks/x\nmark\t\t/var/lib/lxc/c/config\n',
	'# lxc-ferry moved this container: {"id":"20261123-180000-c-0000","to":"beta","at":"2026-11-23T18:00:00Z"}\n',
];

/** What a host said may be refused, by an error of ours; anything else is a mistake. */
const refused = (error: unknown): undefined => {
	if (!(error instanceof FerryError)) throw error;
	return undefined;
};

test('6,000 answers to what is asked of hosts: processes, locks, images, leftovers', async () => {
	const place = { name: 'c', lxcPath: '/var/lib/lxc' };
	const holder = { migration: 'm', machine: '0123456789abcdef', boot: '7a9f3c0e-boot', pid: 1, start: '2' };
	const places = { lxcPath: place.lxcPath, staging: '/s', rootfs: '/r' };
	const plan = { places: { source: places, target: places } };
	const look = bare(80);
	for (let run = 0; run < 1500; run++) {
		const host = strangeHost(randomFrom(seed + run * 7919));
		const before = (await census(host, place).catch(refused)) ?? [];
		for (const { name } of before) expect(name).not.toMatch(steering);
		cpuShares(before, before, 10);
		await takeLock(host, '/l', holder).catch(refused);
		await holderLives(host, holder).catch(refused);
		const session = { source: host, target: host, plan, request: { container: 'c' } } as unknown as Session;
		decide(await whereabouts(session), 'resume', { letGo: false, transferred: true, committing: false });
		const left = (await leftovers(host).catch(refused)) ?? [];
		for (const line of [...leftoverLines(left, look), ...imageLines(left, look)])
			expect(line).not.toMatch(steering);
	}
}, 60_000);

let dir = '';
beforeAll(() => {
	dir = mkdtempSync(join(tmpdir(), 'lxc-ferry-fuzz-'));
});
afterAll(() => rmSync(dir, { recursive: true }));

test('1,000 journals as files: cut, corrupt, of a newer version, with a last line without an end', async () => {
	const path = join(dir, 'journal.ndjson');
	for (let run = 0; run < 1000; run++) {
		const random = randomFrom(seed + run);
		const text = mutate(`${pick(journals, random).join('\n')}\n`, random, events);
		writeFileSync(path, run % 3 === 0 ? text.replaceAll('"v":1', '"v":2') : text);
		const view = await readView(path);
		if (run % 3 === 0) expect(view.events).toBe(0);
	}
}, 60_000);
