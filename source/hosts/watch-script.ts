/**
watch.pl, in a staging directory: has the kernel tell what changes in a tree, by fanotify(7) marks on its directories.
A search has to look at every inode; this knows the few that changed when the container is frozen. In Perl, which every
Debian has, because no program of util-linux or coreutils speaks fanotify.

What the kernel does not tell is data written through a shared mapping. That needs a file open for writing: it is still
open then, and found at the container's processes, or it was closed, which is told (FAN_CLOSE_WRITE).

It never guesses: where names can't be told for sure (a directory was moved, a changed file has more than one name, a
file is held that is not where it seems, the queue ran over) it ends with status 3, and the search is made instead.

By the word `now` on standard input it prints what changed since that word before, in the form of `changeFormat`, and an
empty entry. What may have changed without a new time has an upper-case letter for its kind: `copied` says that nothing
more is copied before, and a file written since has a time that no copy has.
*/
export const watchScript = String.raw`use strict;
# usage: watch.pl MACHINE DIRECTORIES INIT ROOTFS    in the tree; INIT: pid of the container's init; ROOTFS: below the tree
my ($machine, $list, $init, $rootfs) = @ARGV;
# fanotify_init, fanotify_mark, name_to_handle_at, newfstatat: asm/unistd_64.h and asm-generic/unistd.h.
my %calls = (x86_64 => [300, 301, 303, 262], aarch64 => [262, 263, 264, 79], riscv64 => [262, 263, 264, 79]);
my ($fanotify_init, $fanotify_mark, $name_to_handle_at, $newfstatat) = @{$calls{$machine} || exit 3};
my ($at_fdcwd, $no_follow, $longest, $most) = (-100, 0x100, 128, 20000);
# FAN_CLOEXEC, FAN_NONBLOCK, FAN_UNLIMITED_MARKS, FAN_REPORT_DIR_FID, FAN_REPORT_NAME: Linux 5.9.
my $group = syscall($fanotify_init, 0x1 | 0x2 | 0x20 | 0x400 | 0x800, 0);
exit 3 if $group < 0;
open(my $events, '<&=', $group) or exit 3;
my ($close_write, $listing, $moved, $overflow, $on_directory) = (0x8, 0x3c0, 0xc0, 0x4000, 0x40000000);
# FAN_MODIFY, FAN_ATTRIB, FAN_CLOSE_WRITE, moved, created, deleted; of directories as well, and of what is in them.
my $told = 0x2 | 0x4 | $close_write | $listing | $on_directory | 0x08000000;
my @top = lstat '.' or exit 3;
my ($device, $top_path) = ($top[0], readlink '/proc/self/cwd');
my (%directories, %changed, $names);
my $copied;

# In nanoseconds, which Perl's own stat has not: st_mtime of struct stat has the same place on these machines.
sub written_at {
	my $stat = "\0" x 256;
	return if syscall($newfstatat, $at_fdcwd, $_[0], $stat, $no_follow) < 0;
	my ($seconds, $rest) = unpack 'x88 q q', $stat;
	return $seconds * 1_000_000_000 + $rest;
}

sub handle {
	my $buffer = pack('Ii', $longest, 0) . "\0" x $longest;
	my $mount = "\0" x 8;
	return if syscall($name_to_handle_at, $at_fdcwd, $_[0], $buffer, $mount, 0) < 0;
	return substr($buffer, 4, 4 + unpack('I', $buffer));
}

{
	local $/ = "\0";
	open(my $paths, '<', $list) or exit 3;
	while (my $path = <$paths>) {
		chomp $path;
		my @stat = lstat $path or next;
		next unless -d _ && $stat[0] == $device;
		# FAN_MARK_ADD, FAN_MARK_DONT_FOLLOW, FAN_MARK_ONLYDIR. One that is gone by now is told by the one it was in.
		syscall($fanotify_mark, $group, 0x1 | 0x4 | 0x8, $told, $at_fdcwd, $path) == 0 or $!{ENOENT} || $!{ENOTDIR} ? next : exit 3;
		my $handle = handle($path);
		$directories{$handle} = $path if defined $handle;
	}
}

sub note {
	my ($directory, $name, $mask) = @_;
	exit 3 if !exists $changed{$directory}{$name} && ++$names > $most;
	$changed{$directory}{$name} |= $mask;
}

# struct fanotify_event_metadata, then struct fanotify_event_info_fid (linux/fanotify.h).
sub drain {
	while (my $read = sysread($events, my $buffer, 65536)) {
		for (my $at = 0; $at < $read;) {
			my ($length, undef, $head, $mask) = unpack('L C x S Q', substr($buffer, $at, 24));
			exit 3 if $mask & $overflow || ($mask & $on_directory && $mask & $moved);
			my $info = substr($buffer, $at + $head, $length - $head);
			my ($type, $bytes) = unpack('C x3 x8 I', $info);
			my $directory = $directories{substr($info, 16, 4 + $bytes)};
			exit 3 unless defined $directory && ($type == 2 || $type == 3);
			my $name = $type == 2 ? unpack('Z*', substr($info, 20 + $bytes)) : '.';
			$at += $length;
			# The configuration and what is laid beside it: not a round's to copy (ownFiles, engine/rounds.ts).
			next if $directory eq '.' && $name =~ /^config(?:$|\.lxc-ferry-)/;
			# CRIU's own, to look beneath a mount: made and removed again in the container's /tmp or / (criu/mount.c).
			next if $name =~ /^cr-tmpfs\.\w{6}$/ && !lstat "$directory/$name";
			note($directory, '.', 0) if $mask & $listing;
			note($directory, $name, $mask);
		}
	}
}

# A file that a frozen process can have written to without a word.
sub held {
	my ($path, $inode, $mapped) = @_;
	my $deleted = $path =~ / \(deleted\)$/;
	# As the container's processes see it, and as those of the host do.
	for my $place ("./$rootfs$path", $path =~ /^\Q$top_path\E(\/.*)/ ? ".$1" : ()) {
		my @stat = lstat $place;
		next unless @stat && $stat[0] == $device && $stat[1] == $inode;
		my ($directory, $name) = $place =~ m{^(.*)/([^/]+)$};
		$directory =~ s{/+}{/}g;
		return note($directory, $name, $mapped ? $close_write : 0);
	}
	# One of the host's own: elsewhere, and by no other name here.
	my @outside = lstat $path;
	exit 3 unless $deleted || @outside && $outside[0] == $device && $outside[1] == $inode && $outside[3] == 1;
}

sub processes {
	open(my $own, '<', "/proc/$init/cgroup") or exit 3;
	my ($payload) = join('', <$own>) =~ m{^0::(.*/lxc\.payload[^/\n]*)}m or exit 3;
	my $unified = -f '/sys/fs/cgroup/cgroup.controllers' ? '' : '/unified';
	my @groups = "/sys/fs/cgroup$unified$payload";
	my @pids;
	while (defined(my $at = shift @groups)) {
		open(my $procs, '<', "$at/cgroup.procs") or exit 3;
		chomp(my @here = <$procs>);
		push @pids, @here;
		opendir(my $all, $at) or exit 3;
		push @groups, grep { !/\/\.\.?$/ && lstat && -d _ } map { "$at/$_" } readdir $all;
	}
	return @pids;
}

sub open_files {
	my %seen;
	for my $pid (processes()) {
		opendir(my $all, "/proc/$pid/fd") or next;
		for my $link (map { "/proc/$pid/fd/$_" } grep { /^\d/ } readdir $all) {
			# The owner's write bit of the link: opened for writing (proc_pid_fd(5)).
			my @how = lstat $link or next;
			next unless $how[2] & 0200;
			my @stat = stat $link or next;
			next unless -f _ && $stat[0] == $device;
			held(readlink $link, $stat[1], 0) unless $seen{$stat[1]}++;
		}
		open(my $maps, '<', "/proc/$pid/maps") or next;
		while (<$maps>) {
			next unless /^\S+ ..(.)s \S+ ([0-9a-f]+):([0-9a-f]+) (\d+)\s+(.*)/;
			my ($major, $minor, $inode, $path) = (hex $2, hex $3, $4, $5);
			next unless $inode && (($major & 0xfff) << 8 | $minor & 0xff | ($minor & 0xfff00) << 12) == $device;
			held($path, $inode, 1) unless $seen{"mapped $inode"}++;
		}
	}
}

my %kinds = (0100000 => 'f', 0040000 => 'd', 0120000 => 'l', 0010000 => 'p', 0140000 => 's', 0020000 => 'c', 0060000 => 'b');
sub answer {
	for my $directory (keys %changed) {
		for my $name (keys %{$changed{$directory}}) {
			my $path = $name ne '.' ? "$directory/$name" : $directory eq '.' ? './' : $directory;
			# What is gone is told by the listing of its directory.
			my @stat = lstat $path or next;
			my $kind = $kinds{$stat[2] & 0170000};
			exit 3 if $kind ne 'd' && $stat[3] > 1;
			if ($kind eq 'f' && $changed{$directory}{$name} & $close_write) {
				my $written = written_at($path);
				$kind = 'F' unless defined $copied && $written > $copied && $stat[9] <= time;
			}
			print "$stat[0] $kind $stat[1] $path\0";
		}
	}
	%changed = ();
	print "\0";
}

$| = 1;
print "\0";
my $waiting = '';
vec($waiting, fileno STDIN, 1) = 1;
my $told_once = 0;
while (1) {
	# Seldom: the kernel puts equal events together meanwhile.
	my $word = select(my $ready = $waiting, undef, undef, 0.2);
	drain();
	next unless $word;
	sysread(STDIN, my $words, 64) or exit 0;
	if ($words =~ /copied/) {
		# By the same clock as the files' own times: that of a file made now.
		open(my $mark, '>', "$list-copied") or exit 3;
		$copied = written_at("$list-copied");
	}
	next unless $words =~ /now/;
	open_files() unless $told_once++;
	answer();
}
`;
