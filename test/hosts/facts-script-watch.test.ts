// The watcher of the fact script: whenever it is told to end, it takes its own clock with it.
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { watcher } from '../../source/hosts/facts-script-watch.ts';

/** Many watchers that are told to end at once, each at another moment of its first steps. */
const script = `${watcher}
read -r me rest </proc/self/stat
aside=$me
tries=0
while [ $tries -lt 300 ]; do
	tries=$((tries + 1))
	watch
	spin=$((tries % 100 * 10))
	while [ $spin -gt 0 ]; do spin=$((spin - 1)); done
	unwatch
done
# Session of this shell; a clock that was left behind is still in it.
for stat in /proc/[0-9]*/stat; do
	read -r line <"$stat" || continue
	case $line in *'(sleep)'*) set -- \${line##*) }; [ "$1$4" != "S$me" ] || echo "$line" ;; esac
done 2>/dev/null
`;

test('leaves no clock behind', async () => {
	const { stdout } = await execa('sh', ['-s'], { input: script, detached: true });
	expect(stdout).toBe('');
});
