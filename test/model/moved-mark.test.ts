import { expect, test } from 'vitest';
import { targetConfig } from '../../source/engine/plan.ts';
import { withArriving } from '../../source/model/arriving-mark.ts';
import { movedMark, withMark, withoutMark } from '../../source/model/moved-mark.ts';

const plain = 'lxc.uts.name = web1\nlxc.start.auto = 1\n';
const moved = { id: '20260101-000000-web1-abcd', to: 'beta', at: '2026-01-01T00:00:00Z' };
const marked = withMark(plain, moved);

test('a marked copy starts neither at boot nor by hand, and is as it was without the mark', () => {
	const settings = marked.split('\n').filter((line) => line.startsWith('lxc.'));
	expect(settings.at(-2)).toBe('lxc.start.auto = 0');
	expect(settings.at(-1)).toBe('lxc.hook.pre-start = /bin/false');
	expect(movedMark(marked)).toEqual(moved);
	expect(withoutMark(marked)).toBe(plain);
	expect(withMark(marked, moved)).toBe(marked);
});

test('its words are true before the target runs it as well, and say what can be done', () => {
	expect(marked).not.toContain('It runs on');
	expect(marked).toContain('Given to beta, or just being given');
	for (const command of ['show', 'resume']) expect(marked).toContain(`lxc-ferry ${command} ${moved.id}`);
	expect(marked).toContain('lxc-ferry clean NAME');
	const hostile = withMark(plain, { ...moved, to: 'be\nlxc.hook.start = /bin/sh\u001b[31m' });
	expect(hostile.split('\n').filter((line) => line.startsWith('lxc.'))).toHaveLength(4);
});

test('the target gets none of the marks, and does not start it at boot yet', () => {
	const place = (lxcPath: string) => ({
		lxcPath,
		staging: `/s/${moved.id}-0123456789abcdef`,
		rootfs: `${lxcPath}/web1/rootfs`,
	});
	const config = (text: string) =>
		targetConfig({
			request: { container: 'web1' },
			facts: {
				container: { configPath: '/config', configFiles: new Map([['/config', text]]) },
				target: {},
			},
			places: { source: place('/a'), target: place('/b') },
		} as unknown as Parameters<typeof targetConfig>[0]);
	const held = withArriving(plain, moved.id);
	for (const text of [plain, marked, held, marked + marked.slice(plain.length)])
		expect(config(text)).toBe(held);
});
