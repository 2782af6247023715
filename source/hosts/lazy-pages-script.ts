/**
lazy.pl, in a staging directory on the target, runs CRIU's lazy-pages daemon (criu(1), lazy-pages), which fetches the
memory of a container that runs already, once it is told to `start` on its standard input: the image is there then.

When that daemon ends too early, because the link breaks or somebody kills it, the kernel closes its userfaultfds, and
from then on fills every missing page with zeros: the container would run on with wrong memory (userfaultfd(2)). So they
are held here as well, copied anew every 20 ms for processes that were started meanwhile: whatever touches a missing page
then waits, until the container is ended and the source runs on. An end of the link or of the engine therefore ends
nothing here; the removal of the directory does.
*/
export const lazyPagesScript = `use strict;
my ($dir, $port) = @ARGV;
# pidfd_open and pidfd_getfd have one number on all architectures that CRIU knows; IPPROTO_TCP and TCP_INFO of linux/tcp.h.
my ($pidfd_open, $pidfd_getfd, $tcp, $tcp_info) = (434, 438, 6, 11);
# Offset of tcpi_bytes_received in struct tcp_info.
my $received_at = 128;
$ENV{PATH} .= ':/usr/local/sbin:/usr/sbin:/sbin';
$SIG{PIPE} = 'IGNORE';
$| = 1;

sub start_daemon {
	# Kept open by exec: CRIU writes to it when it listens.
	local $^F = 1000;
	pipe(my $ready, my $status) or die "pipe: $!\\n";
	my $pid = fork;
	die "fork: $!\\n" unless defined $pid;
	if ($pid == 0) {
		open(STDIN, '<', '/dev/null');
		open(STDOUT, '>', "$dir/lazy-pages.out");
		open(STDERR, '>&', \\*STDOUT);
		exec 'criu', 'lazy-pages', '--images-dir', "$dir/image", '--page-server', '--address', '127.0.0.1',
			'--port', $port, '--status-fd', fileno($status), '-v3', '-o', 'lazy-pages.log';
		exit 127;
	}
	close $status;
	# Ends too when the daemon does, which is then seen below.
	print "ready\\n" if sysread($ready, my $byte, 1);
	my $process = syscall($pidfd_open, $pid, 0);
	return ($pid, $process);
}

my (@held, $received);
sub copy_descriptors {
	my ($pid, $process) = @_;
	opendir(my $all, "/proc/$pid/fd") or return;
	my @now;
	for my $number (readdir $all) {
		my $link = readlink("/proc/$pid/fd/$number");
		next unless defined $link && $link =~ /^(socket:|anon_inode:\\[userfaultfd\\])/;
		my $copy = syscall($pidfd_getfd, $process, $number + 0, 0);
		next if $copy < 0;
		open(my $file, '+<&=', $copy) or next;
		if ($1 ne 'socket:') {
			push @now, $file;
			next;
		}
		my $info = getsockopt($file, $tcp, $tcp_info);
		$received = unpack('Q', substr($info, $received_at, 8)) if defined $info && length $info >= $received_at + 8;
	}
	# Those of a daemon that has ended meanwhile are not seen any more, and stay.
	@held = @now if -e "/proc/$pid/exe" && defined readlink("/proc/$pid/exe");
}

print "waiting\\n";
my ($daemon, $process, $over, $listening, $told) = (0, -1, 0, 1, 0);
while (1) {
	my $words = '';
	vec($words, fileno(STDIN), 1) = 1 if $listening;
	my $tick = $daemon && !$over ? 0.02 : 1;
	if (select($words, undef, undef, $tick) > 0) {
		my $read = sysread(STDIN, my $word, 100);
		if (!$read) {
			last unless $daemon;
			$listening = 0;
			open(STDIN, '<', '/dev/null');
		} elsif ($word =~ /start/ && !$daemon) {
			($daemon, $process) = start_daemon();
		}
	}
	last unless -d $dir;
	next if !$daemon || $over;
	copy_descriptors($daemon, $process);
	if (defined $received && time > $told) {
		print "bytes $received\\n";
		$told = time;
	}
	next unless waitpid($daemon, 1) == $daemon;
	my $exit = $? & 127 ? 128 + ($? & 127) : $? >> 8;
	$over = 1;
	# Whole: for a recovery that finds the container running here.
	if ($exit == 0) { open(my $mark, '>', "$dir/memory-whole") or $exit = 1 }
	print "bytes $received\\n" if defined $received;
	print "exit $exit\\n";
	last if $exit == 0;
}
`;
