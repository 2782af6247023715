import type { MigrationRequest } from '../../model/services.ts';

type Answer = {
	title: string;
	/** One line: what will happen. */
	meaning: string;
	/** What does the same on the command line. */
	flag: string;
	apply(request: MigrationRequest): MigrationRequest;
};

export type Question = { title: string; why: string; answers: readonly Answer[] };

const hostOf = (target: string) => target.slice(target.lastIndexOf('@') + 1);
const userOf = (target: string) =>
	target.includes('@') ? target.slice(0, target.lastIndexOf('@')) : undefined;

const rootQuestion = (target: string): Question => {
	const host = hostOf(target);
	const user = userOf(target);
	const login = user === undefined ? 'your usual user' : user;
	const asUser: Answer = {
		title: `Log in as ${login}, become root with sudo`,
		meaning: 'sudo must not ask for a password there; the checklist tells if it does.',
		flag: target,
		apply: (request) => ({ ...request, target }),
	};
	const asRoot: Answer = {
		title: `Log in as root`,
		meaning: `Your ssh key must be in root's authorized_keys on ${host}.`,
		flag: `root@${host}`,
		apply: (request) => ({ ...request, target: `root@${host}` }),
	};
	return {
		title: `How does one become root on ${host}?`,
		why: 'Only root may restore a container: its processes, network and mounts are made anew there.',
		answers: user === 'root' ? [asRoot] : [asUser, asRoot],
	};
};

const keepQuestion = (source: string): Question => ({
	title: `What shall become of the copy on ${source}?`,
	why: 'After the move it is stopped and marked, so that nobody starts it by accident.',
	answers: [
		{
			title: 'Keep it',
			meaning: 'Its files stay, as a way back. Remove it yourself when you are sure.',
			flag: '(the default)',
			apply: (request) => ({ ...request, keepSource: true }),
		},
		{
			title: 'Remove it after the move was verified',
			meaning: 'Frees the disk. There is no way back to the state before the move.',
			flag: '--discard-source',
			apply: (request) => ({ ...request, keepSource: false }),
		},
	],
});

/** What the first run asks after the target: at most two more questions, and only those that have two answers. */
export const questionsFor = ({ source, target }: MigrationRequest): Question[] =>
	[rootQuestion(target), keepQuestion(source)].filter(({ answers }) => answers.length > 1);
