import type { Settings } from '../model/services.ts';

/** What each setting is, for `lxc-ferry config` and the manual. */
export const settingTexts: Record<keyof Settings, string> = {
	recentTargets: 'hosts offered as targets, the latest first',
	sources:
		'hosts whose containers the screens list beside those of this machine, unless --source names others',
	keepSource: 'keep the stopped copy on the source after a success',
	notify: 'tell the terminal when a migration ends',
	introduced: 'the questions of the first run were answered',
};
