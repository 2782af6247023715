// LXC's programs stand in: each says what it was asked, and the container takes its time to start.
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { connect } from '../../source/hosts/connect.ts';
import { restartContainer } from '../../source/hosts/restart.ts';

const host = await connect('localhost');
const path = process.env['PATH'];
let dir: string;

const program = (name: string, script: string) => {
	writeFileSync(join(dir, name), `#!/bin/sh\necho "\${0##*/} $*" >>${dir}/asked\n${script}`);
	chmodSync(join(dir, name), 0o755);
};

const asked = () =>
	readFileSync(join(dir, 'asked'), 'utf8')
		.split('\n')
		.filter((line) => line.startsWith('lxc-'));

beforeEach(() => {
	dir = mkdtempSync(join(tmpdir(), 'ferry-restart-'));
	process.env['PATH'] = `${dir}${delimiter}${path}`;
	for (const name of ['lxc-stop', 'lxc-start', 'lxc-wait']) program(name, 'exit 0\n');
});

afterEach(() => {
	process.env['PATH'] = path;
	rmSync(dir, { recursive: true, force: true });
});

test('a container is restarted when its systemd says that it has started', async () => {
	program(
		'lxc-attach',
		`echo x >>${dir}/looks
case $(wc -l <${dir}/looks) in
	1) exit 1 ;;
	2) echo starting; exit 1 ;;
	*) echo degraded; exit 1 ;;
esac
`,
	);
	expect(await restartContainer(host, { name: 'web1', lxcPath: '/lxc' })).toBe(true);
	expect(asked().filter((line) => line.startsWith('lxc-attach'))).toHaveLength(3);
	expect(asked().slice(0, 3)).toEqual([
		'lxc-stop -P /lxc -n web1 -t 60',
		'lxc-start -P /lxc -n web1',
		'lxc-wait -P /lxc -n web1 -s RUNNING -t 30',
	]);
});

test('a container without a shell is not waited for', async () => {
	program('lxc-attach', 'exit 127\n');
	expect(await restartContainer(host, { name: 'web1', lxcPath: '/lxc' })).toBe(true);
	expect(asked()).toHaveLength(4);
});

test('what does not start again is an error that says how to go on', async () => {
	program('lxc-wait', 'exit 1\n');
	await expect(restartContainer(host, { name: "it's", lxcPath: '/my lxc' })).rejects.toMatchObject({
		explanation: { next: expect.arrayContaining([`See why: lxc-start -P '/my lxc' -n 'it'\\''s' -F`]) },
	});
	await expect(restartContainer(host, { name: 'web1', lxcPath: '/lxc' })).rejects.toMatchObject({
		explanation: {
			what: expect.stringContaining('does not start again'),
			next: expect.arrayContaining([expect.stringContaining('check web1 TARGET --undo')]),
		},
	});
});
