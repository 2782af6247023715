import { describe, expect, test } from 'vitest';
import { parse } from '../../source/commands/parse.ts';
import { hostsOf, sourcesOf } from '../../source/commands/sources.ts';
import { commandSpecs, listed, optionsOf } from '../../source/commands/table.ts';
import { exits, FerryError } from '../../source/model/error.ts';
import { words } from './shell-words.ts';

const refusal = (line: string[]) => {
	try {
		parse(line);
	} catch (error) {
		if (!(error instanceof FerryError)) throw error;
		expect(error.exit).toBe(exits.usage);
		expect(error.explanation.why).toBeTruthy();
		expect(error.explanation.next?.length).toBeGreaterThan(0);
		return error.explanation;
	}
	throw new Error(`${line.join(' ')} was accepted`);
};

describe('what is understood', () => {
	test('nothing at all opens the screens', () => {
		expect(parse([])).toEqual({ command: '', args: [], options: {} });
	});

	test('options before and after the command', () => {
		expect(parse(['--source', 'alpha', 'migrate', 'web1', 'beta', '-y', '--max-blackout', '1.5s'])).toEqual({
			command: 'migrate',
			args: ['web1', 'beta'],
			options: { source: ['alpha'], yes: true, 'max-blackout': 1500 },
		});
	});

	test('--force can be given more than once', () => {
		const { options } = parse(['migrate', 'web1', 'beta', '--force', 'tty', '--force=fuse']);
		expect(options.force).toEqual(['tty', 'fuse']);
	});

	test('the screens, list and status take several hosts', () => {
		const { options } = parse(['--source', 'alpha', '--source=root@beta', '--source', 'alpha']);
		expect(sourcesOf(options)).toEqual(['alpha', 'root@beta']);
		expect(hostsOf([], options)).toEqual(['alpha', 'root@beta']);
		expect(hostsOf(['gamma', 'gamma'], options)).toEqual(['gamma']);
		expect(sourcesOf({})).toEqual(['localhost']);
	});

	test('names are data: spaces, shell characters, other scripts, a dash after --', () => {
		for (const name of ['my web', '$(reboot);`id`', "o'brien", 'контейнер', '*', '-n']) {
			expect(parse(['migrate', '--', name, 'beta']).args[0]).toBe(name);
		}
	});

	test.each(listed())('both examples of %s', (command) => {
		const { examples } = commandSpecs[command];
		expect(examples.length).toBeGreaterThanOrEqual(2);
		for (const [line] of examples) expect(parse(words(line)).command).toBe(command);
	});

	test.each(listed())('%s --help', (command) => {
		expect(parse([command, '--help'])).toMatchObject({ command, options: { help: true } });
	});
});

describe('what is refused, with exit status 2 and a remedy', () => {
	test.each([
		['migrat', 'migrate'],
		['stauts', 'status'],
		['hist', 'history'],
	])('the command %s: did you mean %s?', (typed, meant) => {
		expect(refusal([typed]).next).toContain(`Did you mean ${meant}?`);
	});

	test.each([
		['--jsno', '--json'],
		['--no-colour', '--no-color'],
		['--sorce', '--source'],
	])('the option %s: did you mean %s?', (typed, meant) => {
		expect(refusal(['list', typed]).next).toContain(`Did you mean ${meant}?`);
	});

	test('an option of another command', () => {
		expect(refusal(['list', '--health', 'true']).what).toBe('lxc-ferry list has no option --health');
	});

	test('a value that is missing, and one that is too much', () => {
		expect(refusal(['migrate', 'web1', 'beta', '--health', '--json']).what).toBe('--health needs a value');
		expect(refusal(['list', '--json=yes']).what).toBe('--json takes no value');
	});

	test('too few and too many arguments', () => {
		expect(refusal(['migrate', 'web1']).what).toBe('TARGET is missing');
		expect(refusal(['migrate', 'my', 'web', 'beta']).what).toBe('"beta" is one argument too many');
	});

	test.each(['', '.', '..', 'a/b', '../../etc', 'a\nb', 'a\u001b[2J', 'a\u0000', 'x'.repeat(256)])(
		'the container name %j',
		(name) => {
			expect(refusal(['migrate', '--', name, 'beta']).what).toContain("can't be the name of a container");
		},
	);

	test.each([
		'',
		'-oProxyCommand=reboot',
		'root@-oProxyCommand=x',
		'a b',
		'a;b',
		'$(x)',
		'a\nb',
		'@beta',
		"ro'ot@beta",
	])('the host %j', (host) => {
		expect(refusal(['migrate', '--', 'web1', host]).what).toContain("can't be a host");
		expect(refusal(['list', `--source=${host}`]).what).toContain("can't be a host");
	});

	test.each([
		['--max-blackout', '2'],
		['--max-blackout', '0s'],
		['--max-blackout', 'soon'],
		['--bwlimit', 'fast'],
		['--page-server', '0.0.0.0'],
		['--page-server', '127.0.0.1'],
		['--page-server', 'beta'],
		['--method', 'magic'],
		['--lxcpath', 'relative/path'],
	])('%s %s', (option, value) => {
		refusal(['migrate', 'web1', 'beta', option, value]);
	});

	test('what is refused never reaches the terminal raw', () => {
		const { what } = refusal(['migrate', '\u001b]0;pwned\u0007', 'beta']);
		expect(what).not.toMatch(/\p{Cc}/u);
	});

	test('names that every object has are no commands', () => {
		for (const name of ['constructor', '__proto__', 'toString']) refusal([name]);
	});
});

test('hidden commands are in no list', () => {
	expect(listed().filter((name) => name.startsWith('__') || name === '')).toEqual([]);
	expect(optionsOf('migrate')).toContain('help');
});
