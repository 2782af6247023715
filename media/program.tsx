// The program that is photographed: the real screens on recorded migrations. `program JOURNALS`
import process from 'node:process';
import { runApp } from '../source/screens/app.tsx';
import { recordedServices } from './services.ts';

const { exit } = await runApp({
	services: recordedServices(process.argv[2] ?? '.'),
	start: { screen: 'picker' },
	options: { hosts: ['alpha'], suggestedTarget: 'beta', refreshMs: 0, fps: 20 },
});
process.exit(exit);
