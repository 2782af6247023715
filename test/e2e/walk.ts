// A newcomer's first migration, key by key, on whatever terminal.
import { keys } from '../screens/keyboard.ts';
import type { Screen } from './golden.ts';

/** Presses a key and waits for what it shows. */
export const press = async (screen: Screen, key: string, wanted: string | RegExp): Promise<void> => {
	await screen.write(key);
	await screen.see(wanted, 60_000);
};

/** Looks at a screen on the way: compares it with its golden one, or does nothing. */
type Look = (screen: Screen, name: string) => Promise<void>;

/** From the list of containers to the migration at work. */
export const begin = async (screen: Screen, look: Look = async () => {}): Promise<void> => {
	await screen.see(/web1 +running +10\.0\.3\.101.* [\d.]+ MB/, 60_000);
	// Filtered, because what else there is depends on who used the lab before.
	await press(screen, '/web1', /\/web1▏ {2}1 of \d/);
	await look(screen, 'picker');
	await press(screen, keys.enter, 'move it');
	await press(screen, keys.enter, /❯ beta/);
	await look(screen, 'target');
	await press(screen, keys.enter, 'How does one become root on beta?');
	await look(screen, 'guide-root');
	await press(screen, keys.enter, 'What shall become of the copy');
	await look(screen, 'guide-keep');
	await press(screen, keys.enter, 'Ready');
	// A host that is busy may not have told the size of a container in time: it is asked again, as a person would.
	if (!(await screen.text()).includes('✓ Ready.')) await press(screen, 'r', '✓ Ready.');
	await look(screen, 'checklist');
	await press(screen, 'c', 'Move web1 from');
	await look(screen, 'confirm');
	await press(screen, keys.tab, /❯\[ Move web1 now \]/);
	await press(screen, keys.enter, /▸ sync/);
	await look(screen, 'progress');
};

/** To its end, and its summary. */
export const arrive = async (screen: Screen, look: Look = async () => {}): Promise<void> => {
	await screen.see('web1 runs on beta now', 240_000);
	await look(screen, 'summary');
};
