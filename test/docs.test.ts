import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { expect, test } from 'vitest';
import { documents, filled } from './docs.ts';

test.each(documents.map((file) => [basename(file), file]))(
	'%s is as the code says: npm run docs',
	(_, file) => {
		const text = readFileSync(file, 'utf8');
		expect(text).toBe(filled(text));
	},
);
