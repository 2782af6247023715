/** The words of an example as a shell would give them to the program; stops at a redirection or a pipe. */
export const words = (line: string): string[] => {
	const found = [...line.matchAll(/'([^']*)'|(\S+)/g)].map((match) => match[1] ?? match[2] ?? '');
	const end = found.findIndex((word) => ['|', '>', '<'].includes(word));
	return end === -1 ? found : found.slice(0, end);
};
