import { render, useApp } from 'ink';
import { type ReactNode, useEffect } from 'react';
import { exits, FerryError } from '../model/error.ts';
import type { FerryEvent } from '../model/events.ts';
import type { MigrationView } from '../model/fold.ts';
import type { MigrationRequest, Services } from '../model/services.ts';
import { ascii, utf8 } from './glyphs.ts';
import { Lifecycle } from './lifecycle.ts';
import { Root } from './root.tsx';
import { headline, summaryText } from './summary/rows.ts';
import { terminalWords } from './terminal-words.ts';
import { colourTheme, plainTheme } from './theme.ts';
import { type Places, type Ui, UiProvider } from './ui.tsx';
import { TitleContext } from './use-title.ts';

/** The screen to begin with. */
export type Start =
	| { screen: 'picker' }
	| { screen: 'history' }
	| { screen: 'checklist'; request: MigrationRequest }
	| { screen: 'progress'; id: string }
	| { screen: 'replay'; events: AsyncIterable<FerryEvent>; speed: number };

export type AppOptions = {
	/** The hosts whose containers are listed. */
	hosts: readonly string[];
	/** What a host is called on the screen, where that is not what it is reached by. @default the same */
	nameOf?: (destination: string) => string;
	/** LXC's directories, where they are not what the hosts say. */
	places?: Places;
	/** Offered first as a target. */
	suggestedTarget?: string;
	/** Stay on the normal screen. @default false */
	inline?: boolean;
	/** Signs of ASCII only. @default false */
	ascii?: boolean;
	/** Set FORCE_COLOR=0 too before this module is imported, when this is false. @default true */
	color?: boolean;
	/** How often a second news reach the screen; keys are answered three times as often. @default 10 */
	fps?: number;
	/** No spinners. @default false */
	reducedMotion?: boolean;
	/** How often the hosts are asked again, milliseconds. @default 5000 */
	refreshMs?: number;
	/** The clock, for tests. @default Date.now */
	now?: () => number;
};

export type Ended = { exit: number; summary?: string };

const uiFrom = (services: Services, options: AppOptions): Ui => {
	const { suggestedTarget } = options;
	return {
		services,
		hosts: options.hosts,
		nameOf: options.nameOf ?? ((destination) => destination),
		places: options.places ?? {},
		theme: options.color === false ? plainTheme : colourTheme,
		glyphs: options.ascii === true ? ascii : utf8,
		inline: options.inline ?? false,
		reducedMotion: options.reducedMotion ?? false,
		fps: options.fps ?? 10,
		refreshMs: options.refreshMs ?? 5000,
		now: options.now ?? Date.now,
		...(suggestedTarget === undefined ? {} : { suggestedTarget }),
	};
};

const SuspendHandle = ({ register }: { register: Lifecycle['register'] }): ReactNode => {
	const { suspendTerminal } = useApp();
	useEffect(() => register(suspendTerminal), [register, suspendTerminal]);
	return null;
};

/** Frames for keys per frame for news. */
const keyFactor = 3;

/** Runs the screens until the user leaves them; gives the exit status and what stays on the terminal. */
export async function runApp({
	services,
	start,
	options,
}: {
	services: Services;
	start: Start;
	options: AppOptions;
}): Promise<Ended> {
	const { stdin, stdout } = process;
	if (!stdin.isTTY || !stdout.isTTY) {
		throw new FerryError(
			{
				what: 'The screens need a terminal.',
				why: `${stdin.isTTY ? 'Standard output' : 'Standard input'} is not one.`,
				next: ['--plain prints one line per event, --json one object per line'],
			},
			exits.usage,
		);
	}
	const ui = uiFrom(services, options);
	const lifecycle = new Lifecycle({ stdin, stdout });
	const words = terminalWords((text) => stdout.write(text), process.env.TERM);
	const settled: MigrationView[] = [];
	const settle = (view: MigrationView) => {
		settled.push(view);
		if (view.outcome !== undefined && services.settings.get('notify')) words.notify(headline(view));
	};
	const instance = render(
		<UiProvider value={ui}>
			<TitleContext value={words.title}>
				<SuspendHandle register={lifecycle.register} />
				<Root
					start={start}
					onLeave={lifecycle.leave}
					onSettle={settle}
					onSuspend={lifecycle.suspend}
					onRedraw={lifecycle.redraw}
				/>
			</TitleContext>
		</UiProvider>,
		{
			alternateScreen: !ui.inline,
			exitOnCtrlC: false,
			incrementalRendering: true,
			// Ink draws nothing before the end when CI is set, even to nothing.
			interactive: true,
			// Answers to keys may come sooner than what moves by itself: that is limited where it is made.
			maxFps: ui.fps * keyFactor,
			patchConsole: false,
		},
	);
	lifecycle.start();
	// An error while drawing ends Ink by itself: it is a bug, and is thrown to whoever called.
	const failed = instance.waitUntilExit().then(() => ({ exit: exits.unexpected, quiet: false }));
	try {
		const { exit, quiet } = await Promise.race([lifecycle.ended, failed]);
		// Not every terminal has a second screen to leave: GNU screen has none unless it is told to.
		instance.clear();
		instance.unmount();
		const summary = settled.map((view) => summaryText(view, ui.glyphs)).join('\n');
		if (quiet) return { exit };
		await instance.waitUntilExit();
		words.end();
		if (summary !== '') stdout.write(`${summary}\n`);
		return summary === '' ? { exit } : { exit, summary };
	} finally {
		lifecycle.stop();
	}
}
