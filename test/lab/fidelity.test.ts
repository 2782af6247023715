// Every inode of a moved container's root file system arrives as it was, also what is changed while it is copied.
import { beforeAll, expect, test } from 'vitest';
import { copyTrace } from '../../source/hosts/name-script.ts';
import { move, ready } from '../e2e/ferry.ts';
import { reset } from './container-state.ts';
import { labExec } from './exec.ts';
import type { HostName } from './paths.ts';

beforeAll(() => ready(['count1']), 600_000);

const root = '/var/lib/lxc/count1/rootfs';

/** Perl is in every Debian, and syscall() gives it the extended attributes; numbers are of x86-64. */
const attributes = String.raw`
sub attributes {
	my ($path) = @_;
	my $list = "\0" x 65536;
	my $length = syscall(195, $path, $list, 65536);
	return '' if $length <= 0;
	my @found;
	for my $name (sort split /\0/, substr $list, 0, $length) {
		my $value = "\0" x 65536;
		my $size = syscall(192, $path, $name, $value, 65536);
		push @found, "$name=" . unpack 'H*', substr $value, 0, $size;
	}
	return join ' ', @found;
}
sub give { my ($path, $name, $value) = @_; syscall(189, $path, $name, $value, length $value, 0) == 0 or die "$path $name: $!"; }
`;

/** One line for each inode: kind and mode, owner, times, device, size, holes, other names, link, attributes, content. */
const manifestScript = `${attributes}
use Time::HiRes ();
chdir $ARGV[0] or die;
my (%first, @lines);
sub walk {
	my ($path) = @_;
	my @s = Time::HiRes::lstat($path) or die "$path: $!";
	my $name = $path =~ s/([^ -~]|%)/sprintf '%%%02x', ord $1/ger;
	my $same = $first{$s[1]} //= $name;
	my ($link, $sum) = (-l _ ? readlink $path : '', '');
	if (-f _) {
		open my $file, '<:raw', $path or die "$path: $!";
		local $/ = \\1048576;
		my $total = 0;
		$total = ($total * 31 + unpack '%32C*', $_) % 4294967296 while <$file>;
		$sum = $total;
	}
	my $holes = -f _ && $s[7] > 1e6 ? ($s[12] * 512 < $s[7] / 2 ? 'holes' : 'whole') : '';
	my $size = -d _ ? '' : $s[7];
	push @lines, sprintf '%s %o %d:%d %.6f %x %s %s %s %s [%s] %s', $name, @s[2, 4, 5, 9], $s[6], $size, $holes, $same, $link, attributes($path), $sum;
	if (-d $path && !-l $path) {
		opendir my $dir, $path or die;
		walk("$path/$_") for sort grep { !/^\\.\\.?$/ } readdir $dir;
	}
}
walk('.');
print "$_\\n" for @lines;
`;

/** The kinds of inodes that a careless copy loses. */
const makeScript = `${attributes}
use Socket;
chdir $ARGV[0] or die;
mkdir 'odd' or die; chdir 'odd';
sub file { my ($name, $text) = @_; open my $file, '>:raw', $name or die "$name: $!"; print $file $text; close $file; }
file('plain', 'text'); chown 100000, 4294967294, 'plain'; chmod 06754, 'plain';
link 'plain', 'same'; mkdir 'deep'; link 'plain', 'deep/same too';
file('caps', 'x'); give('caps', 'security.capability', pack 'VVVVV', 0x02000001, 1 << 13, 0, 0, 0);
file('marked', 'x'); give('marked', 'user.comment', "a\\0b"); give('deep', 'trusted.overlay.opaque', 'y');
give('marked', 'system.posix_acl_access', pack('V', 2) . pack('vvV' x 5, 1, 6, 4294967295, 2, 4, 12345, 4, 4, 4294967295, 16, 4, 4294967295, 32, 0, 4294967295));
give('deep', 'system.posix_acl_default', pack('V', 2) . pack('vvV' x 3, 1, 7, 4294967295, 4, 5, 4294967295, 32, 0, 4294967295));
open my $sparse, '>', 'sparse' or die; seek $sparse, 50_000_000, 0; print $sparse 'end'; close $sparse;
system('mknod', 'null', 'c', 1, 3) == 0 or die; system('mknod', 'block', 'b', 7, 200) == 0 or die; system('mkfifo', 'fifo') == 0 or die;
socket my $socket, PF_UNIX, SOCK_STREAM, 0 or die; bind $socket, sockaddr_un('socket') or die;
symlink '/nowhere/at all', 'dangling'; symlink 'plain', 'pointing'; system('chown', '-h', '7:8', 'pointing');
file("new\\nline", 'x'); file('-rf', 'x'); file("not utf-8 \\xff\\xfe", 'x'); file('*?[a]', 'x'); file('100%', 'x');
mkdir 'empty'; mkdir 'sticky'; chmod 01777, 'sticky';
utime 1, 1.123456789, 'plain', 'empty';
`;

