import { exits } from '../model/error.ts';
import type { Settings } from '../model/services.ts';
import { printable } from '../model/text.ts';
import { jsonLine } from '../reports/json.ts';
import { hanging } from '../reports/lines.ts';
import type { Command } from './main.ts';
import { defaults, openSettings } from './settings.ts';
import { settingTexts } from './settings-texts.ts';
import { lookOf, print } from './terminal.ts';

/** `lxc-ferry config` */
export const config: Command = async ({ options }) => {
	const settings = openSettings();
	const names = Object.keys(settingTexts) as (keyof Settings)[];
	const values = Object.fromEntries(names.map((name) => [name, settings.get(name)]));
	if (options.json === true) {
		print([jsonLine({ path: settings.path, settings: values })]);
		return exits.done;
	}
	const look = lookOf();
	const columns = Math.min(look.columns, 100);
	print([
		settings.path,
		...names.flatMap((name) => {
			const value = JSON.stringify(values[name]);
			const isDefault = value === JSON.stringify(defaults[name]) ? look.paint('quiet', '  (default)') : '';
			return [
				`${look.paint('strong', name)} = ${printable(value)}${isDefault}`,
				...hanging('    ', settingTexts[name], columns).map((line) => look.paint('quiet', line)),
			];
		}),
	]);
	return exits.done;
};
