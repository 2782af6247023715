/** What the environment says about how to draw. Pure, and free of Ink: it decides before Ink is loaded. */
export type Drawing = {
	color: boolean;
	ascii: boolean;
	fps: number;
	reducedMotion: boolean;
	/** Whether the screens make sense at all; the plain report is the other choice. */
	screens: boolean;
};

type Environment = Record<string, string | undefined>;

const isSet = (value: string | undefined): boolean =>
	value !== undefined && value !== '' && value !== '0' && value !== 'false';

/** UTF-8 by locale, as setlocale(3) looks it up. The Linux console has UTF-8, but not the signs. */
const wantsAscii = (env: Environment): boolean => {
	const locale = env.LC_ALL || env.LC_CTYPE || env.LANG || '';
	return env.TERM === 'linux' || !/utf-?8/i.test(locale);
};

export const drawingFor = (
	env: Environment,
	{ stdin, stdout }: { stdin: boolean; stdout: boolean },
): Drawing => {
	const reader = isSet(env.INK_SCREEN_READER) || isSet(env.ACCESSIBLE);
	return {
		// https://no-color.org: any value but the empty one.
		color: !env.NO_COLOR && env.TERM !== 'dumb',
		ascii: wantsAscii(env),
		// Measured: half the frames over ssh keep a migration below 5 kB/s on the wire.
		fps: env.SSH_CONNECTION === undefined ? 10 : 5,
		reducedMotion: isSet(env.REDUCED_MOTION),
		screens: stdin && stdout && env.TERM !== 'dumb' && !reader,
	};
};
