import { writeFileSync } from 'node:fs';
import type { AppOptions, Start } from '../../source/screens/app.tsx';
import type { Scenario } from './fake-services.ts';

/*
The screens with a program around them, but no hosts: `fixture '{"scenario": {...}, "start": {...}, "options": {...}}'`.
Bundled by test/screens/bundle.ts, run in a real pty by the tests.
*/
type Settings = {
	scenario?: Scenario;
	start?: Start | { screen: 'replay'; speed: number };
	options?: Partial<AppOptions>;
};

const {
	scenario = {},
	start = { screen: 'picker' },
	options = {},
} = JSON.parse(process.argv[2] ?? '{}') as Settings;
if (options.color === false || process.env.NO_COLOR) process.env.FORCE_COLOR = '0';

const { runApp } = await import('../../source/screens/app.tsx');
const { fakeServices } = await import('./fake-services.ts');
const { hostile } = await import('./hostile.ts');
const services = scenario.hostile ? hostile(fakeServices(scenario)) : fakeServices(scenario);
const first: Start =
	start.screen === 'replay' ? { ...start, events: services.follow('last') } : (start as Start);
let ended: unknown;
try {
	ended = await runApp({
		services,
		start: first,
		options: {
			hosts: ['alpha'],
			now: scenario.live ? Date.now : services.clock,
			...options,
			...(process.env.NO_COLOR ? { color: false } : {}),
		},
	});
} catch (error) {
	ended = { error: String(error) };
}
const report = process.env.FIXTURE_REPORT;
if (report !== undefined) writeFileSync(report, JSON.stringify({ ended, asked: services.asked }));
process.exit((ended as { exit?: number }).exit ?? 1);
