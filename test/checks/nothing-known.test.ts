// What can't be evaluated is never fine.
import { expect, it } from 'vitest';
import { checks, evaluate } from '../../source/checks/index.ts';
import { containerFromDocument } from '../../source/model/fact-container.ts';
import { parseDocument } from '../../source/model/fact-document.ts';
import { hostFromDocument } from '../../source/model/fact-host.ts';
import type { Facts } from '../../source/model/facts.ts';
import { recorded, recordings, sectionsOf } from '../recorded-facts.ts';

it('says nothing good of hosts that said nothing', () => {
	const nothing = parseDocument('');
	const findings = evaluate({
		source: hostFromDocument('alpha', nothing),
		target: hostFromDocument('beta', nothing),
		container: containerFromDocument('web1', nothing),
	});
	// Nothing was read that could be wrong in these: they only warn when something is there.
	// And page-server has nothing to ask a host where memory goes by ssh.
	const silent = new Set(['criu-config', 'controllers', 'page-server']);
	expect(findings.filter(({ level, check }) => level === 'ok' && !silent.has(check))).toEqual([]);
});

/** What sounds an alarm: not ok, nor something that is only good to know. */
const alarms = (facts: Facts, of = checks): Set<string> =>
	new Set(
		evaluate(facts, of).flatMap(({ check, level }) => (level === 'warn' || level === 'fail' ? [check] : [])),
	);

it('never takes an alarm back because a part of the facts is missing', () => {
	// The other picture of the processor answers; a host has this file only if somebody wrote it.
	const excepted = new Set([
		'cpu without source cpu',
		'cpu without target cpu',
		'criu-config without target criu.config',
	]);
	const seen = new Set<string>();
	const silenced: string[] = [];
	for (const situation of recordings()) {
		const sounded = [...alarms(recorded(situation))].filter((id) => !seen.has(id));
		const these = checks.filter(({ id }) => sounded.includes(id));
		if (these.length === 0) continue;
		for (const id of sounded) seen.add(id);
		for (const lost of sectionsOf(situation)) {
			const still = alarms(recorded(situation, lost), these);
			for (const id of sounded) if (!still.has(id)) silenced.push(`${id} without ${lost.role} ${lost.key}`);
		}
	}
	expect(seen.size).toBeGreaterThan(50);
	expect(silenced.filter((one) => !excepted.has(one))).toEqual([]);
}, 120_000);
