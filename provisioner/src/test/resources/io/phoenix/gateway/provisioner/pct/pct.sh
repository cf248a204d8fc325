#!/bin/sh
# A pct of our own words, for tests: keeps containers as files below HOME and answers as the real one was seen to
# answer, its exit codes included. Called as: pct.sh HOME COMMAND [ARGUMENT...]
# HOME/faults has a word for each thing that is to go wrong once.
set -u
home=$1
command=$2
shift 2
echo "$command $*" >>"$home/calls"

die() { # CODE MESSAGE
    echo "$2" >&2
    exit "$1"
}

fault() { # NAME: whether it is to happen now; then it will not happen again
    [ -s "$home/faults" ] && grep -qx "$1" "$home/faults" || return 1
    awk -v name="$1" '$0 == name && !gone { gone = 1; next } { print }' "$home/faults" >"$home/faults.new"
    mv "$home/faults.new" "$home/faults"
}

main_of() { awk '/^\[/ { exit } { print }' "$1"; }                       # FILE: what is in force
rest_of() { awk '/^\[/ { on = 1 } on { print }' "$1"; }                  # FILE: its sections
section_of() { awk -v name="[$2]" '/^\[/ { on = $0 == name; next } on && NF { print }' "$1"; }
value_of() { main_of "$1" | sed -n "s/^$2: //p"; }                       # FILE KEY

put_all() { # FILE ID: standard input has lines "key: value"; a key without a value goes. Sorted, as Proxmox writes it
    cat >"$home/changes"
    awk -v id="$2" '
        function sort(list, n,   i, j, x) {
            for (i = 2; i <= n; i++) {
                x = list[i]
                for (j = i - 1; j > 0 && list[j] > x; j--) list[j + 1] = list[j]
                list[j + 1] = x
            }
        }
        # Options in the order that Proxmox likes, with what it adds.
        function normal(key, value,   parts, rest, n, m, i, head) {
            if (key !~ /^(mp|dev|net)[0-9]+$/ && key != "features") return value
            if (key ~ /^net/ && value !~ /hwaddr=/) {
                srand(); value = value sprintf(",hwaddr=BC:24:11:%02X:%02X:%02X", id % 256, rand() * 256, rand() * 256)
            }
            if (key ~ /^net/ && value !~ /type=/) value = value ",type=veth"
            n = split(value, parts, ",")
            for (i = 1; i <= n; i++) {
                if (key ~ /^(mp|dev)/ && (i == 1 || parts[i] ~ /^mp=/)) head = head (head == "" ? "" : ",") parts[i]
                else rest[++m] = parts[i]
            }
            sort(rest, m)
            for (i = 1; i <= m; i++) head = head (head == "" ? "" : ",") rest[i]
            return head
        }
        function key(line) { return substr(line, 1, index(line, ":") - 1) }
        function value(line) { return substr(line, index(line, ":") + 2) }
        FILENAME == ARGV[1] { if (NF) change[key($0)] = value($0); next }
        /^\[/ { below = 1 }
        below { rest = rest $0 "\n"; next }
        !NF { next }
        /^#/ { print; next }
        key($0) in change { next }
        /^lxc\./ { lxc = lxc $0 "\n"; next }
        { line[++lines] = $0 }
        END {
            for (k in change) if (change[k] != "") line[++lines] = k ": " normal(k, change[k])
            sort(line, lines)
            for (i = 1; i <= lines; i++) print line[i]
            printf "%s", lxc
            if (rest != "") printf "\n%s", rest
        }' "$home/changes" "$1" >"$1.new"
    mv "$1.new" "$1"
}

put() { # FILE KEY VALUE
    echo "$2: $3" | put_all "$1" "$id"
}

put_off() { # FILE KEY VALUE: as pending
    pending=$(section_of "$1" pve:pending | grep -v "^$2: ")
    others=$(awk '/^\[/ { on = $0 != "[pve:pending]" } on { print }' "$1")
    inforce=$(main_of "$1")
    printf '%s\n\n[pve:pending]\n%s\n%s: %s\n\n%s\n' "$inforce" "$pending" "$2" "$3" "$others" | cat -s >"$1.new"
    mv "$1.new" "$1"
}

id=${1:-}
conf=$home/lxc/$id.conf
is_running() { [ -e "$home/run/$id" ]; }
must_exist() { [ -e "$conf" ] || die 2 "Configuration file 'nodes/vm/lxc/$id.conf' does not exist"; }
must_be_free() {
    if fault flock; then die 4 "can't lock file '/run/lock/lxc/pve-config-$id.lock' - got timeout"; fi
    ! grep -q '^lock: ' "$conf" || lock=$(value_of "$conf" lock)
    [ -z "${lock:-}" ] || die 255 "CT is locked ($lock)"
}
has_bind() { grep -q '^mp[0-9]*: /'; }

case $command in
list)
    echo 'VMID       Status     Lock         Name'
    for file in "$home"/lxc/*.conf; do
        [ -e "$file" ] || continue
        id=${file##*/}
        id=${id%.conf}
        if is_running; then state=running; else state=stopped; fi
        awk -v id="$id" -v state="$state" '/^\[/ { exit } /^lock: / { lock = $2 } /^hostname: / { name = $2 }
            END { printf "%-10s %-10s %-12s %s\n", id, state, lock, name }' "$file"
    done
    ;;
