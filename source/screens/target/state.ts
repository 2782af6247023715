import type { KnownHost } from '../../model/services.ts';

export type TargetState = {
	hosts: readonly KnownHost[];
	loading: boolean;
	/** What was typed; it filters the hosts, and is a host itself. */
	text: string;
	index: number;
	refusal?: string;
};

export type TargetAction =
	| { type: 'heard'; hosts: readonly KnownHost[] }
	| { type: 'text'; text: string }
	| { type: 'move'; by: number }
	| { type: 'refuse'; why: string };

export const initialTarget: TargetState = { hosts: [], loading: true, text: '', index: 0 };

const bare = (host: string) => host.slice(host.lastIndexOf('@') + 1);

/** What can be chosen: what was typed first, when it is not the name of a known host already. */
export const choices = ({ hosts, text }: TargetState): { name: string; note: string }[] => {
	const wanted = text.trim();
	const known = hosts
		.filter(({ name }) => name.includes(wanted) || bare(wanted) === name)
		.map(({ name, from, detail }) => ({ name, note: detail ?? notes[from] }));
	if (wanted === '' || known.some(({ name }) => name === wanted)) return known;
	return [{ name: wanted, note: 'as typed' }, ...known];
};

const notes: Record<KnownHost['from'], string> = {
	recent: 'used before',
	ssh_config: 'in your ssh configuration',
	lab: 'of the lab',
	settings: 'in the settings',
};

/** Why a name can't be a target; undefined when it can be tried. */
export const hostRefusal = (name: string, source: string, shown = source): string | undefined => {
	if (name === '') return 'Type a host, or choose one with the arrow keys.';
	if (name === source || name === shown) return `The container is on ${shown} already: choose another host.`;
	if (/[\s;&|<>$`"'\\]/.test(name))
		return `"${name}" can't be a host: it has characters that no host name has.`;
	if (name.startsWith('-')) return `"${name}" would be an option for ssh, not a host.`;
	return undefined;
};

export const reduceTarget = (state: TargetState, action: TargetAction): TargetState => {
	const { refusal: _, ...rest } = state;
	switch (action.type) {
		case 'heard':
			return { ...rest, hosts: action.hosts, loading: false };
		case 'text':
			return { ...rest, text: action.text, index: 0 };
		case 'move': {
			const last = Math.max(0, choices(rest).length - 1);
			return { ...rest, index: Math.max(0, Math.min(last, rest.index + action.by)) };
		}
		case 'refuse':
			return { ...rest, refusal: action.why };
	}
};
