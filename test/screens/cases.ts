import { keys } from './keyboard.ts';
import type { Settings } from './open.ts';

/** A screen to look at: how to get there, and what is seen when it is there. */
export type Case = Settings & {
	name: string;
	steps?: readonly (readonly [press: string, see: string | RegExp])[];
	ready: string | RegExp;
};

const progress = { screen: 'progress', id: 'last' } as const;
const newcomer = { introduced: false };
const checklist = {
	screen: 'checklist',
	request: { container: 'web1', source: 'alpha', target: 'beta' },
} as const;

export const cases: readonly Case[] = [
	{ name: 'picker', ready: 'web1           running  10.0.3.11       41.0 MB  740 MB' },
	{
		name: 'picker-filter',
		ready: 'web1',
		steps: [
			['/', '/▏  8 of 8'],
			['we', '/we▏  1 of 8'],
		],
	},
	{ name: 'picker-refusal', ready: 'web1', steps: [[`${keys.end}${keys.enter}`, 'was moved to beta']] },
	{ name: 'picker-unfinished', ready: 'unfinished since', scenario: { unfinished: true } },
	{
		name: 'picker-hosts',
		ready: /gamma {2}✗/,
		scenario: { dead: ['gamma'] },
		options: { hosts: ['alpha', 'beta', 'gamma'] },
	},
	{
		name: 'picker-hosts-filter',
		ready: /gamma {2}✗/,
		scenario: { dead: ['gamma'] },
		options: { hosts: ['alpha', 'beta', 'gamma'] },
		steps: [[`/web${keys.enter}`, '/web  2 of 11']],
	},
	{ name: 'picker-dead', ready: 'Connection refused', scenario: { dead: ['alpha'] } },
	{ name: 'picker-empty', ready: 'no container', scenario: { containers: 0 } },
	{ name: 'picker-many', ready: 'node-', scenario: { containers: 500 }, steps: [[keys.end, '500/500']] },
	{ name: 'target', ready: 'web1', steps: [[keys.enter, 'gamma.example.org']] },
	{
		name: 'target-typed',
		ready: 'web1',
		steps: [
			[keys.enter, 'gamma.example.org'],
			['root@delta', 'as typed'],
		],
	},
	{
		name: 'guide-root',
		ready: 'web1',
		scenario: newcomer,
		steps: [
			[keys.enter, 'gamma'],
			[keys.enter, 'become root'],
		],
	},
	{
		name: 'guide-keep',
		ready: 'web1',
		scenario: newcomer,
		steps: [
			[keys.enter, 'gamma'],
			[keys.enter, 'become root'],
			[keys.enter, 'Keep it'],
		],
	},
	{ name: 'checklist-checking', ready: 'nothing is changed', start: checklist, scenario: { slow: true } },
	{ name: 'checklist-ready', ready: 'Ready, with 1 warning', start: checklist },
	{
		name: 'checklist-blocked',
		ready: '2 things must be fixed',
		start: checklist,
		scenario: { blocked: true },
	},
	{
		name: 'checklist-fix',
		ready: '2 things must be fixed',
		start: checklist,
		scenario: { blocked: true },
		steps: [['a', 'Press a again']],
	},
	{ name: 'checklist-error', ready: 'Connection refused', start: checklist, scenario: { dead: ['beta'] } },
	{
		name: 'checklist-force',
		ready: '2 things must be fixed',
		start: checklist,
		scenario: { blocked: true },
		steps: [
			['F', 'Type web1'],
			['web', 'force: web'],
		],
	},
	{ name: 'confirm', ready: 'Ready', start: checklist, steps: [['c', 'Cancel']] },
	{ name: 'progress-sync', ready: '· freeze', start: progress, scenario: { hold: 'mid-sync' } },
	{ name: 'progress-round', ready: 'round 2', start: progress, scenario: { hold: 'round-result' } },
	{ name: 'progress-frozen', ready: 'BLACKOUT', start: progress, scenario: { hold: 'frozen' } },
	{ name: 'progress-verify', ready: 'web1 runs on beta', start: progress, scenario: { hold: 'verify' } },
	{
		name: 'progress-stop',
		ready: 'BLACKOUT',
		start: progress,
		scenario: { hold: 'restore' },
		steps: [[keys.ctrlC, 'Roll back']],
	},
	{ name: 'summary-migrated', ready: 'step by step', start: progress },
	{
		name: 'summary-rolled-back',
		ready: 'with its memory',
		start: progress,
		scenario: { journal: 'rolled-back' },
	},
	{
		name: 'summary-blocked',
		ready: 'checklist stands in the way',
		start: progress,
		scenario: { journal: 'blocked' },
	},
	{ name: 'summary-needs-human', ready: 'needs you', start: progress, scenario: { journal: 'needs-human' } },
	{ name: 'history', ready: 'rolled-back', start: { screen: 'history' } },
	{
		name: 'show-timeline',
		ready: 'rolled-back',
		start: { screen: 'history' },
		steps: [
			[keys.enter, 'step by step'],
			[keys.tab, 'FROZEN'],
		],
	},
	{
		name: 'show-commands',
		ready: 'rolled-back',
		start: { screen: 'history' },
		steps: [
			[`${keys.down}${keys.enter}`, 'bad size'],
			[`${keys.tab}${keys.tab}${keys.tab}`, 'exit 1'],
		],
	},
	{
		name: 'unfinished',
		ready: 'unfinished since',
		scenario: { unfinished: true },
		steps: [[`${keys.home}${keys.enter}`, 'Undo it']],
	},
	{
		name: 'replay',
		ready: 'replay web1',
		start: { screen: 'replay', speed: 1 },
		steps: [[' nnnn', 'paused']],
	},
	{
		name: 'replay-end',
		ready: 'replay web1',
		start: { screen: 'replay', speed: 1 },
		steps: [[' nnnnnnnnnnnn', 'step by step']],
	},
	{ name: 'help', ready: 'web1', steps: [['?', 'What am I looking at']] },
];
