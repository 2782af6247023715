const programs = new Set(['rsync', 'lxc-checkpoint', 'criu']);

/** The program of a command line, behind env(1) and its variables. */
const programOf = (argv: readonly string[]): string =>
	argv.find((argument, at) => !(at === 0 && argument === 'env') && !/^\w+=/.test(argument)) ?? '';

/** Whether a command is one that a migration is made of: what looks and prepares would bury these. */
export const isTelling = (argv: readonly string[]): boolean => programs.has(programOf(argv));
