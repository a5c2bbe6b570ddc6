#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Boots a Debian with systemd inside the name spaces that it is started in; see machine.py.
#
#     boot_machine.sh ROOT PLACE [FROM:TO]…     ROOT is only read, PLACE takes what is written
set -euo pipefail
root=$1 place=$2
shift 2
mount --make-rprivate /
mkdir "$place/writable" "$place/machine"
mount -t tmpfs tmpfs "$place/writable"
mkdir "$place/writable/upper" "$place/writable/work"
mount -t overlay overlay -o "lowerdir=$root,upperdir=$place/writable/upper,workdir=$place/writable/work" "$place/machine"
for pair in "$@"; do
    mkdir -p "$(dirname "$place/machine${pair#*:}")"
    cp -rL "${pair%%:*}" "$place/machine${pair#*:}"
done
cd "$place/machine"
chroot . ldconfig
mount -t proc proc proc
mount -t sysfs -o ro sysfs sys
mount -t tmpfs -o mode=755 tmpfs run
mount -t tmpfs -o mode=1777 tmpfs tmp
mount -t tmpfs -o mode=755 tmpfs dev
for node in null zero full random urandom tty; do
    touch "dev/$node"
    mount --bind "/dev/$node" "dev/$node"
done
mkdir dev/pts dev/shm
mount -t devpts -o newinstance,ptmxmode=0666 devpts dev/pts
ln -s pts/ptmx dev/ptmx
ln -s /proc/self/fd dev/fd
# A hierarchy without controllers keeps processes apart; limits of memory are the containers' tests.
mount -t cgroup2 cgroup2 sys/fs/cgroup
ip link set lo up
mkdir old
pivot_root . old
umount -l /old
rmdir /old
exec env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin container=test /lib/systemd/systemd --log-target=console --show-status=no
