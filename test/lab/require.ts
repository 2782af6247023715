/** Throws unless the lab can work here at all; the message says what is missing and what to do. */
export function requireMachine(): void {
	if (process.platform !== 'linux')
		throw new Error(`the lab needs Linux, this is ${process.platform}: run it in a Debian machine or VM`);
	if (process.getuid?.() !== 0)
		throw new Error('the lab makes namespaces and mounts: run it as root, for example with sudo');
}
