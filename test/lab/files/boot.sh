#!/bin/sh
# Becomes one host of the lab: runs as process 1 of fresh namespaces, builds the host's file tree from the
# shared root and the host's own directories, moves into it and hands over to busybox init.
# boot.sh NAME STATE ROOT CHECKOUT
set -eu
name=$1 state=$2 root=$3 checkout=$4

mount --make-rprivate /
mount -t overlay -o "lowerdir=$root,upperdir=$state/upper,workdir=$state/work" lab-root "$state/root"
cd "$state/root"
# CRIU can't dump inotify watches on overlayfs: what containers live on is a plain directory.
mount --bind "$state/var" var

mount -t proc proc proc
mount -t sysfs sysfs sys
mount -t cgroup2 cgroup2 sys/fs/cgroup
mkdir -p sys/fs/cgroup/init.scope
echo 1 > sys/fs/cgroup/init.scope/cgroup.procs
mount -t fusectl fusectl sys/fs/fuse/connections 2>/dev/null || true
mount --bind "$state/boot-id" proc/sys/kernel/random/boot_id

mount -t tmpfs -o mode=755 dev dev
mkdir dev/pts dev/shm dev/net dev/mqueue
device() { mknod -m "$2" "dev/$1" c "$3" "$4"; }
device null 666 1 3
device zero 666 1 5
device full 666 1 7
device random 666 1 8
device urandom 666 1 9
device tty 666 5 0
device fuse 666 10 229
device net/tun 666 10 200
mount -t devpts -o newinstance,gid=5,mode=620,ptmxmode=666 devpts dev/pts
ln -s pts/ptmx dev/ptmx
ln -s /proc/self/fd dev/fd
ln -s /proc/self/fd/0 dev/stdin
ln -s /proc/self/fd/1 dev/stdout
ln -s /proc/self/fd/2 dev/stderr
mount -t tmpfs shm dev/shm
mount -t mqueue mqueue dev/mqueue
mount -t tmpfs -o mode=755 run run
mkdir run/sshd run/lock
mount -t tmpfs -o mode=1777 tmp tmp

mkdir -p opt/lxc-ferry
mount --bind "$checkout" opt/lxc-ferry
mount -o remount,bind,ro opt/lxc-ferry

hostname "$name"
pivot_root . mnt
cd /
umount -l /mnt
exec /usr/bin/env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 \
	/usr/sbin/chroot / /usr/bin/busybox init < /dev/null > /dev/null 2>&1
