/** Keeps a target that was used, to be offered first next time. Settings that can't be written stop no migration. */
export const rememberTarget = async (target: string): Promise<void> => {
	const { openSettings } = await import('./settings.ts');
	try {
		const settings = openSettings();
		settings.set({
			recentTargets: [target, ...settings.get('recentTargets').filter((other) => other !== target)].slice(
				0,
				10,
			),
		});
	} catch {
		// `lxc-ferry config` says what is wrong with them.
	}
};
