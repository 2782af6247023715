import { expect, test } from 'vitest';
import { running } from '../../source/checks/container/running.ts';
import { name } from '../../source/checks/hosts/name.ts';
import { recorded } from '../recorded-facts.ts';

const place = '/var/lib/lxc/cv1';

/** What the check says when these stand in the container's directory on the target; `.` is the directory itself. */
const finding = (...standing: string[]) => {
	const facts = recorded('plain');
	const taken = standing.map((file) => (file === '.' ? place : `${place}/${file}`));
	const found = [name.evaluate({ ...facts, target: { ...facts.target, taken } })].flat();
	expect(found).toHaveLength(1);
	return found[0];
};

test('a directory that nobody knows is not mirrored over', () => {
	const found = finding('.', 'rootfs', 'notes', 'backup.tar', 'more');
	expect(found).toMatchObject({ level: 'fail', detail: `${place}: rootfs, notes, backup.tar and 1 more` });
	expect(found?.meaning).toContain('delete everything in there');
	expect(found?.remedy).toContain(`mv ${place} ${place}.old`);
});

test('an empty one is as good as none', () => {
	expect(finding()?.level).toBe('ok');
	expect(finding('.')?.level).toBe('ok');
});

test('what an earlier try copied is used again', () => {
	expect(finding('.', 'rootfs', 'config.lxc-ferry-copy')?.level).toBe('info');
	expect(finding('.', 'config', 'rootfs', 'config.lxc-ferry-none')?.level).toBe('info');
});

test('a configuration is not ours because a copy had begun there', () => {
	expect(finding('.', 'config', 'rootfs', 'config.lxc-ferry-copy')?.level).toBe('fail');
});

test('a copy that was moved away from there is the usual way back', () => {
	const facts = recorded('plain');
	const mark = `${place}/config:# lxc-ferry moved this container: {"id":"i","to":"alpha","at":"then"}`;
	const target = {
		...facts.target,
		taken: [place, `${place}/config`, `${place}/rootfs`],
		raw: new Map([...facts.target.raw, ['moved', [mark]]]),
	};
	expect([name.evaluate({ ...facts, target })].flat()).toMatchObject([{ level: 'info' }]);
});

test('what is to be typed is quoted', () => {
	const facts = recorded('plain');
	const lxcPath = '/srv/my lxc';
	const target = { ...facts.target, lxcPath, taken: [`${lxcPath}/a`, `${lxcPath}/a/notes`] };
	const container = { ...facts.container, name: 'a' };
	const [found] = [name.evaluate({ ...facts, target, container })].flat();
	expect(found?.remedy).toContain("(mv '/srv/my lxc/a' '/srv/my lxc/a.old')");
	const named = { ...container, name: 'a b', state: 'FROZEN' };
	const [asleep] = [running.evaluate({ ...facts, container: named })].flat();
	expect(asleep?.remedy).toBe("lxc-unfreeze -n 'a b'");
});
