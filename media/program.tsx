// The program that is photographed: the real screens on recorded migrations. `program JOURNALS SHOWING`
import process from 'node:process';
import { runApp } from '../source/screens/app.tsx';
import type { Showing } from './scenes.ts';
import { recordedServices } from './services.ts';

const showing = JSON.parse(process.argv[3] ?? '{}') as Showing;
const services = recordedServices(process.argv[2] ?? '.', showing);
const still = showing.live !== true;
const { exit } = await runApp({
	services,
	start: showing.start ?? { screen: 'picker' },
	options: {
		...{ hosts: showing.hosts ?? ['alpha'], suggestedTarget: 'beta', refreshMs: 0, fps: 20 },
		...(still ? { reducedMotion: true, now: services.clock } : {}),
	},
});
process.exit(exit);
