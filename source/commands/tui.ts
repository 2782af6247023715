import type { FerryError } from '../model/error.ts';
import type { Start } from '../screens/app.tsx';
import { askHost } from './connections.ts';
import type { Command } from './main.ts';
import type { Options } from './options.ts';
import { createServices } from './services.ts';
import { settingsOrDefaults } from './settings.ts';
import { canDraw, decideColour } from './terminal.ts';
import { usageError } from './usage-error.ts';

const warn = ({ explanation }: FerryError) =>
	process.stderr.write(`${explanation.what}\n${explanation.why ?? ''}\nGoing on with the defaults.\n`);

/** Opens the screens. Ink is loaded here and nowhere else. */
export const openScreens = async (start: Start, options: Options): Promise<number> => {
	const { drawingFor } = await import('../screens/environment.ts');
	const drawing = drawingFor(process.env, { stdin: true, stdout: true });
	const color = decideColour(options['no-color'] === true || !drawing.color);
	const services = createServices(
		settingsOrDefaults(warn),
		options.lxcpath === undefined ? {} : { lxcPath: options.lxcpath },
	);
	const suggestedTarget = process.env['LXC_FERRY_SUGGESTED_TARGET'];
	const { runApp } = await import('../screens/app.tsx');
	const { exit } = await runApp({
		services,
		start,
		options: {
			source: options.source ?? 'localhost',
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
	// ssh may have a question: it is asked now, at a normal prompt.
	await askHost(options.source ?? 'localhost', (host) => host.run(['true'], { timeoutMs: 20_000 }));
	return openScreens({ screen: 'picker' }, options);
};
