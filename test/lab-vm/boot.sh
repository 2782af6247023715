#!/bin/sh
# First step of a machine's init: mounts, devices, modules, network. /etc/lab-boot goes on from there.
PATH=/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin
export PATH
mount -o remount,rw /
mount -t proc proc /proc 2>/dev/null
mount -t sysfs sysfs /sys 2>/dev/null
mount -t devtmpfs dev /dev 2>/dev/null
mkdir -p /dev/pts /dev/shm /dev/mqueue
mount -t devpts -o gid=5,mode=620,ptmxmode=666 devpts /dev/pts
mount -t tmpfs shm /dev/shm
mount -t mqueue mqueue /dev/mqueue
mount -t tmpfs -o mode=755 run /run
mkdir -p /run/sshd /run/lock
mount -t tmpfs -o mode=1777 tmp /tmp
mount -t cgroup2 cgroup2 /sys/fs/cgroup
# The processes of the host in a cgroup of their own, so that the root may hand controllers down.
mkdir -p /sys/fs/cgroup/init.scope
for pid in $(cat /sys/fs/cgroup/cgroup.procs); do echo "$pid" > /sys/fs/cgroup/init.scope/cgroup.procs; done 2>/dev/null
for one in cpu memory pids; do echo "+$one" > /sys/fs/cgroup/cgroup.subtree_control; done 2>/dev/null
[ -e /dev/fd ] || ln -s /proc/self/fd /dev/fd
for module in virtio_net virtio_rng bridge veth tun nf_tables nft_compat ip_tables iptable_filter ip6table_filter \
	xt_mark inet_diag tcp_diag udp_diag unix_diag netlink_diag af_packet_diag overlay; do
	modprobe "$module" 2>/dev/null
done
name=$(cat /etc/hostname)
hostname "$name"
. /etc/lab-network
ip link set lo up
ip addr add "$LINK/24" dev eth0
ip link set eth0 up
ip link add lxcbr0 type bridge forward_delay 0 stp_state 0 mcast_snooping 0
ip link set lxcbr0 address "$MAC"
ip link set eth1 master lxcbr0 up
ip link set lxcbr0 up
ip addr add "$LAN/24" dev lxcbr0
exec /etc/lab-boot
