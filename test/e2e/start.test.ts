// From `npm start` to the summary, typed into a shell in tmux at 80x24; what it looks like on the way is kept as goldens.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { hostsOf, reset } from '../lab/container-state.ts';
import { page } from '../lab/containers/web1.ts';
import { labExec } from '../lab/exec.ts';
import { containerAddresses } from '../lab/paths.ts';
import { keys } from '../screens/keyboard.ts';
import { ready } from './ferry.ts';
import { seeGolden } from './golden.ts';
import { spinning } from './spinning.ts';
import { openTmux, type Tmux } from './tmux.ts';
import { arrive, begin, press } from './walk.ts';

let tmux: Tmux;

beforeAll(async () => {
	await ready(['web1']);
	await reset(['web1']);
	// Nobody has used the program before.
	await labExec('alpha', ['rm', '-rf', '/root/.config/lxc-ferry']);
	tmux = await openTmux({ REDUCED_MOTION: '1' });
}, 600_000);
afterAll(() => tmux.end());

test('the whole first migration, with the keyboard only', async () => {
	await tmux.see('$');
	await press(tmux, 'clear; npm start; echo "status $?"', 'npm start');
	await tmux.write(keys.enter);
	await tmux.see('containers on alpha', 300_000);
	await begin(tmux, seeGolden);
	await arrive(tmux, seeGolden);
	await press(tmux, 'q', 'status 0');
	await seeGolden(tmux, 'left-on-the-terminal', (screen) => screen.slice(screen.indexOf('✓ web1')));

	expect(hostsOf('web1')).toEqual(['beta']);
	const url = `http://${containerAddresses.web1}/`;
	expect((await labExec('client', ['curl', '-fsS', '--max-time', '10', url])).stdout).toContain(page.trim());
	const state = await labExec('beta', ['lxc-attach', '-n', 'web1', '--', 'systemctl', 'is-system-running']);
	expect(state.stdout).toBe('running');
	expect(await spinning('beta', 'web1')).toEqual([]);
});
