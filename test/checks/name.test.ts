import { expect, test } from 'vitest';
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
