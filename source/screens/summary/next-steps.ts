import type { MigrationView } from '../../model/fold.ts';
import { quoted } from '../../model/format.ts';
import { commandLine } from '../command-line.ts';

const on = (host: string, command: string) =>
	host === 'localhost' ? command : `ssh ${quoted(host)} ${command}`;

/** What to do next, as commands that can be copied, with what each is for. */
export const nextSteps = (view: MigrationView): { what: string; command: string }[] => {
	const { container, id, outcome, options } = view;
	const name = quoted(container);
	// As the user reached them: this machine needs no ssh to itself.
	const source = options?.source ?? view.source;
	const target = options?.target ?? view.target;
	const check = commandLine({ ...options, container, source, target }, 'check');
	switch (outcome) {
		case 'migrated':
			return [
				{ what: 'look at it', command: on(target, `lxc-info -n ${name}`) },
				...(options?.keepSource === false
					? []
					: [
							{
								what: 'when you are sure, remove the old copy',
								command: on(source, `lxc-destroy -n ${name}`),
							},
						]),
				{
					what: 'move it back',
					command: commandLine({ container, source: target, target: source }),
				},
			];
		case 'rolled-back':
			return [
				{ what: 'what happened', command: `lxc-ferry show ${id}` },
				{ what: 'check again', command: check },
			];
		case 'not-started':
			return [{ what: 'the checklist', command: check }];
		case 'needs-human':
			return [
				{ what: 'where everything is', command: `lxc-ferry show ${id}` },
				{ what: 'try to finish', command: `lxc-ferry resume ${id}` },
				{ what: 'try to undo', command: `lxc-ferry rollback ${id}` },
			];
		default:
			return [];
	}
};
