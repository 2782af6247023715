import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { help } from '../../source/commands/help.ts';
import { helpMarkdown } from '../../source/commands/help-markdown.ts';
import { manPage } from '../../source/commands/man-page.ts';
import { optionSpecs } from '../../source/commands/options.ts';
import { commandSpecs, listed, optionsOf } from '../../source/commands/table.ts';
import { bare } from '../../source/reports/look.ts';

describe.each(listed())('%s', (name) => {
	test('its help has every option, two examples, and nothing that does not work', () => {
		const text = help(name, bare()).join('\n');
		for (const option of optionsOf(name)) expect(text).toContain(`--${option}`);
		expect(commandSpecs[name].examples.length).toBeGreaterThanOrEqual(2);
		for (const [line] of commandSpecs[name].examples) expect(text).toContain(`lxc-ferry ${line}`);
	});

	test('is in the help, the manual and the README section', () => {
		expect(help('', bare()).join('\n')).toContain(`lxc-ferry ${name}`);
		expect(manPage().replaceAll('\\-', '-')).toContain(`lxc-ferry ${name}`);
		expect(helpMarkdown()).toContain(`lxc-ferry ${name}`);
	});
});

test('what does not work yet is in no help', () => {
	const hidden = Object.entries(optionSpecs).filter(([, { ready }]) => ready === false);
	const all = [help('', bare()), ...listed().map((name) => help(name, bare()))].flat().join('\n');
	for (const [name] of hidden) expect(all).not.toContain(`--${name} `);
	for (const [name, { ready }] of Object.entries(commandSpecs)) {
		if (!ready) expect(help('', bare()).join('\n')).not.toContain(`lxc-ferry ${name}`);
	}
});

test('help is 80 columns wide at most; only examples are never broken', () => {
	const all = [help('', bare(200)), ...listed().map((name) => help(name, bare(200)))].flat();
	expect(all.filter((line) => line.length > 80 && !line.startsWith('  lxc-ferry '))).toEqual([]);
});

test('narrow help still says everything', () => {
	const text = help('migrate', bare(40)).join('\n');
	for (const option of optionsOf('migrate')) expect(text).toContain(`--${option}`);
});

const groff = spawnSync('groff', ['--version']).error === undefined;

test.runIf(groff)('groff has no complaint about the manual', () => {
	const { status, stdout, stderr } = spawnSync('groff', ['-man', '-Tutf8', '-ww'], {
		input: manPage(),
		encoding: 'utf8',
	});
	expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
	expect(stdout).toContain('lxc-ferry');
});
