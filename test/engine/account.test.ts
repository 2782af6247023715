import { expect, test } from 'vitest';
import { account } from '../../source/engine/account.ts';
import { placesOf } from '../../source/engine/session.ts';
import { scene } from './fake-hosts.ts';

test('what is left behind is named by a command that a shell takes as it is meant', async () => {
	const { session } = scene({}, {}, { left: new Set(['beta', 'ops;reboot@beta']) });
	expect(await account(session, 'migrated', [undefined, undefined])).toMatchObject({
		next: [
			'Remove what is left on beta: lxc-ferry clean --source beta',
			"Remove what is left on ops;reboot@beta: lxc-ferry clean --source 'ops;reboot@beta'",
		],
	});
});

test('so is the way out of a memory that is lost', async () => {
	const { session } = scene({ state: ['STOPPED'], pids: [[]] });
	placesOf(session).source.lxcPath = '/srv/my lxc';
	const told = await account(session, 'needs-human', [undefined, undefined]);
	expect(told?.next?.[0]).toContain("lxc-start -P '/srv/my lxc' -n web1");
});
