import { cleanup, render } from 'ink-testing-library';
import { afterEach, describe, expect, it } from 'vitest';
import { Line, Rows } from '../../source/screens/components/line.tsx';
import { Spin } from '../../source/screens/components/spin.tsx';
import { Confirm } from '../../source/screens/confirm/confirm.tsx';
import { ascii, utf8 } from '../../source/screens/glyphs.ts';
import { KeyRouter } from '../../source/screens/key-router.tsx';
import { type Navigation, NavigationProvider } from '../../source/screens/navigation.ts';
import { plainTheme } from '../../source/screens/theme.ts';
import { type Ui, UiProvider } from '../../source/screens/ui.tsx';
import { fakeServices } from './fake-services.ts';
import { samplePlan } from './sample-journal.ts';

const uiOf = (changes: Partial<Ui> = {}): Ui => ({
	services: fakeServices(),
	theme: plainTheme,
	glyphs: utf8,
	hosts: ['alpha'],
	nameOf: (destination) => destination,
	places: {},
	inline: false,
	reducedMotion: true,
	fps: 10,
	now: () => 0,
	refreshMs: 0,
	...changes,
});

afterEach(cleanup);

describe('components', () => {
	it('draw a row of a hostile host harmlessly', () => {
		const { lastFrame } = render(
			<UiProvider value={uiOf()}>
				<Line of={['evil\u001b[2J\u0007\u202etxt.exe', ['fail', ' and more than fits here']]} columns={20} />
			</UiProvider>,
		);
		expect(lastFrame()).toBe('eviltxt.exe and mor…');
	});

	it('cut with ASCII where UTF-8 is not known', () => {
		const { lastFrame } = render(
			<UiProvider value={uiOf({ glyphs: ascii })}>
				<Rows of={[{ left: ['a long row'] }, { left: ['second'] }]} columns={6} height={1} />
			</UiProvider>,
		);
		expect(lastFrame()).toBe('a lon~');
	});

	it('do not turn where motion is unwanted', () => {
		const { frames } = render(
			<UiProvider value={uiOf({ reducedMotion: true })}>
				<Spin moving />
			</UiProvider>,
		);
		expect(new Set(frames)).toEqual(new Set(['▸']));
	});

	it('focus Cancel before anything dangerous', async () => {
		const went: unknown[] = [];
		const navigation: Navigation = {
			go: (place) => went.push(place),
			replace: (place) => went.push(place),
			reset: (place) => went.push(place),
			back: () => went.push('back'),
			leave: () => went.push('leave'),
			detach: () => went.push('detach'),
			settle: () => undefined,
			settled: () => undefined,
			canGoBack: true,
		};
		const services = fakeServices();
		const checkup = await services.check({ container: 'web1', source: 'alpha', target: 'beta' });
		const { lastFrame, stdin } = render(
			<UiProvider value={uiOf({ services })}>
				<KeyRouter>
					<NavigationProvider value={navigation}>
						<Confirm
							request={{ container: 'web1', source: 'alpha', target: 'beta' }}
							checkup={{ ...checkup, plan: samplePlan }}
						/>
					</NavigationProvider>
				</KeyRouter>
			</UiProvider>,
		);
		expect(lastFrame()).toContain('❯[ Cancel ]   [ Move web1 now ]');
		await expect
			.poll(() => {
				stdin.write('\r');
				return went;
			})
			.toContain('back');
		expect(services.asked.filter((what) => what.startsWith('start'))).toEqual([]);
	});
});
