import { defineConfig } from 'vitest/config';

const lab = ['test/lab/**/*.test.ts', 'test/e2e/**/*.test.ts'];
const screens = ['test/screens/**/*.test.{ts,tsx}'];

export default defineConfig({
	test: {
		projects: [
			{
				test: {
					name: 'unit',
					include: ['test/**/*.test.ts'],
					exclude: [...lab, ...screens],
					testTimeout: 30_000,
				},
			},
			{ test: { name: 'screens', include: screens, testTimeout: 60_000 } },
			// One lab, one container of each name: these run one after another.
			{
				test: {
					name: 'lab',
					include: lab,
					testTimeout: 300_000,
					hookTimeout: 300_000,
					fileParallelism: false,
				},
			},
		],
	},
});
