import type { MigrationView } from '../../model/fold.ts';
import { quote, quoteAll } from '../../model/quote.ts';
import { commandLine } from '../command-line.ts';

/** Two shells read what is given to ssh: this one, and the one over there (ssh(1) joins its arguments with spaces). */
const on = (host: string, argv: readonly string[]) =>
	quoteAll(host === 'localhost' ? argv : ['ssh', host, ...argv.map(quote)]);

/** What to do next, as commands that can be copied, with what each is for. */
export const nextSteps = (view: MigrationView): { what: string; command: string }[] => {
	const { container, id, outcome, options } = view;
	// As the user reached them: this machine needs no ssh to itself.
	const source = options?.source ?? view.source;
	const target = options?.target ?? view.target;
	const check = commandLine({ ...options, container, source, target }, 'check');
	switch (outcome) {
		case 'migrated':
			return [
				{ what: 'look at it', command: on(target, ['lxc-info', '-n', container]) },
				...(options?.keepSource === false
					? []
					: [
							{
								what: 'when you are sure, remove the old copy',
								command: on(source, ['lxc-destroy', '-n', container]),
							},
						]),
				{
					what: 'move it back',
					command: commandLine({ container, source: target, target: source }),
				},
			];
		case 'rolled-back':
			return [
				{ what: 'what happened', command: quoteAll(['lxc-ferry', 'show', id]) },
				{ what: 'check again', command: check },
			];
		case 'not-started':
			return [{ what: 'the checklist', command: check }];
		case 'needs-human':
			return [
				{ what: 'where everything is', command: quoteAll(['lxc-ferry', 'show', id]) },
				{ what: 'try to finish', command: quoteAll(['lxc-ferry', 'resume', id]) },
				{ what: 'try to undo', command: quoteAll(['lxc-ferry', 'rollback', id]) },
			];
		default:
			return [];
	}
};
