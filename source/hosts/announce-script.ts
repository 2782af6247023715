/**
A program in Perl that tells the neighbours where the addresses of its network namespace live now, by frames that a
neighbour and a switch learn from at once and need not answer:
- for IPv4 an ARP announcement (RFC 5227, 2.3 and 3), as a request and as a reply, because some learn from one only;
- for IPv6 an unsolicited neighbour advertisement (RFC 4861, 7.2.6) with the override flag. One for an address that the
  kernel still probes for duplicates goes out as well: it is the same address at the same hardware address as before.

Addresses come from rtnetlink(7): /sys shows the interfaces of another namespace, and ip(8) may be missing. The frames go
out by packet(7), so that a network that CRIU still locks does not hold them back.
*/
export const announceProgram = String.raw`use strict;
$| = 1;
# Numbers of linux/if_ether.h, if_packet.h, rtnetlink.h, if_link.h, if_addr.h and if.h.
my ($netlink, $packet, $raw) = (16, 17, 3);
my ($get_link, $get_address, $dump) = (18, 22, 0x301);
my ($ethernet, $up, $loopback, $no_arp, $host_only, $duplicate) = (1, 1, 8, 0x80, 254, 8);
my ($ipv4, $ipv6) = (2, 10);

sub arp {
	my ($mac, $address, $operation) = @_;
	my $wanted = $operation == 1 ? "\0" x 6 : $mac;
	return "\xff" x 6 . $mac . pack('n n n C C n', 0x0806, 1, 0x0800, 6, 4, $operation) . $mac . $address . $wanted . $address;
}

sub checksum {
	my $sum = 0;
	$sum += $_ for unpack 'n*', $_[0];
	$sum = ($sum & 0xffff) + ($sum >> 16) while $sum >> 16;
	return ~$sum & 0xffff;
}

sub advertisement {
	my ($mac, $address, $router) = @_;
	my $all_nodes = pack 'n8', 0xff02, (0) x 6, 1;
	my $flags = 0x20000000 | ($router ? 0x80000000 : 0);
	my $message = sub { pack('C C n N', 136, 0, $_[0], $flags) . $address . pack('C C', 2, 1) . $mac };
	my $sum = checksum($address . $all_nodes . pack('N N', 32, 58) . $message->(0));
	return pack('n C4', 0x3333, 0, 0, 0, 1) . $mac . pack('n N n C C', 0x86dd, 0x60000000, 32, 58, 255) . $address . $all_nodes . $message->($sum);
}

sub ask {
	my ($question) = @_;
	socket(my $route, $netlink, $raw, 0) or die "netlink: $!\n";
	send($route, pack('L S S L L C x3', 20, $question, $dump, 1, 0, 0), 0) or die "netlink: $!\n";
	my @answers;
	while (defined recv($route, my $data, 65536, 0)) {
		while (length $data >= 16) {
			my ($length, $kind) = unpack 'L S', $data;
			return @answers if $kind == 3;
			die "netlink refused\n" if $kind == 2 || $length < 16;
			push @answers, substr $data, 16, $length - 16;
			substr $data, 0, ($length + 3) & ~3, '';
		}
	}
	die "netlink: $!\n";
}

sub attributes {
	my ($data) = @_;
	my %found;
	while (length $data >= 4) {
		my ($length, $kind) = unpack 'S S', $data;
		last if $length < 4;
		$found{$kind & 0x3fff} = substr $data, 4, $length - 4;
		substr $data, 0, ($length + 3) & ~3, '';
	}
	return %found;
}

sub links {
	my %links;
	for my $answer (ask($get_link)) {
		my ($type, $index, $flags) = unpack 'x2 S l L', $answer;
		my %of = attributes(substr $answer, 16);
		my $mac = defined $of{1} ? $of{1} : '';
		next unless $type == $ethernet && length $mac == 6 && ($flags & ($up | $loopback | $no_arp)) == $up;
		my $name = unpack 'Z*', $of{3};
		# Without it neighbours would take a router for one that has stopped to be one.
		my $forwards = 0;
		if (open my $setting, '<', "/proc/sys/net/ipv6/conf/$name/forwarding") { $forwards = <$setting> }
		$links{$index} = { name => $name, mac => $mac, router => $forwards > 0 };
	}
	return %links;
}

sub text {
	my ($address) = @_;
	return join '.', unpack 'C4', $address if length $address == 4;
	my $text = join ':', map { sprintf '%x', $_ } unpack 'n8', $address;
	for my $more (reverse 1 .. 7) { last if $text =~ s/(^|:)0(:0){$more}(:|$)/::/ }
	return $text;
}

sub announce {
	my %links = links();
	socket(my $wire, $packet, $raw, 0) or die "packet: $!\n";
	for my $answer (ask($get_address)) {
		my ($family, $flags, $scope, $index) = unpack 'C x C C L', $answer;
		my %of = attributes(substr $answer, 8);
		my $address = defined $of{2} ? $of{2} : $of{1};
		my $link = $links{$index};
		next if !$link || $scope == $host_only || $family == $ipv6 && $flags & $duplicate;
		my $mac = $link->{mac};
		my @frames =
			$family == $ipv4 ? (arp($mac, $address, 1), arp($mac, $address, 2))
			: $family == $ipv6 ? advertisement($mac, $address, $link->{router})
			: next;
		for my $frame (@frames) {
			my ($to, $protocol) = unpack 'a6 x6 n', $frame;
			send($wire, $frame, 0, pack('S n l S C C a8', $packet, $protocol, $index, 1, 0, 6, $to)) or die "$link->{name}: $!\n";
		}
		my $how = $family == $ipv4 ? 'gratuitous ARP' : 'a neighbour advertisement';
		print "told announced $link->{name} ", text($address), " by $how\n";
	}
}

unless (caller) {
	if (@ARGV) {
		open(my $word, '<&=', 6) or die "6: $!\n";
		exit unless defined <$word>;
	}
	announce();
}
`;

