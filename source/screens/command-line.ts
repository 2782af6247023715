import { quoteAll } from '../model/quote.ts';
import type { MigrationRequest } from '../model/services.ts';

/** The command that does what a request describes: shown on every screen that leads to one. */
export const commandLine = (request: MigrationRequest, command: 'migrate' | 'check' = 'migrate'): string => {
	const words = ['lxc-ferry', command, request.container, request.target];
	const option = (name: string, value: string | undefined) => {
		if (value !== undefined) words.push(name, value);
	};
	if (request.source !== 'localhost') option('--source', request.source);
	option('--lxcpath', request.lxcPath);
	option('--target-lxcpath', request.targetLxcPath);
	option('--page-server', request.pageServer);
	if (command === 'check') return quoteAll(words);
	option('--bwlimit', request.bwlimit);
	option('--health', request.health);
	if (request.method !== undefined && request.method !== 'auto') option('--method', request.method);
	if (request.maxBlackoutMs !== undefined) option('--max-blackout', `${request.maxBlackoutMs}ms`);
	if (request.keepSource === false) words.push('--discard-source');
	if (request.verifyFiles) words.push('--verify-files');
	for (const check of request.force ?? []) option('--force', check);
	return quoteAll(words);
};
