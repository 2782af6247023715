// Facts of real hosts, recorded by test/record-facts.ts.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { containerFromDocument } from '../source/model/fact-container.ts';
import { type FactDocument, linesByKey, parseDocument } from '../source/model/fact-document.ts';
import { hostFromDocument, pathsOf } from '../source/model/fact-host.ts';
import { timing } from '../source/model/fact-timing.ts';
import type { Facts, PathFact } from '../source/model/facts.ts';
import { wantedPaths } from '../source/model/wanted-paths.ts';

const directory = join(dirname(fileURLToPath(import.meta.url)), 'recorded/facts');

export const recordings = (): string[] => readdirSync(directory);

const text = (situation: string, part: string): string => {
	const path = join(directory, situation, `${part}.txt`);
	return existsSync(path) ? readFileSync(path, 'utf8') : '';
};

/** A section that a host's document does not have, as if its probe had not answered. */
export type Lost = { role: 'source' | 'target'; key: string };

const document = (situation: string, role: Lost['role'], lost?: Lost): FactDocument => {
	const whole = parseDocument(text(situation, role));
	if (lost?.role !== role) return whole;
	return { ...whole, sections: whole.sections.filter(({ key }) => key !== lost.key) };
};

/** Every section that could be lost. */
export const sectionsOf = (situation: string): Lost[] =>
	(['source', 'target'] as const).flatMap((role) =>
		[...new Set(document(situation, role).sections.map(({ key }) => key))].map((key) => ({ role, key })),
	);

/** The facts of a situation as hosts/facts.ts builds them, but for what only a live connection knows. */
export const recorded = (situation: string, lost?: Lost): Facts => {
	if (!existsSync(join(directory, situation)))
		throw new Error(`${situation} was never recorded: node test/record-facts.ts ${situation}`);
	const source = document(situation, 'source', lost);
	const target = document(situation, 'target', lost);
	const name = linesByKey(document(situation, 'source')).get('name')?.[0] ?? 'cv1';
	const container = containerFromDocument(name, source);
	const paths = parseDocument(text(situation, 'target.paths'));
	const found: Map<string, PathFact> = pathsOf(linesByKey(paths));
	const host = hostFromDocument('alpha', source);
	if (paths.complete)
		for (const path of wantedPaths(container, host.lxcPath)) if (!found.has(path)) found.set(path, {});
	// Both scripts were started at one moment: the source's own begin and end stand for the clock of the machine in between.
	const clock = timing(source, 0, 0).clockSkewMs ?? 0;
	const far = timing(target, 0, 0).clockSkewMs ?? 0;
	return {
		source: { ...host, clockSkewMs: 0, roundTripMs: 20 },
		target: { ...hostFromDocument('beta', target), clockSkewMs: far - clock, roundTripMs: 20, paths: found },
		container,
	};
};
