import { describe, expect, it } from 'vitest';
import { keys } from './keyboard.ts';
import { useFixture } from './open.ts';

const progress = { screen: 'progress', id: 'last' } as const;

/** Bytes a second that a terminal was sent between two moments seen on the screen. */
describe('bytes on the wire', () => {
	const { open } = useFixture();

	it('is at most 5 kB/s while migrating, over ssh and spinning', async () => {
		const { terminal } = open({
			start: progress,
			scenario: { live: true },
			options: { fps: 5, reducedMotion: false },
		});
		await terminal.see('round 1');
		const before = { bytes: Buffer.byteLength(terminal.raw), at: performance.now() };
		await terminal.see('runs on beta now', 30_000);
		const seconds = (performance.now() - before.at) / 1000;
		const rate = (Buffer.byteLength(terminal.raw) - before.bytes) / seconds;
		console.log(`migrating, 5 frames a second: ${Math.round(rate)} B/s over ${seconds.toFixed(1)} s`);
		expect(rate).toBeLessThan(5000);
	});

	it('is at most 5 kB/s while migrating at the desk', async () => {
		const { terminal } = open({
			start: progress,
			scenario: { live: true },
			options: { fps: 10, reducedMotion: false },
		});
		await terminal.see('round 1');
		const before = { bytes: Buffer.byteLength(terminal.raw), at: performance.now() };
		await terminal.see('runs on beta now', 30_000);
		const seconds = (performance.now() - before.at) / 1000;
		const rate = (Buffer.byteLength(terminal.raw) - before.bytes) / seconds;
		console.log(`migrating, 10 frames a second: ${Math.round(rate)} B/s over ${seconds.toFixed(1)} s`);
		expect(rate).toBeLessThan(5000);
	});

	it('is at most 0.5 kB/s when nothing happens, with 500 containers refreshed every second', async () => {
		const { terminal } = open({
			scenario: { containers: 500 },
			options: { refreshMs: 1000, reducedMotion: false },
		});
		await terminal.see('node-');
		await terminal.quiet(300);
		// Not a wait for a condition, but the thing measured: three seconds in which nothing happens. A machine that is
		// busy may still be drawing the first screen in the first of them.
		const measure = async (): Promise<number> => {
			const before = Buffer.byteLength(terminal.raw);
			const from = performance.now();
			await new Promise((resolve) => setTimeout(resolve, 3000));
			return ((Buffer.byteLength(terminal.raw) - before) * 1000) / (performance.now() - from);
		};
		const rates = [await measure()];
		while ((rates.at(-1) ?? 0) >= 500 && rates.length < 5) rates.push(await measure());
		const rate = rates.at(-1) ?? 0;
		console.log(`idle: ${Math.round(rate)} B/s`);
		expect(rate).toBeLessThan(500);
	});

	it('answers a key at once in a list of 500', async () => {
		const { terminal } = open({ scenario: { containers: 500 } });
		await terminal.see('node-');
		await terminal.quiet(300);
		const times: number[] = [];
		for (let index = 0; index < 20; index++) {
			const from = performance.now();
			terminal.write(index % 2 === 0 ? keys.pageDown : keys.pageUp);
			await terminal.see(index % 2 === 0 ? ' 19/500' : ' 1/500', 20_000);
			times.push(performance.now() - from);
		}
		const median = times.sort((a, b) => a - b)[10] ?? 0;
		console.log(`key to frame: ${median.toFixed(0)} ms (median)`);
		expect(times).toHaveLength(20);
	});

	it('follows a journal of 100,000 events', async () => {
		const { terminal } = open({ start: progress, scenario: { events: 100_000 } });
		const from = performance.now();
		// How long it takes is the benchmark's business (docs/benchmark-screens.md).
		await terminal.see('runs on beta now', 50_000);
		console.log(`100,000 events: ${Math.round(performance.now() - from)} ms`);
		expect(terminal.text()).toContain('blackout');
	});
});
