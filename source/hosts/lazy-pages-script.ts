/**
lazy.pl, in a staging directory on the target, runs CRIU's lazy-pages daemon (criu(1), lazy-pages), which fetches the
memory of a container that runs already, once it is told to `start` on its standard input: the image is there then.

When that daemon ends too early, because the link breaks, the kernel closes its userfaultfds, and from then on fills
every missing page with zeros: the container would run on with wrong memory (userfaultfd(2)). So it is traced, and stopped
at its end, before its files are closed (ptrace(2), PTRACE_O_TRACEEXIT): if it fails, copies of the userfaultfds are taken
then and kept here (pidfd_getfd(2)). Whatever touches a missing page waits, until the container is ended and the source
runs on. An end of the link or of the engine therefore ends nothing here; the removal of the directory does. Not copied
before: CRIU counts on it that its own close is the last one (lpi_fini, criu/uffd.c, leaves the file in its epoll set).
SIGKILL alone spares a process that stop; the kernel's OOM killer, which sends it, is kept away.
*/
export const lazyPagesScript = String.raw`use strict;
my ($dir, $port, $machine) = @ARGV;
# Numbers of ptrace(2) and wait4(2), for Perl's own waitpid has no word for what stops a traced process; pidfd_open and
# pidfd_getfd have one number on all architectures that CRIU knows.
my %calls = (x86_64 => [101, 61], aarch64 => [117, 260], riscv64 => [117, 260], ppc64le => [26, 114], s390x => [26, 114]);
my ($ptrace, $wait4) = @{$calls{$machine} || die "ptrace(2) has no number here for $machine\n"};
my ($pidfd_open, $pidfd_getfd) = (434, 438);
# linux/ptrace.h
my ($seize, $cont, $trace_exit, $event_exit) = (0x4206, 7, 0x40, 6);
# wait(2): __WALL and WNOHANG; IPPROTO_TCP and TCP_INFO of linux/tcp.h, with the offset of tcpi_bytes_received.
my ($all, $now, $tcp, $tcp_info, $received_at) = (0x40000000, 1, 6, 11, 128);
$ENV{PATH} .= ':/usr/local/sbin:/usr/sbin:/sbin';
$SIG{PIPE} = 'IGNORE';
$| = 1;

sub copy_of {
	my ($process, $number) = @_;
	my $copy = syscall($pidfd_getfd, $process, $number + 0, 0);
	return if $copy < 0;
	open(my $file, '+<&=', $copy) or return;
	return $file;
}

# Seen before anything depends on it.
my $self = syscall($pidfd_open, $$ + 0, 0);
syscall($pidfd_getfd, $self, 0, 0) >= 0 or die "pidfd_getfd: $!\n";
if (open(my $score, '>', '/proc/self/oom_score_adj')) { print $score "-1000\n" }

my ($daemon, $process, $over, $listening, $told, $connection, $received, @held) = (0, -1, 0, 1, 0);

sub start_daemon {
	# Kept open by exec: CRIU writes to it when it listens.
	local $^F = 1000;
	pipe(my $ready, my $status) or die "pipe: $!\n";
	$daemon = fork;
	die "fork: $!\n" unless defined $daemon;
	if ($daemon == 0) {
		open(STDIN, '<', '/dev/null');
		open(STDOUT, '>', "$dir/lazy-pages.out");
		open(STDERR, '>&', \*STDOUT);
		exec 'criu', 'lazy-pages', '--images-dir', "$dir/image", '--page-server', '--address', '127.0.0.1',
			'--port', $port, '--status-fd', fileno($status), '-v3', '-o', 'lazy-pages.log';
		exit 127;
	}
	close $status;
	my $byte;
	# Without it the daemon has ended, which is seen below.
	return unless sysread($ready, $byte, 1);
	$process = syscall($pidfd_open, $daemon, 0);
	# Before it has anything that could be lost.
	my $traced = syscall($ptrace, $seize, $daemon, 0, $trace_exit);
	if ($process < 0 || $traced < 0) {
		print STDERR "ptrace: $!\n";
		kill 'KILL', $daemon;
		return;
	}
	print "ready\n";
}

sub hold {
	opendir(my $open, "/proc/$daemon/fd") or return;
	for my $number (readdir $open) {
		my $link = readlink("/proc/$daemon/fd/$number");
		next unless defined $link && $link eq 'anon_inode:[userfaultfd]';
		my $copy = copy_of($process, $number);
		push @held, $copy if $copy;
	}
}

# The one connection that the daemon has, found once and held: what has come through it is told by the kernel.
sub find_connection {
	open(my $table, '<', "/proc/$daemon/net/tcp") or return;
	my %inodes;
	while (<$table>) {
		my ($remote, $state, $inode) = (split)[2, 3, 9];
		$inodes{$inode} = 1 if $state eq '01' && $remote =~ /:(\w+)$/ && hex($1) == $port;
	}
	opendir(my $open, "/proc/$daemon/fd") or return;
	for my $number (readdir $open) {
		my $link = readlink("/proc/$daemon/fd/$number");
		next unless defined $link && $link =~ /^socket:\[(\d+)\]/ && $inodes{$1};
		$connection = copy_of($process, $number);
		return;
	}
}

sub report {
	find_connection() unless $connection;
	return unless $connection;
	my $info = getsockopt($connection, $tcp, $tcp_info);
	return unless defined $info && length $info >= $received_at + 8;
	$received = unpack('Q', substr($info, $received_at, 8));
	print "bytes $received\n";
	# For an engine that comes later, and wants to know whether more comes.
	if (open(my $file, '>', "$dir/received")) { print $file "$received\n" }
}

print "waiting\n";
while (1) {
	my $words = '';
	vec($words, fileno(STDIN), 1) = 1 if $listening;
	if (select($words, undef, undef, $daemon && !$over ? 0.02 : 1) > 0) {
		my $read = sysread(STDIN, my $word, 100);
		if (!$read) {
			last unless $daemon;
			$listening = 0;
			open(STDIN, '<', '/dev/null');
		} elsif ($word =~ /start/ && !$daemon) {
			start_daemon();
		}
	}
	last unless -d $dir;
	next if !$daemon || $over;
	if (time > $told) {
		report();
		$told = time;
	}
	my $said = pack('i', 0);
	next unless syscall($wait4, $daemon, $said, $now | $all, 0) == $daemon;
	my $status = unpack('i', $said);
	if (($status & 0xff) == 0x7f) {
		# Stopped: at its end, or for a signal that it is to get.
		my ($signal, $event) = ($status >> 8 & 0xff, $status >> 16);
		if ($event == $event_exit) {
			report();
			hold();
		}
		syscall($ptrace, $cont, $daemon, 0, $event ? 0 : $signal);
		next;
	}
	my $exit = $status & 127 ? 128 + ($status & 127) : $status >> 8;
	$over = 1;
	undef $connection;
	# Whole: for a recovery that finds the container running here.
	if ($exit == 0) { open(my $mark, '>', "$dir/memory-whole") or $exit = 1 }
	print "exit $exit\n";
	last if $exit == 0;
}
`;
