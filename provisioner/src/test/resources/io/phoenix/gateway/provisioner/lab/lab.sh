# Makes the lab in the directory $1 and keeps it until its input ends, which it does too when the test's JVM is killed.
# The directory is a tmpfs that is the same inside and outside: what is mounted below it is seen from both.
set -eu
work=$1
script=$2
groups() {
    find /sys/fs/cgroup -type d -name 'lxc.*' 2>/dev/null
}
before=$(groups)
mount -t tmpfs -o mode=755 phoenix-lab "$work"
mount --make-private "$work"
mount --make-shared "$work"
unshare --fork --pid --kill-child=KILL --mount-proc --mount --propagation unchanged --net --ipc \
    sh "$script" "$work" </dev/null &
lab=$!
echo "$lab"
cat >/dev/null || :
# With the first process of the lab all others end, containers and daemons too.
kill -KILL "$lab" 2>/dev/null || :
wait "$lab" 2>/dev/null || :
# Monitors that were ended could not remove their cgroups, which are the machine's.
groups | while read -r group; do
    printf '%s\n' "$before" | grep -qxF "$group" || find "$group" -depth -type d -exec rmdir {} + 2>/dev/null || :
done
umount -R -l "$work"
rmdir "$work"
