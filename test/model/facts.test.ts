import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluate } from '../../source/checks/index.ts';
import { readCpuImage } from '../../source/model/cpu-image.ts';
import { containerFromDocument } from '../../source/model/fact-container.ts';
import { filesOf, linesByKey, parseDocument } from '../../source/model/fact-document.ts';
import { hostFromDocument } from '../../source/model/fact-host.ts';
import { parseLxcLs } from '../../source/model/lxc-ls.ts';
import { bytes, clipped, printable } from '../../source/model/text.ts';
import { recorded, recordings } from '../recorded-facts.ts';

describe('parseDocument', () => {
	it('takes only lines behind a blank as content, so that nothing forges a key', () => {
		const document = parseDocument('motd\n=cmdline\n =uid\n 0\nnoise\n=end\n=late\n x\n');
		expect([...linesByKey(document)]).toEqual([['cmdline', ['=uid', '0']]]);
		expect(document.complete).toBe(true);
		expect(parseDocument('=uid\n 0\n').complete).toBe(false);
	});

	it('keeps the text of files exactly', () => {
		expect([
			...filesOf(parseDocument('=file\n /a\n x\n  y\u001b\n\n=file\n /b\n z\n=file\n /c\n\n=end\n')),
		]).toEqual([
			['/a', 'x\n y\u001b\n'],
			['/b', 'z'],
			['/c', ''],
		]);
	});

	it('removes control characters from everything else', () => {
		expect(linesByKey(parseDocument('=fds\n a\u001b[31mb\u202ec\n')).get('fds')).toEqual(['abc']);
	});
});

describe('facts', () => {
	const documents = fc.oneof(
		fc.string({ unit: 'binary', maxLength: 500 }),
		fc
			.array(
				fc.tuple(
					fc.constantFrom(
						'stat',
						'status',
						'fds',
						'deleted',
						'fdinfo',
						'locks',
						'mountinfo',
						'unix',
						'net.fib_trie',
						'cpu.image',
						'room',
						'tools',
						'file',
						'paths',
						'sums',
						'moved',
						'inits',
						'containers',
						'tcp',
						'links',
						'namespaces',
						'running',
						'capabilities',
						'lastcap',
						'criu.exit',
					),
					fc.array(
						fc.oneof(
							fc.string({ maxLength: 40 }),
							fc.constantFrom(
								'/proc/5/fd/3 socket:[7]',
								'5 (a) b) S 1 2 3',
								'CapEff:\t00ff',
								'1',
								'PID: 5',
								'State: RUNNING',
							),
						),
						{ maxLength: 5 },
					),
				),
				{ maxLength: 12 },
			)
			.map((sections) =>
				sections.map(([key, lines]) => `\n=${key}\n${lines.map((line) => ` ${line}\n`).join('')}`).join(''),
			),
	);

	it('never throw, nor do the checks on them, whatever a host prints', () => {
		fc.assert(
			fc.property(documents, documents, (one, two) => {
				const source = parseDocument(one);
				const facts = {
					source: hostFromDocument('a', source),
					target: hostFromDocument('b', parseDocument(two)),
					container: containerFromDocument('web1', source),
				};
				return evaluate(facts).every(
					({ detail }) => !detail?.includes('is not a function') && !detail?.includes('undefined (reading'),
				);
			}),
			{ numRuns: 1000 },
		);
	});

	it('are whole in every recording', () => {
		const plain = recorded('plain');
		expect(plain.source).toMatchObject({ complete: true, root: true, cgroup: 'v2', lxcPath: '/var/lib/lxc' });
		expect(plain.container).toMatchObject({
			state: 'RUNNING',
			rootfs: '/var/lib/lxc/cv1/rootfs',
			addresses: ['10.0.3.130'],
		});
		expect(plain.container.processes?.map(({ name }) => name)).toContain('caveat');
		expect(recordings().length).toBeGreaterThan(80);
	});
});

describe('parseLxcLs', () => {
	it('reads columns by their place, also values with blanks', () => {
		const rows = parseLxcLs([
			'NAME    STATE   PID  RAM     AUTOSTART IPV4               IPV6     UNPRIVILEGED ',
			'web1    RUNNING 1234 12.50MB 1         10.0.3.2, 10.0.3.3 fd00::1  false        ',
			'tëst    STOPPED -    -       0         -                  -        true         ',
		]);
		expect(rows[0]).toEqual({
			name: 'web1',
			state: 'RUNNING',
			pid: 1234,
			memory: 13107200,
			autostart: true,
			unprivileged: false,
			addresses: ['10.0.3.2', '10.0.3.3', 'fd00::1'],
		});
		// printf pads by bytes: the ë takes two of them.
		expect(parseLxcLs(['NAME    STATE   IPV4 ', 'tëst   STOPPED -    '])[0]).toMatchObject({
			name: 'tëst',
			state: 'STOPPED',
		});
	});

	it('takes any text', () => {
		fc.assert(
			fc.property(fc.array(fc.string({ unit: 'binary' })), (lines) => Array.isArray(parseLxcLs(lines))),
		);
	});
});

describe('printable', () => {
	it('removes what could drive a terminal', () => {
		expect(printable('a\u001b]0;title\u0007b\u001b[2Jc\u009b31md\u202ee\u200bf\u0000g\nh')).toBe(
			'ab' + 'c31mdefg h',
		);
	});

	it('leaves nothing but visible text of anything', () => {
		fc.assert(
			fc.property(
				fc.string({ unit: 'binary', maxLength: 300 }),
				(text) =>
					!/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/.test(printable(text)),
			),
			{ numRuns: 2000 },
		);
	});

	it('clips and counts', () => {
		expect(clipped('abcdef', 4)).toBe('abc…');
		expect([bytes(0), bytes(999), bytes(1500), bytes(4_200_000), bytes(123_000_000)]).toEqual([
			'0 B',
			'999 B',
			'1.5 kB',
			'4.2 MB',
			'123 MB',
		]);
	});
});

describe('readCpuImage', () => {
	it('reads what criu cpuinfo dump wrote', () => {
		const image = readCpuImage(recorded('plain').source.cpuImage ?? '');
		expect(image?.capability.length).toBeGreaterThan(10);
		expect(image?.xsaveSize).toBeGreaterThan(500);
	});

	it('takes any text', () => {
		fc.assert(fc.property(fc.base64String({ maxLength: 400 }), (text) => readCpuImage(text) !== null));
		expect(readCpuImage('!')).toBeUndefined();
	});
});
