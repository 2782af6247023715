import { expect, test } from 'vitest';
import { parse } from '../../source/commands/parse.ts';
import { requestFrom } from '../../source/commands/request.ts';

const request = (...words: string[]) => {
	const { args, options } = parse(['migrate', ...words]);
	const { sshUser, ...rest } = requestFrom(args, options);
	return rest;
};

test('what was not given is left out', () => {
	expect(request('web1', 'beta')).toEqual({ container: 'web1', source: 'localhost', target: 'beta' });
});

test('every option arrives', () => {
	expect(
		request(
			...[
				'web1',
				'beta',
				'--source',
				'alpha',
				'--lxcpath',
				'/a',
				'--target-lxcpath',
				'/b',
				'--bwlimit',
				'50m',
				'--page-server',
				'192.168.50.2',
			],
			...['--health', 'true', '--method', 'stream', '--max-blackout', '500ms', '--force', 'tty'],
			...['--discard-source', '--verify-files'],
		),
	).toEqual({
		container: 'web1',
		source: 'alpha',
		target: 'beta',
		lxcPath: '/a',
		targetLxcPath: '/b',
		bwlimit: '50m',
		pageServer: '192.168.50.2',
		health: 'true',
		method: 'stream',
		maxBlackoutMs: 500,
		force: ['tty'],
		keepSource: false,
		verifyFiles: true,
	});
});

test('a container has one source', () => {
	expect(() => request('web1', 'beta', '--source', 'alpha', '--source', 'gamma')).toThrow('more than once');
});

test('a target that is the source is refused', () => {
	expect(() => request('web1', 'localhost')).toThrow('web1 is on localhost already');
	expect(() => request('web1', 'beta', '--source', 'beta')).toThrow('already');
});