status)
    must_exist
    if is_running; then echo 'status: running'; else echo 'status: stopped'; fi
    ;;
create)
    template=$2
    shift 2
    [ ! -e "$conf" ] || die 255 "CT $id already exists on node 'vm'"
    echo "lock: create" >"$conf"
    if fault die-in-create; then kill -9 $$; fi
    if fault create-fails; then
        rm "$conf"
        die 255 "unable to create CT $id - volume '$template' does not exist"
    fi
    echo 'arch: amd64' >"$conf"
    while [ $# -gt 1 ]; do
        case $1 in
        --rootfs) echo "rootfs: ${2%%:*}:subvol-$id-disk-0,size=${2##*:}G" ;;
        --unprivileged) [ "$2" = 0 ] || echo "unprivileged: 1" ;;
        *) echo "${1#--}: $2" ;;
        esac
        shift 2
    done | put_all "$conf" "$id"
    ;;
clone)
    new=$2
    shift 2
    must_exist
    must_be_free
    [ ! -e "$home/lxc/$new.conf" ] || die 255 "CT $new already exists on node 'vm'"
    snapshot= hostname= storage= description=
    while [ $# -gt 1 ]; do
        case $1 in
        --snapname) snapshot=$2 ;;
        --hostname) hostname=$2 ;;
        --storage) storage=$2 ;;
        --description) description=$2 ;;
        esac
        shift 2
    done
    if [ -n "$snapshot" ]; then
        source=$(section_of "$conf" "$snapshot" | grep -v '^snaptime: ')
        [ -n "$source" ] || die 255 "snapshot '$snapshot' does not exist"
    else
        source=$(main_of "$conf")
        ! is_running || die 255 'unable to clone a running container'
    fi
    ! echo "$source" | has_bind || die 2 "unable to clone mountpoint 'mp0' (type bind)"
    size=$(echo "$source" | sed -n 's/^rootfs:.*size=\([0-9]*G\).*/\1/p')
    echo "$source" | grep -v '^#\|^template: \|^tags: ' | sed 's/hwaddr=[0-9A-F:]*/hwaddr=BC:24:11:0C:0C:0C/' >"$home/lxc/$new.conf"
    conf=$home/lxc/$new.conf
    { echo "#$description"; cat "$conf"; } >"$conf.new"
    mv "$conf.new" "$conf"
    printf 'hostname: %s\nrootfs: %s\n' "$hostname" "$storage:subvol-$new-disk-0,size=$size" | put_all "$conf" "$new"
    ;;
