/** What a piece of text means. Views name meanings; only this file knows colours. */
export type Role =
	| 'plain'
	| 'muted'
	| 'strong'
	| 'title'
	| 'accent'
	| 'ok'
	| 'warn'
	| 'fail'
	| 'frozen'
	| 'added'
	| 'removed'
	| 'chosen';

type Look = { color?: string; bold?: boolean; dimColor?: boolean; inverse?: boolean };

export type Theme = Record<Role, Look>;

/**
The terminal's own sixteen colours, so that its palette decides what is readable on its background. Only words and
signs that also say their meaning are coloured; sentences stay in the default colour. Many terminals draw bold in the
bright colour: bright yellow, cyan and green vanish on white, so these are never bold.
*/
export const colourTheme: Theme = {
	plain: {},
	muted: { dimColor: true },
	strong: { bold: true },
	title: { bold: true },
	accent: { color: 'cyan' },
	ok: { color: 'green' },
	warn: { color: 'yellow' },
	fail: { color: 'red', bold: true },
	frozen: { color: 'magenta', bold: true },
	added: { color: 'green' },
	removed: { color: 'red' },
	chosen: { inverse: true },
};

/** Without colour everything still says what it means: by signs, words and position. */
export const plainTheme: Theme = {
	plain: {},
	muted: {},
	strong: {},
	title: {},
	accent: {},
	ok: {},
	warn: {},
	fail: {},
	frozen: {},
	added: {},
	removed: {},
	chosen: {},
};
