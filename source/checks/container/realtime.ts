import type { Check } from '../../model/facts.ts';
import { some } from '../../model/text.ts';
import { ok, processLabel, unseenProcesses } from '../evidence.ts';

export const realtime: Check = {
	id: 'realtime',
	title: 'Real-time scheduling',
	scope: 'container',
	looksAt: 'scheduling policy in /proc/PID/stat, CAP_SYS_NICE on the target',
	evaluate: (facts) => {
		const unseen = unseenProcesses(facts, 'Real-time scheduling');
		if (unseen) return unseen;
		const { processes = [] } = facts.container;
		const strict = processes.filter(({ policy }) => policy === 1 || policy === 2 || policy === 6);
		if (strict.length === 0) return ok('No process runs under real-time scheduling');
		const detail = some(strict.map(processLabel));
		if (strict.some(({ policy }) => policy === 6))
			return {
				level: 'fail',
				title: 'A process runs under deadline scheduling',
				detail,
				meaning: 'CRIU knows FIFO and round robin, but not deadlines.',
				remedy: 'Stop it for the move.',
			};
		return facts.target.missingCapabilities?.includes('sys_nice')
			? {
					level: 'fail',
					title: "Real-time processes can't be restored on the target",
					detail,
					meaning: 'Root lacks CAP_SYS_NICE there.',
					remedy: 'Run on the host proper.',
				}
			: {
					level: 'info',
					title: 'Processes run under real-time scheduling',
					detail,
					meaning: 'It is carried along; during the blackout they miss their deadlines.',
				};
	},
};