set)
    shift
    must_exist
    must_be_free
    if fault stranger; then put "$conf" description 'changed by hand'; fi
    digest=
    previous=
    for argument in "$@"; do
        [ "$previous" != --digest ] || digest=$argument
        previous=$argument
    done
    if [ -n "$digest" ] && [ "$digest" != "$(sha1sum "$conf" | cut -d' ' -f1)" ]; then
        die 255 'detected modified configuration - file changed by other user? Try again.'
    fi
    if fault set-fails-with-0; then echo 'something went wrong' >&2; exit 0; fi
    : >"$home/set"
    while [ $# -gt 1 ]; do
        key=${1#--}
        case $key in
        digest) ;;
        unprivileged) die 255 "unable to modify read-only option: 'unprivileged'" ;;
        lxc.*) die 255 "Unknown option: $key" ;;
        delete)
            if ! grep -q "^$2: " "$conf"; then
                echo "cannot delete '$2' - not set in current configuration!" >&2
            elif is_running; then
                put_off "$conf" delete "$2"
            else
                echo "$2: " >>"$home/set"
            fi
            ;;
        features) if is_running; then put_off "$conf" "$key" "$2"; else echo "$key: $2" >>"$home/set"; fi ;;
        mp[0-9]* | dev[0-9]*)
            if is_running && grep -q "^$key: " "$conf"; then
                put_off "$conf" "$key" "$2"
            else
                echo "$key: $2" >>"$home/set"
            fi
            ;;
        *) echo "$key: $2" >>"$home/set" ;;
        esac
        shift 2
    done
    put_all "$conf" "$id" <"$home/set"
    if fault set-writes-and-fails; then die 2 "bridge 'vmbr0' does not exist"; fi
    if fault die-in-set; then kill -9 $$; fi
    ;;
resize)
    must_exist
    must_be_free
    if fault cannot-resize; then echo "can't resize this image format" >&2; exit 0; fi
    put "$conf" rootfs "$(value_of "$conf" rootfs | sed "s/size=[0-9]*G/size=$3/")"
    ;;
snapshot)
    must_exist
    must_be_free
    ! main_of "$conf" | has_bind || die 255 'snapshot feature is not available'
    ! grep -qxF "[$2]" "$conf" || die 255 "snapshot name '$2' already used"
    { cat "$conf"; printf '\n[%s]\n' "$2"; main_of "$conf" | grep -v '^#' | awk 'NF'; echo 'snaptime: 1790000000'; } >"$conf.new"
    mv "$conf.new" "$conf"
    ;;
start)
    must_exist
    must_be_free
    ! is_running || die 255 "CT $id already running"
    # What was put off comes into force.
    if grep -qxF '[pve:pending]' "$conf"; then
        section_of "$conf" pve:pending >"$home/pending"
        awk '/^\[/ { on = $0 == "[pve:pending]" } !on { print }' "$conf" >"$conf.new"
        mv "$conf.new" "$conf"
        while IFS= read -r line; do
            case $line in
            delete:*) put "$conf" "${line#delete: }" '' ;;
            ?*) put "$conf" "${line%%:*}" "${line#*: }" ;;
            esac
        done <"$home/pending"
    fi
    : >"$home/run/$id"
    ;;
shutdown)
    must_exist
    must_be_free
    is_running || die 255 "CT $id not running"
    rm "$home/run/$id"
    ;;
destroy)
    must_exist
    must_be_free
    ! is_running || die 255 "unable to destroy CT $id - container is running"
    [ "$(value_of "$conf" protection)" != 1 ] || die 255 "can't remove CT $id - protection mode enabled"
    rm "$conf"
    ;;
exec)
    shift 4
    is_running || die 255 "container '$id' not running!"
    for argument in "$@"; do
        shift
        case $argument in /*) argument=$home/fs/$id$argument ;; esac
        set -- "$@" "$argument"
    done
    exec "$@"
    ;;
push)
    is_running || die 255 "container '$id' not running!"
    # One file, into a directory that exists; whatever comes, the answer is 0.
    cp "$2" "$home/fs/$id$3" >&2 2>&1 || exit 0
    ! fault push-is-cut-off || : >"$home/fs/$id$3"
    ;;
*) die 255 "ERROR: unknown command 'pct $command'" ;;
esac
