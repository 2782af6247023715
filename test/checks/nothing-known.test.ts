// What can't be evaluated is never fine.
import { expect, it } from 'vitest';
import { evaluate } from '../../source/checks/index.ts';
import { containerFromDocument } from '../../source/model/fact-container.ts';
import { parseDocument } from '../../source/model/fact-document.ts';
import { hostFromDocument } from '../../source/model/fact-host.ts';

it('says nothing good of hosts that said nothing', () => {
	const nothing = parseDocument('');
	const findings = evaluate({
		source: hostFromDocument('alpha', nothing),
		target: hostFromDocument('beta', nothing),
		container: containerFromDocument('web1', nothing),
	});
	// Nothing was read that could be wrong in these: they only warn when something is there.
	const silent = new Set(['criu-config', 'controllers']);
	expect(findings.filter(({ level, check }) => level === 'ok' && !silent.has(check))).toEqual([]);
});
