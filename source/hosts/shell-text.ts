/**
Text of a shell script as it stands: backslashes are the shell's. `@{name}` is written for the shell's own braces,
which a template literal would take for its placeholders.
*/
export const shell = (text: TemplateStringsArray, ...parts: readonly string[]): string =>
	String.raw(text, ...parts).replaceAll('@{', '$'.concat('{'));
