// Records what the fact scripts print on real hosts: run with a lab up, `node test/record-facts.ts [SITUATION...]`.
// Nothing in test/recorded/facts is typed: each document is the answer of a host that was really brought into the situation.
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gatherFacts } from '../source/hosts/facts.ts';
import type { Host } from '../source/hosts/host.ts';
import { makeCaveat, removeCaveat } from './lab/caveats/container.ts';
import { labExec } from './lab/exec.ts';
import type { HostName } from './lab/paths.ts';
import { type Situation, situations } from './situations.ts';

const directory = join(dirname(fileURLToPath(import.meta.url)), 'recorded/facts');

type Documents = Record<string, string>;

/** A host of the lab that answers inside private namespaces, changed by `change`; what it says is kept. */
const recordingHost = (name: HostName, role: string, documents: Documents, change = ''): Host => {
	const wrap = (argv: readonly string[]) =>
		change === '' ? argv : ['unshare', '-m', 'sh', '-c', `${change}\nexec "$@"`, 'sh', ...argv];
	return {
		name,
		local: true,
		command: (argv) => [...argv],
		start: () => {
			throw new Error('a recording host starts nothing');
		},
		close: async () => {},
		run: async (argv, options = {}) => {
			const started = performance.now();
			const result = await labExec(name, wrap(argv), {
				input: String(options.input ?? ''),
				reject: false,
				timeout: 60_000,
			});
			const mode = /^(list|host|source|target)$/.test(argv[3] ?? '') ? role : `${role}.paths`;
			documents[mode] = result.stdout;
			return {
				exit: result.exitCode ?? 1,
				stdout: result.stdout,
				stderr: result.stderr,
				ms: Math.round(performance.now() - started),
			};
		},
	};
};

const record = async (name: string, situation: Situation): Promise<void> => {
	const container = situation.container ?? 'cv1';
	if (!situation.container) await makeCaveat('alpha', 'cv1', situation);
	const documents: Documents = {};
	try {
		await gatherFacts(
			recordingHost('alpha', 'source', documents, situation.source),
			recordingHost(situation.targetIsSource ? 'alpha' : 'beta', 'target', documents, situation.target),
			{ name: container, ...(situation.targetLxcPath ? { targetLxcPath: situation.targetLxcPath } : {}) },
		);
	} finally {
		if (situation.cleanup) await labExec('alpha', ['sh', '-c', situation.cleanup], { reject: false });
		if (!situation.container) await removeCaveat('alpha', 'cv1');
	}
	await rm(join(directory, name), { recursive: true, force: true });
	await mkdir(join(directory, name), { recursive: true });
	for (const [part, text] of Object.entries(documents))
		await writeFile(join(directory, name, `${part}.txt`), text);
};

const wanted = process.argv.slice(2);
for (const [name, situation] of Object.entries(situations)) {
	if (wanted.length > 0 && !wanted.includes(name)) continue;
	try {
		await record(name, situation);
		console.log(`recorded ${name}`);
	} catch (error) {
		console.error(`${name}: ${error instanceof Error ? error.message : String(error)}`);
		process.exitCode = 1;
	}
}
