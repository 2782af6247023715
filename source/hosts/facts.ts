import { containerFromDocument } from '../model/fact-container.ts';
import { type FactDocument, linesByKey, parseDocument } from '../model/fact-document.ts';
import { hostFromDocument, pathsOf } from '../model/fact-host.ts';
import { timing } from '../model/fact-timing.ts';
import type { ContainerFacts, Facts, HostFacts, PathFact } from '../model/facts.ts';
import { clipped } from '../model/text.ts';
import { wantedPaths } from '../model/wanted-paths.ts';
import { factsScript, pathsScript } from './facts-script.ts';
import type { Host } from './host.ts';

type Mode = 'list' | 'host' | 'source' | 'target';

export type FactsOptions = {
	lxcPath?: string;
	/** @default 60_000 */
	timeoutMs?: number;
};

export type Named = FactsOptions & { name: string };

type Answer = { document: FactDocument; facts: HostFacts; text: string };

/** The last thing a host said, for a person. */
const lastLine = (text: string): string | undefined => {
	const line = text.trimEnd().split('\n').at(-1);
	return line ? clipped(line, 300) : undefined;
};

const ask = async (host: Host, mode: Mode, { lxcPath = '', timeoutMs = 60_000 }: FactsOptions, name = '') => {
	const once = async (root: boolean): Promise<Answer & { exit: number; stderr: string }> => {
		const started = Date.now();
		const result = await host.run(['sh', '-s', '--', mode, lxcPath, name], {
			input: factsScript,
			root,
			timeoutMs,
		});
		const document = parseDocument(result.stdout);
		const facts = { ...hostFromDocument(host.name, document), ...timing(document, started, Date.now()) };
		return { document, facts, text: result.stdout, exit: result.exit, stderr: result.stderr };
	};
	const asRoot = await once(true);
	if (asRoot.document.sections.length > 0) return withTrouble(asRoot);
	// Nothing came back: sudo refused, most likely. What any user can read is still worth knowing.
	const refusal = lastLine(asRoot.stderr);
	const asUser = await once(false);
	const answer = withTrouble(asUser);
	return { ...answer, facts: { ...answer.facts, root: false, ...(refusal ? { trouble: refusal } : {}) } };
};

const withTrouble = (answer: Answer & { exit: number; stderr: string }): Answer => {
	const { document, text, exit, stderr } = answer;
	if (document.complete) return { document, text, facts: answer.facts };
	const trouble = lastLine(stderr) ?? `the answer ended early (exit status ${exit})`;
	return { document, text, facts: { ...answer.facts, trouble } };
};

/** One host: tools, CRIU's self test, kernel, room, network, containers. */
export const hostFacts = async (host: Host, options: FactsOptions = {}): Promise<HostFacts> =>
	(await ask(host, 'host', options)).facts;

/** The containers of a host; no CRIU test, so it is quick. */
export const listContainers = async (host: Host, options: FactsOptions = {}): Promise<HostFacts> =>
	(await ask(host, 'list', options)).facts;

/** The source: its own facts and the container's, in one round trip. */
export const sourceFacts = async (
	host: Host,
	options: Named,
): Promise<{ host: HostFacts; container: ContainerFacts }> => {
	const { facts, document } = await ask(host, 'source', options, options.name);
	return { host: facts, container: containerFromDocument(options.name, document) };
};

/** The target: its own facts, and what already stands there under the container's name. */
export const targetFacts = async (host: Host, options: Named): Promise<HostFacts> =>
	(await ask(host, 'target', options, options.name)).facts;

/** The second trip to a target: what it has at these paths. */
export const pathFacts = async (
	host: Host,
	paths: readonly string[],
	{ timeoutMs = 20_000 }: FactsOptions = {},
): Promise<ReadonlyMap<string, PathFact>> => {
	if (paths.length === 0) return new Map();
	const argv = ['sh', '-s', '--', ...paths];
	const { stdout } = await host.run(argv, { input: pathsScript, root: true, timeoutMs });
	const document = parseDocument(stdout);
	const found: Map<string, PathFact> = document.complete ? pathsOf(linesByKey(document)) : new Map();
	// A path that was asked for and is not there is a fact as well; one that was never answered is not.
	if (document.complete) for (const path of paths) if (!found.has(path)) found.set(path, {});
	return found;
};

/**
Everything the checks look at: both hosts at once, then one more trip to the target for the host paths that the
container's configuration names, if it names any.
*/
export const gatherFacts = async (
	source: Host,
	target: Host,
	options: { name: string; lxcPath?: string; targetLxcPath?: string; timeoutMs?: number },
): Promise<Facts> => {
	const { name, lxcPath, targetLxcPath, timeoutMs } = options;
	const common = { name, ...(timeoutMs === undefined ? {} : { timeoutMs }) };
	const [{ host, container }, there] = await Promise.all([
		sourceFacts(source, { ...common, ...(lxcPath === undefined ? {} : { lxcPath }) }),
		targetFacts(target, { ...common, ...(targetLxcPath === undefined ? {} : { lxcPath: targetLxcPath }) }),
	]);
	const paths = await pathFacts(target, wantedPaths(container, host.lxcPath), common);
	return { source: host, target: { ...there, paths }, container };
};