/** What changes between the first round of the copy and the freeze. */
const changeScript = `${attributes}
chdir "$ARGV[0]/odd" or die;
open my $file, '>>', 'plain' or die; print $file 'more'; close $file;
rename 'deep', 'deeper' or die; unlink 'caps'; link 'marked', 'deeper/marked too'; chmod 0600, 'fifo';
give('-rf', 'user.late', 'yes'); rmdir 'empty'; mkdir 'deep'; unlink 'dangling'; symlink 'elsewhere', 'dangling';
`;

const perl = async (host: HostName, script: string): Promise<string> =>
	(await labExec(host, ['perl', '-', root], { input: script, timeout: 60_000 })).stdout;

/** CRIU makes and removes a directory in the source's /tmp while it dumps: its time is then later there. */
const manifest = async (host: HostName): Promise<string[]> =>
	(await perl(host, manifestScript))
		.split('\n')
		.map((line) => (line.startsWith('./tmp ') ? line.replace(/ \d+\.\d{6} /, ' - ') : line));

/** The copy of a try before. */
const copyToBeta = async (): Promise<void> => {
	await labExec('beta', ['sh', '-c', 'mkdir -p "$1" && : >"$1/../$2"', 'copy', root, copyTrace]);
	await labExec('alpha', ['rsync', '-aHAXS', '--numeric-ids', `${root}/`, `beta:${root}/`]);
};

test('every inode arrives with its metadata', async () => {
	await reset(['count1']);
	await perl('alpha', makeScript);
	const { exit, view } = await move('alpha', 'count1', 'beta');
	expect(view.explanation).toBeUndefined();
	expect(exit).toBe(0);
	expect(await manifest('beta')).toEqual(await manifest('alpha'));
});

test('also what was changed on a copy that is there already', async () => {
	await reset(['count1']);
	await perl('alpha', makeScript);
	await copyToBeta();
	await perl('alpha', changeScript);
	const { exit, view } = await move('alpha', 'count1', 'beta');
	expect(view.explanation).toBeUndefined();
	expect(exit).toBe(0);
	expect(await manifest('beta')).toEqual(await manifest('alpha'));
});

test('also what is changed while the container is frozen and before', async () => {
	await reset(['count1']);
	await perl('alpha', makeScript);
	const changing = move('alpha', 'count1', 'beta');
	await perl('alpha', changeScript);
	const { exit, view } = await changing;
	expect(view.explanation).toBeUndefined();
	expect(exit).toBe(0);
	expect(await manifest('beta')).toEqual(await manifest('alpha'));
});

test('with --verify-files also where size and time are the same and the content is not', async () => {
	await reset(['count1']);
	await perl('alpha', makeScript);
	await copyToBeta();
	const damage = 'cp -p plain like && printf TEXT >plain && touch -r like plain && rm like';
	await labExec('beta', ['sh', '-c', `cd "$1/odd" && ${damage}`, 'damage', root]);
	const { exit, view } = await move('alpha', 'count1', 'beta', ['--verify-files']);
	expect(view.explanation).toBeUndefined();
	expect(exit).toBe(0);
	expect(await manifest('beta')).toEqual(await manifest('alpha'));
});
