import { expect, test } from 'vitest';
import { announce, announcedLines } from '../../source/hosts/announce.ts';
import { connect } from '../../source/hosts/connect.ts';

test('what was sent is told as it was, and whether it was sent before', () => {
	const said = [
		'at once: announced eth0 10.0.3.102 by gratuitous ARP',
		'nsenter: something else',
		'told announced eth0 10.0.3.102 by gratuitous ARP',
		'told could not announce eth0 fd00::1: perl is missing or fails',
	];
	expect(announcedLines(said.join('\n'))).toEqual([
		'announced eth0 10.0.3.102 by gratuitous ARP, the moment it ran',
		'announced eth0 10.0.3.102 by gratuitous ARP, once more',
		'could not announce eth0 fd00::1: perl is missing or fails',
	]);
});

test('a lost link is told and nothing more', async () => {
	const here = await connect('localhost');
	const host = { ...here, run: () => Promise.reject(new Error('beta can not be reached')) };
	expect(await announce(host, { name: 'web', lxcPath: '/var/lib/lxc' }, '/nowhere')).toEqual([
		'could not announce the addresses again: beta can not be reached',
	]);
});
