import { nameOf } from '../hosts/connect.ts';
import type { FerryError } from '../model/error.ts';
import type { Start } from '../screens/app.tsx';
import { openConnections } from './connections.ts';
import { stayLean } from './lean.ts';
import type { Command } from './main.ts';
import type { Options } from './options.ts';
import { createServices } from './services.ts';
import { type SettingsStore, settingsOrDefaults } from './settings.ts';
import { sourcesOf } from './sources.ts';
import { canDraw, decideColour } from './terminal.ts';
import { usageError } from './usage-error.ts';

const warn = ({ explanation }: FerryError) =>
	process.stderr.write(`${explanation.what}\n${explanation.why ?? ''}\nGoing on with the defaults.\n`);

/** The hosts whose containers are listed: those of `--source`, else this machine and those of the settings. */
const listedHosts = (options: Options, settings: SettingsStore): string[] =>
	options.source === undefined ? [...new Set(['localhost', ...settings.get('sources')])] : sourcesOf(options);

/** Opens the screens. Ink is loaded here and nowhere else. */
export const openScreens = async (
	start: Start,
	options: Options,
	settings = settingsOrDefaults(warn),
): Promise<number> => {
	const { drawingFor } = await import('../screens/environment.ts');
	const drawing = drawingFor(process.env, { stdin: true, stdout: true });
	const color = decideColour(options['no-color'] === true || !drawing.color);
	const places = {
		...(options.lxcpath === undefined ? {} : { lxcPath: options.lxcpath }),
		...(options['target-lxcpath'] === undefined ? {} : { targetLxcPath: options['target-lxcpath'] }),
	};
	const services = createServices(settings, places);
	const suggestedTarget = process.env['LXC_FERRY_SUGGESTED_TARGET'];
	stayLean();
	const { runApp } = await import('../screens/app.tsx');
	const { exit } = await runApp({
		services,
		start,
		options: {
			hosts: listedHosts(options, settings),
			nameOf,
			places,
			...drawing,
			color,
			inline: options.inline === true,
			...(suggestedTarget ? { suggestedTarget } : {}),
		},
	});
	return exit;
};

/** The progress screen of a migration. */
export const openProgress = (id: string, options: Options): Promise<number> =>
	openScreens({ screen: 'progress', id }, options);

/** `lxc-ferry` */
export const tui: Command = async ({ options }) => {
	if (!canDraw()) {
		throw usageError(
			'The screens need a terminal',
			'Input or output is not one, or it can not be drawn on (TERM=dumb, a screen reader).',
			[
				'Use the commands: lxc-ferry list, then lxc-ferry migrate NAME TARGET --yes',
				'All of them: lxc-ferry --help',
			],
		);
	}
	const settings = settingsOrDefaults(warn);
	await openConnections(listedHosts(options, settings));
	return openScreens({ screen: 'picker' }, options, settings);
};
