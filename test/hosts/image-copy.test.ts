// What goes over the pipe between the hosts while the container stands still; both ends on this machine.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startHere } from '../../source/hosts/command.ts';
import { connect } from '../../source/hosts/connect.ts';
import { sendImage, startImageCopy } from '../../source/hosts/image-copy.ts';

const host = await connect('localhost');
let lab: string;
const never = new AbortController().signal;

beforeEach(() => {
	lab = mkdtempSync(join(tmpdir(), 'ferry-image-'));
	for (const name of ['from', 'to']) mkdirSync(join(lab, name));
	writeFileSync(join(lab, 'from/core-1.img'), 'x'.repeat(100_000));
});

afterEach(() => rmSync(lab, { recursive: true, force: true }));

const here = (dir: string) => ({ host, dir: join(lab, dir) });

test.each([false, true])('arrives as it was, slow link: %s', async (slow) => {
	const copy = startImageCopy(here('from'), here('to'), slow);
	expect(existsSync(join(lab, 'to/core-1.img'))).toBe(false);
	let bytes = 0;
	const onBytes = (more: number) => {
		bytes += more;
	};
	expect(await sendImage(copy, { signal: never, silenceMs: 60_000, onBytes })).toEqual({
		sent: 0,
		received: 0,
	});
	expect(readFileSync(join(lab, 'to/core-1.img'), 'utf8')).toHaveLength(100_000);
	expect(bytes > 100_000).toBe(!slow);
});

test('a receiver that leaves before the pipe ends has failed only if it says so', async () => {
	const copyTo = (script: string) => ({
		sender: startHere(['/bin/sh', '-c', 'read -r word; echo all; sleep 0.1']),
		receiver: startHere(['/bin/sh', '-c', script]),
	});
	const options = { signal: never, silenceMs: 60_000, onBytes: () => {} };
	const all = copyTo('read -r line; [ "$line" = all ]');
	expect(await sendImage(all, options)).toEqual({ sent: 0, received: 0 });
	expect(await sendImage(copyTo('exit 2'), options)).toMatchObject({ received: 2 });
});

test('a sender from which nothing comes is not waited for', async () => {
	const copy = {
		sender: startHere(['/bin/sh', '-c', 'read -r word; exec sleep 60']),
		receiver: startHere(['cat']),
	};
	const sending = sendImage(copy, { signal: never, silenceMs: 100, onBytes: () => {} });
	await expect(sending).rejects.toThrow('nothing was sent for 0.1 s');
	copy.sender.kill();
	await copy.sender;
});
