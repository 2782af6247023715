import { expect, test } from 'vitest';
import { autostart } from '../../source/checks/config/autostart.ts';
import { withArriving } from '../../source/model/arriving-mark.ts';
import { recorded } from '../recorded-facts.ts';

const level = (change: (text: string) => string) => {
	const facts = recorded('autostart');
	const { container } = facts;
	const path = container.configPath ?? '';
	const configFiles = new Map([
		...container.configFiles,
		[path, change(container.configFiles.get(path) ?? '')],
	]);
	return [autostart.evaluate({ ...facts, container: { ...container, configFiles } })].flat()[0]?.level;
};

test('what a move that was not finished held back goes with the container all the same', () => {
	expect(level((text) => text)).toBe('info');
	expect(level((text) => withArriving(text, 'earlier'))).toBe('info');
	expect(level((text) => `${text}\nlxc.start.auto = 0\n`)).toBe('ok');
});
