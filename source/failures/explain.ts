import type { Explanation } from '../model/events.ts';
import { clipped } from '../model/text.ts';
import { catalogue } from './catalogue.ts';
import type { Failure } from './failure.ts';

export type Explained = Explanation & {
	/** The catalogue's id of the failure; absent for an unknown one. */
	id?: string;
	/** The check that should have caught it. */
	check?: string;
};

type Problem = { at: number | undefined; file: string; text: string; line: string };

/** The end of a log is what counts; a log of CRIU with -v4 has some megabytes. */
const longest = 4_000_000;

/** `(00.012345)      5: Error (criu/tty.c:123): text` and `pie: 5: Error (criu/pie/parasite.c:588): text` */
const criuLine =
	/^(?:\((\d+\.\d+)\)\s*)?(?:pie: )?(?:\s*\d+: )?(?:pie: \d+: )?Error \(([^)\s]+?):\d+\): (.*)$/;

/** `lxc-checkpoint: web1: ../src/lxc/criu.c: do_dump: 1292 text` and the log file's form with time and level. */
const lxcLine =
	/^(?:lxc[-\w]*: [^:]*: \S*?src\/lxc\/(\S+?): \w+: \d+ (.*)|lxc[-\w]* \S+ [\d.]+ (?:ERROR|FATAL)\s+\S+ - \S*?src\/lxc\/([^:\s]+):\w+:\d+ - (.*))$/;

const problemOf = (line: string): Problem | undefined => {
	const criu = criuLine.exec(line);
	if (criu) {
		const at = criu[1] === undefined ? undefined : Number(criu[1]);
		return { at, file: (criu[2] ?? '').replace(/^criu\//, ''), text: criu[3] ?? '', line };
	}
	const own = lxcLine.exec(line);
	if (own) return { at: undefined, file: own[1] ?? own[3] ?? '', text: own[2] ?? own[4] ?? '', line };
	return undefined;
};

/** The problems of the last run in a log: CRIU's clock starts anew with each; its processes' clocks differ a little. */
const lastRun = (problems: readonly Problem[]): Problem[] => {
	let start = 0;
	let clock = 0;
	for (const [index, { at }] of problems.entries()) {
		if (at === undefined) continue;
		if (at + 0.5 < clock || (at < 0.002 && clock > 0.01)) start = index;
		clock = at;
	}
	return problems.slice(start);
};

const known = ({ text }: Problem): Failure | undefined =>
	catalogue.find((failure) => failure.pattern?.test(text));

const filled = (template: string, failure: Failure, problem: Problem): string => {
	const match = failure.pattern?.exec(problem.text);
	return template
		.replace(/\$(\d)/g, (_all, digit: string) => clipped(match?.[Number(digit)] ?? '', 100))
		.replace(/\s+\)/g, ')')
		.replace(/\s*\(\s*\)/g, '')
		.replace(/:?\s+$/, '');
};

const evidenceOf = (problems: readonly Problem[]): string[] =>
	problems.slice(-8).map(({ line }) => clipped(line, 300));

/** The explanation of a catalogue entry by its id, for failures that leave no line. */
export const explanationOf = (id: string, evidence: string[] = []): Explained | undefined => {
	const failure = catalogue.find((one) => one.id === id);
	if (!failure) return undefined;
	const { what, why, next, check } = failure;
	return { id, what, why, next, ...(check ? { check } : {}), ...(evidence.length > 0 ? { evidence } : {}) };
};

const unknown = (problems: readonly Problem[], tail: readonly string[]): Explained => {
	const first = problems[0];
	return {
		what: first
			? `${first.file.split('/').at(-1) ?? 'CRIU'} failed in a way that is not in our catalogue`
			: 'The log holds no error that we know',
		why: first
			? `The first error of the last run is: ${clipped(first.text, 200)}`
			: 'The run may have been cut off, or this is not a log of CRIU or LXC.',
		next: [
			...(first
				? [
						`Search CRIU's issues for "${clipped(first.text.replace(/\d+/g, 'N'), 80)}" (github.com/checkpoint-restore/criu/issues)`,
					]
				: []),
			'Report it with the whole log, so that it gets an entry: lxc-ferry show last --json, dump.log or restore.log',
		],
		evidence: first ? evidenceOf(problems) : tail.slice(-5).map((line) => clipped(line, 300)),
	};
};

/**
Says what a log of CRIU or LXC means. Of the last run only, and of its errors the first that is a cause: what
healthy runs print too is passed over, and what merely follows a cause counts only when nothing else is known.
*/
export const explain = (log: string): Explained => {
	const lines = log.slice(-longest).split(/\r?\n/);
	const problems = lastRun(lines.flatMap((line) => problemOf(line) ?? []));
	const matched = problems.map((problem) => ({ problem, failure: known(problem) }));
	const relevant = matched.filter(({ failure }) => !failure?.harmless);
	const cause = relevant.find(({ failure }) => failure && !failure.follows);
	const strange = relevant.filter(({ failure }) => !failure).map(({ problem }) => problem);
	if (!cause?.failure) {
		const rest = relevant.map(({ problem }) => problem);
		return unknown(
			strange.length > 0 ? [...strange, ...rest.filter((one) => !strange.includes(one))] : rest,
			lines.filter((line) => line.trim() !== ''),
		);
	}
	const { failure, problem } = cause;
	return {
		id: failure.id,
		what: filled(failure.what, failure, problem),
		why: failure.why,
		next: failure.next.map((step) => filled(step, failure, problem)),
		evidence: evidenceOf(
			[problem, ...relevant.slice(relevant.indexOf(cause) + 1).map((one) => one.problem)].slice(0, 5),
		),
		...(failure.check ? { check: failure.check } : {}),
	};
};
