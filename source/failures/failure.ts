/** One way in which a dump or a restore ends, and what to tell about it. Data: the reader is explain.ts. */
export type Failure = {
	id: string;
	phase: 'dump' | 'restore' | 'pre-dump' | 'lazy-pages' | 'any' | 'after';
	/** The source file that prints the line: below criu/ for CRIU, below src/lxc/ for LXC. */
	file: string;
	/** Matches the text behind `Error (file:line): `; never for what leaves no line. */
	pattern?: RegExp;
	/** `$1` stands for what the pattern caught. */
	what: string;
	why: string;
	next: string[];
	/** The check that should have caught it. */
	check?: string;
	/** Printed in the wake of a cause; explains only when nothing else does. */
	follows?: boolean;
	/** Said by healthy runs too. */
	harmless?: boolean;
};