/**
A shell script that announces the addresses of the network namespace of process $1, with the host's tools. For each it
prints a line with what was sent. Where Perl is missing, arping(8) sends the same for IPv4; else a ping makes the container
send at least one frame that switches learn from: they have more to learn than neighbours, for whom the hardware address
stays the same. With `wait` as $2 all is made ready and the word to send is a line on descriptor 6; if that ends without
one, nothing is sent.
*/
export const announceScript = String.raw`PATH=$PATH:/usr/sbin:/sbin:/usr/bin
target=$1 wait=$2
# A container without a network of its own has no addresses of its own.
[ "$(readlink "/proc/$target/ns/net")" != "$(readlink /proc/self/ns/net)" ] || exit 0
inside() { nsenter -t "$target" -n "$@"; }
if command -v perl >/dev/null; then
	inside perl - $wait <<'LXC_FERRY_PERL'
${announceProgram}LXC_FERRY_PERL
	status=$?
	# Whether the word had come when it failed is not known.
	if [ $status = 0 ] || [ -n "$wait" ]; then exit $status; fi
elif [ -n "$wait" ]; then
	read -r _ <&6 || exit 0
fi
inside ip -o -4 address show scope global | while read -r _ link _ address _; do
	address=$link' '$(echo "$address" | cut -d / -f 1)
	gateway=$(inside ip -4 route show default | sed -n 's/.* via \([0-9.]*\).*/\1/p;q')
	if command -v arping >/dev/null && inside arping -q -U -c 2 -w 2 -I "$link" "$(echo "$address" | cut -d ' ' -f 2)" </dev/null >/dev/null; then
		echo "told announced $address by gratuitous ARP (arping)"
	elif [ -n "$gateway" ] && inside ping -q -c 1 -W 1 "$gateway" </dev/null >/dev/null; then
		echo "told did not announce $address, only pinged $gateway: perl and arping are missing or fail"
	else
		echo "told could not announce $address: perl and arping are missing or fail"
	fi
done
inside ip -o -6 address show scope global | while read -r _ link _ address _; do
	address=$link' '$(echo "$address" | cut -d / -f 1)
	if inside ping -6 -q -c 1 -W 1 -I "$link" ff02::1 </dev/null >/dev/null; then
		echo "told did not announce $address, only pinged ff02::1: perl is missing or fails"
	else
		echo "told could not announce $address: perl is missing or fails"
	fi
done
exit 0
`;
