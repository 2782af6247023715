// The frames that neighbours learn from, byte by byte.
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { announceProgram } from '../../source/hosts/announce-script.ts';

const mac = '00163e0a0302';
const linkLocal = 'fe8000000000000002163efffe0a0302';
const allNodes = 'ff020000000000000000000000000001';

/** What one of the program's functions makes of hexadecimal arguments. */
const made = async (name: string, ...args: string[]): Promise<string> => {
	const call = `print unpack 'H*', ${name}(map { length > 1 ? pack 'H*', $_ : $_ } @ARGV);`;
	// It has a caller, so it defines its functions and announces nothing.
	const program = `sub { eval $ENV{PROGRAM} }->(); die $@ if $@;\n${call}`;
	return (await execa('perl', ['-e', program, ...args], { env: { PROGRAM: announceProgram } })).stdout;
};

test('an ARP announcement is a request that asks for its own address', async () => {
	expect(await made('arp', mac, '0a000366', '1')).toBe(
		`ffffffffffff${mac}0806 0001080006040001${mac}0a000366 0000000000000a000366`.replaceAll(' ', ''),
	);
});

test('as a reply it names its own hardware address twice', async () => {
	expect(await made('arp', mac, '0a000366', '2')).toBe(
		`ffffffffffff${mac}0806 0001080006040002${mac}0a000366 ${mac}0a000366`.replaceAll(' ', ''),
	);
});

/** RFC 1071: over a message with its checksum in place the sum is all ones. */
const sumOf = (hex: string): number => {
	let sum = 0;
	for (let at = 0; at < hex.length; at += 4) sum += Number.parseInt(hex.slice(at, at + 4), 16);
	while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
	return sum;
};

test.each([
	['a host', '0', '20000000'],
	['a router', '1', 'a0000000'],
])('a neighbour advertisement of %s', async (_, router, flags) => {
	const frame = await made('advertisement', mac, linkLocal, router);
	const message = frame.slice(2 * (14 + 40));
	expect(frame.slice(0, 2 * (14 + 40))).toBe(
		`333300000001${mac}86dd 6000000000203aff${linkLocal}${allNodes}`.replace(' ', ''),
	);
	expect(message).toBe(`8800${message.slice(4, 8)}${flags}${linkLocal}0201${mac}`);
	expect(sumOf(`${linkLocal}${allNodes}000000200000003a${message}`)).toBe(0xffff);
});

test.each([
	['0a000366', '10.0.3.102'],
	[linkLocal, 'fe80::216:3eff:fe0a:302'],
	['fd000000000000000000000000000000', 'fd00::'],
	['20010db8000000010001000100010001', '2001:db8:0:1:1:1:1:1'],
	['20010db8000000000001000000000001', '2001:db8::1:0:0:1'],
])('%s is written %s', async (address, written) => {
	const hex = await made('text', address);
	expect(Buffer.from(hex, 'hex').toString()).toBe(written);
});
