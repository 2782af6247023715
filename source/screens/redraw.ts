import type { Instance } from 'ink';

/**
Draws everything anew, whatever is on the terminal. Ink draws a frame only when it differs from its last one; after
`clear` it knows of none, and a change of size, even to the same one, makes it draw. A whole screen of our own is wiped
first: nobody knows what is there.
*/
export const redrawAll = (instance: Instance, stdout: NodeJS.WriteStream, inline: boolean): void => {
	instance.clear();
	if (!inline) stdout.write('\u001b[2J\u001b[H');
	stdout.emit('resize');
};
