import { type Binding, bindings, type KeyScope } from '../keys.ts';
import { type Segment, width } from '../segments.ts';

/** What a key does at this moment, where that is more than its label says; by the name of the action. */
export type Labels = Readonly<Record<string, string>>;

type Options = {
	columns: number;
	without: readonly string[];
	labels: Labels;
	label: (key: string) => string;
};

/** The key hints of a scope, as many as fit; help is always the last and always there. */
export const footerFor = (scope: KeyScope, { columns, without, labels, label }: Options): Segment[] => {
	const hint = ({ keys, label: word = '' }: Binding): [string, string] => [label(keys[0] ?? ''), word];
	const help = scope === 'help' ? undefined : hint(bindings.everywhere.help);
	const size = ([key, word]: [string, string]) => width(key) + 1 + width(word) + 2;
	let room = columns - (help === undefined ? 0 : size(help) - 2);
	const out: Segment[] = [];
	for (const [action, binding] of Object.entries<Binding>(bindings[scope])) {
		if (binding.label === undefined || without.includes(action)) continue;
		const [key, word] = hint({ ...binding, label: labels[action] ?? binding.label });
		if (size([key, word]) > room) continue;
		room -= size([key, word]);
		out.push(['accent', key], ` ${word}  `);
	}
	if (help !== undefined) out.push(['accent', help[0]], ` ${help[1]}`);
	return out;
};
