/**
Quotes one argument for a POSIX shell (XCU 2.2.2: nothing is special inside single quotes).
ssh joins its arguments with spaces and gives them to the remote shell: whatever crosses ssh goes through here, and so
does whatever a person is told to type.
*/
export const quote = (argument: string): string =>
	/^[\w@%+=:,./-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", `'\\''`)}'`;

/** A command line that a POSIX shell splits into exactly `argv`. */
export const quoteAll = (argv: readonly string[]): string => argv.map(quote).join(' ');
