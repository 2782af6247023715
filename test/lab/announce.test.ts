// What the container's neighbours hear when it has come to life elsewhere, captured on their segment.
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventsOf } from '../e2e/ferry.ts';
import { ownLab } from './own-lab.ts';

ownLab('announce');
const { hostsOf, reset } = await import('./container-state.ts');
const { down } = await import('./down.ts');
const { labCommand, labExec } = await import('./exec.ts');
const { finished, installProgram, start, until } = await import('./faults/program.ts');
const { instants } = await import('./faults/row.ts');
const { containerAddresses } = await import('./paths.ts');
const { up } = await import('./up.ts');

beforeAll(async () => {
	await up(() => undefined, ['count1']);
	await installProgram();
}, 600_000);
afterAll(() => down());

const mac = '00163e0a0302';
const unique = 'fd0a::66';
const hex = {
	ipv4: '0a000366',
	linkLocal: 'fe8000000000000002163efffe0a0302',
	unique: 'fd0a0000000000000000000000000066',
};

/** Prints every frame with the time when it was read; packet(7), and ETH_P_ALL of linux/if_ether.h. */
const captureScript = `use Time::HiRes 'time';
$| = 1;
socket(my $wire, 17, 3, unpack 'S', pack 'n', 3) or die $!;
print "ready\\n";
printf "%.3f %s\\n", 1000 * time, unpack 'H*', $_ while defined recv $wire, $_, 2048, 0;
`;

type Frame = { ms: number; bytes: string };

/** Everything that the client's cables carry from now on. */
const capture = async (): Promise<{ frames: () => Frame[]; stop: () => void }> => {
	const [file = '', ...args] = labCommand('client', ['perl', '-e', captureScript]);
	const child = execa(file, args, { buffer: false, reject: false, stderr: 'inherit' });
	let text = '';
	await new Promise<void>((resolve) =>
		child.stdout.setEncoding('utf8').on('data', (more: string) => {
			text += more;
			if (text.startsWith('ready\n')) resolve();
		}),
	);
	return {
		frames: () =>
			text.split('\n').flatMap((line) => {
				const [ms, bytes] = line.split(' ');
				return bytes === undefined ? [] : [{ ms: Number(ms), bytes }];
			}),
		stop: () => void child.kill(),
	};
};

const isRequest = ({ bytes }: Frame) =>
	bytes.startsWith(`ffffffffffff${mac}08060001080006040001${mac}${hex.ipv4}`) &&
	bytes.slice(76, 84) === hex.ipv4;
const isReply = ({ bytes }: Frame) =>
	bytes.startsWith(`ffffffffffff${mac}08060001080006040002${mac}${hex.ipv4}${mac}${hex.ipv4}`);
/** To all nodes, hop limit 255, the override flag, and the hardware address as an option. */
const isAdvertisement =
	(address: string) =>
	({ bytes }: Frame) =>
		bytes.startsWith(`333300000001${mac}86dd6000000000203aff${address}`) &&
		bytes.slice(108, 112) === '8800' &&
		bytes.slice(116) === `20000000${address}0201${mac}`;

const sought = {
	request: isRequest,
	reply: isReply,
	'link-local address': isAdvertisement(hex.linkLocal),
	'address of its own': isAdvertisement(hex.unique),
};

test('gratuitous ARP and neighbour advertisements need no word of the engine once the container runs', async () => {
	await reset(['count1']);
	const give = 'nsenter -t "$(lxc-info -n count1 -H -p)" -n ip address add "$1/64" dev eth0';
	await labExec('alpha', ['sh', '-c', give, 'sh', unique]);
	const captured = await capture();
	const words = ['migrate', 'count1', 'beta', '--json', '--yes'];
	const program = await start('alpha', words, { at: instants['runs on target'] });
	await program.held();
	// The engine stands still since it heard of the end of the blackout.
	for (const [what, is] of Object.entries(sought)) await until(what, () => captured.frames().some(is), 5000);
	const frames = captured.frames();
	captured.stop();
	await program.letGo();
	const { exit, output } = await finished(program);
	expect(exit, output).toBe(0);
	expect(hostsOf('count1')).toEqual(['beta']);
	const events = eventsOf(output);
	const frozen = events.find(({ type }) => type === 'frozen');
	for (const [what, is] of Object.entries(sought))
		expect(frames.find(is)?.ms, what).toBeGreaterThan(Date.parse(frozen?.at ?? ''));
	const told = events.flatMap((event) => (event.type === 'log' ? [event.line] : []));
	for (const when of ['the moment it ran', 'once more']) {
		expect(told).toContain(`announced eth0 ${containerAddresses.count1} by gratuitous ARP, ${when}`);
		expect(told).toContain(`announced eth0 ${unique} by a neighbour advertisement, ${when}`);
	}
});
