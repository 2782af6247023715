// The matrix as a page of the docs, from what a full run has seen.
import packageJson from '../../../package.json' with { type: 'json' };
import { digestOf, testedFiles } from './digest.ts';
import type { Seen } from './drive.ts';
import { rows } from './rows.ts';

/** Read when a run begins: what is changed while it goes on makes its page one of an older state. */
export const heading = `# The fault matrix

<!-- Written by npm run test:faults, version ${packageJson.version}, of the sources ${digestOf(testedFiles())}. -->
`;

const explanation = `
Each row is a real migration of a container that counts, from host alpha to host beta of the lab, with a client that
is connected to it. The program stands still at the instant, the fault is brought about, and it goes on. After it has
ended the commands that it names are run, and then both hosts are looked at from outside: the container runs on exactly
one of them; nothing is left behind on either, no lock, process, mount, firewall rule, network device or image.

- **at**: what the engine had just written to its journal
- **exit**: of the command that the fault hit; \`killed\` if it was
- **commands**: what it told the user to run, with their exit statuses
- **connection**: whether the client's TCP connection is still the same
- **count**: \`on\` if it never went back; \`freeze\` where the container had run on the target already and was taken back
  to the instant of the freeze; \`fresh\` where its memory went with the host that lost its power
`;

const head =
	'| at | fault | exit | outcome | commands | runs on | connection | count |\n|---|---|---|---|---|---|---|---|\n';

/** Time is left out: the same outcomes give the same page. */
export function table(results: ReadonlyMap<number, Seen>): string {
	const lines = rows.map(({ at, fault }, index) => {
		const seen = results.get(index);
		if (!seen) throw new Error(`row ${at}: ${fault} was not run`);
		const exit = seen.exit < 0 ? 'killed' : `${seen.exit}`;
		const cells = [
			at,
			fault,
			exit,
			seen.outcome,
			seen.commands.join(', '),
			seen.runs,
			seen.connection,
			seen.count,
		];
		return `| ${cells.join(' | ')} |\n`;
	});
	return `${heading}${explanation}\n${rows.length} rows.\n\n${head}${lines.join('')}`;
}
