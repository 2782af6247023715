import type { MigrationView } from '../../model/fold.ts';
import { quoted } from '../../model/format.ts';

const on = (host: string, command: string) =>
	host === 'localhost' ? command : `ssh ${quoted(host)} ${command}`;

/** What to do next, as commands that can be copied, with what each is for. */
export const nextSteps = (view: MigrationView): { what: string; command: string }[] => {
	const { container, source, target, id, outcome, options } = view;
	const name = quoted(container);
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
					command: `lxc-ferry migrate ${name} ${quoted(source)} --source ${quoted(target)}`,
				},
			];
		case 'rolled-back':
			return [
				{ what: 'what happened', command: `lxc-ferry show ${id}` },
				{ what: 'check again', command: `lxc-ferry check ${name} ${quoted(target)}` },
			];
		case 'not-started':
			return [{ what: 'the checklist', command: `lxc-ferry check ${name} ${quoted(target)}` }];
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
