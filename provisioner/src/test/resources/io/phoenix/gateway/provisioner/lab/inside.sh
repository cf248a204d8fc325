# Runs as the first process of the lab: the operator's bridge, root's ids, and a view of the kernel's cgroups.
set -eu
work=$1
while read -r _ _ _ _ at _; do
    case $at in
    "$work" | "$work"/*) ;;
    *) mount --make-slave "$at" 2>/dev/null || : ;;
    esac
done </proc/self/mountinfo
# LXC looks for bridges in /sys, which belongs to the network namespace that mounted it; the cgroups are the machine's.
mkdir "$work/cgroup"
mount --rbind /sys/fs/cgroup "$work/cgroup"
mount -t sysfs sysfs /sys
mount --rbind "$work/cgroup" /sys/fs/cgroup
mount --make-rprivate /sys/fs/cgroup
umount -R -l "$work/cgroup"
# Locks and sockets of LXC and ZFS are its own.
mount -t tmpfs -o mode=755 run /run
mkdir /run/lock
echo root:100000:65536 >"$work/subid"
mount --bind "$work/subid" /etc/subuid
mount --bind "$work/subid" /etc/subgid
mkdir "$work/lxc" "$work/pve"
mount --bind "$work/lxc" /var/lib/lxc
mount -t tmpfs -o mode=755 mnt /mnt
mkdir /mnt/pve
mount --bind "$work/pve" /mnt/pve
ip link set lo up
ip link add vmbr0 type bridge
ip addr add 10.0.0.13/24 dev vmbr0
ip addr add 10.0.0.1/24 dev vmbr0
ip link set vmbr0 up
: >"$work/ready"
exec sleep infinity
