#!/bin/sh
# The probe of haproxy-fleet-auditor: reads how TCP memory and the HAProxy workers of this host stand, and prints one
# ASCII line of JSON (at most 2,400 bytes, ending in "end":1}). It exits 0 and prints nothing on stderr; what it could
# not read is said inside the line. docs/probe.md lists every file it reads, every command it sends and every note.
#
# It changes nothing: it writes no file, sends HAProxy only `show info`, `show sess` and `show cli level`, and runs
# nothing that it found on the way. Streams and descriptors are counted here; no client address, URL or header leaves.
#
# SSM runs it without arguments, and without comments, indentation and what only serves a person at a keyboard: the parts
# between "by hand >>>" and "<<< by hand". By hand: sh probe.sh [--no-jitter] [--procfs DIR] [--sysfs DIR], or, instead of
# the line:
#   --explain               says in a few lines what stands on this host and what could not be read
#   --proof [--old-workers] shows at most 20 suspects of each worker in their long form, twice, 30 s apart; with the second
#                           word also who holds old workers, asked through the socket of their master

# awk programs stand in single quotes (SC2016); names made with a pid are assigned and read by eval (SC2154, SC2034); `a && b || continue`
# is a guard whose middle never fails by itself (SC2015); `set` gives functions words of their own (SC2119, SC2120); lists of pids, and of paths that `inside` let through or that
# were made here, hold no blanks and are split on purpose (SC2086); dash, bash and busybox know -ef (SC3013).
# shellcheck disable=SC2016,SC2119,SC2120,SC2154,SC2034,SC2015,SC2086,SC3013

PATH=/usr/sbin:/usr/bin:/sbin:/bin
LC_ALL=C
export PATH LC_ALL
unset ENV BASH_ENV CDPATH POSIXLY_CORRECT PERL5LIB PERL5OPT PYTHONPATH PYTHONHOME PYTHONSTARTUP
umask 077
exec 2>/dev/null
cd / || exit 0

PROBE_VERSION=2.0.0
WHOLE_SECONDS=15           # for everything after the jitter
LAST_SECONDS=3             # of these, kept for the second look at descriptors, whatever the runtime API takes
COMMAND_SECONDS=5          # for one command of the runtime API, one file, one package look-up
JITTER_MILLISECONDS=3000   # so that a fleet does not ask in one instant
MOST_STREAMS=20000         # above it, listing streams stops HAProxy's threads too often
LEAST_IDLE_PERCENT=20      # below it, HAProxy has no time to list streams
MOST_DESCRIPTORS=50000     # above it, comparing descriptors with the socket tables costs too much
MOST_SOCKETS=100000        # the same, of the tables
MOST_CONFIG_BYTES=1048576
MOST_DATABASE_BYTES=16777216
MOST_ANSWER_BYTES=8388608
stuck_seconds=3600         # younger streams may still be closing
pointers=0                 # suspects whose pointers are kept
P=/proc
S=/sys
jitter=yes
# by hand >>>
PROOF_SECONDS=30           # between the two looks of --proof
PROOF_SUSPECTS=20
by_hand=
old_workers=
# <<< by hand

main() {
  while [ $# -gt 0 ]; do
    case $1 in
      --no-jitter) jitter= ;;
      --procfs) P=$2; shift ;;
      --sysfs) S=$2; shift ;;
      # by hand >>>
      # A leak of the last minutes is what a person looks for.
      --proof) by_hand=prove stuck_seconds=0 pointers=$PROOF_SUSPECTS ;;
      --explain) by_hand=explain ;;
      --old-workers) old_workers=yes ;;
      # <<< by hand
    esac
    shift
  done
  renice -n 19 -p $$ >/dev/null
  ionice -c 3 -p $$ >/dev/null
  # by hand >>>
  if [ -n "$by_hand" ]; then
    start_clock
    if [ "$by_hand" = prove ]; then prove; else explain; fi
    exit 0
  fi
  # <<< by hand
  [ -z "$jitter" ] || wait_a_little
  start_clock
  collect | compose
  exit 0
}

# Facts are lines of fields separated by tabs; `compose` makes one line of JSON of them. Those of a worker are `of PID`, or
# `worker PID` for the first of them, and then names and values in turn.
collect() {
  [ "$(id -u)" = 0 ] || note not-root
  find_all
  tcp_facts "$P" $other_namespaces
  for pid in $workers; do worker_facts; done
  [ -z "$workers" ] || second_look
}

# Everything that must be known before the first worker can be asked.
find_all() {
  kernel_facts
  find_workers
  if [ -z "$workers" ]; then
    note no-haproxy
    return
  fi
  read_statuses
  find_client
  # A file may be named like a line of a list. busybox masks such names without being asked.
  listing='ls -lnq'
  ls -q / >/dev/null || listing='ls -ln'
  first_look
  configs=0 packages=0 untabled=
}

note() { printf 'note\t%s\n' "$1"; }

# Seconds of the machine's own clock, which nobody can set.
read_clock() {
  read -r clock _ </proc/uptime
  clock=${clock%%.*}
}

start_clock() {
  read_clock
  deadline=$((clock + WHOLE_SECONDS - LAST_SECONDS))
}

# bounded PROGRAM…: for so many seconds at most, and not beyond the deadline.
bounded() {
  read_clock
  left=$((deadline - clock))
  [ "$left" -le "$COMMAND_SECONDS" ] || left=$COMMAND_SECONDS
  [ "$left" -gt 0 ] && timeout "$left" "$@"
}

wait_a_little() {
  uuid=$(cat /proc/sys/kernel/random/uuid)
  uuid=${uuid%"${uuid#???}"}
  pause=$((0x${uuid:-0} * JITTER_MILLISECONDS / 4096))
  sleep "$((pause / 1000)).$((pause % 1000 / 100))" || sleep "$((pause / 1000))"
}

# ---- The kernel -----------------------------------------------------------------------------------------------------

kernel_facts() {
  host_uptime=
  read -r host_uptime _ <"$P/uptime"
  host_uptime=${host_uptime%%.*}
  page=$(getconf PAGESIZE) || page=$(awk '/^KernelPageSize:/ { print $2 * 1024; exit }' /proc/self/smaps)
  boot_time=$(awk '$1 == "btime" { print $2; exit }' "$P/stat")
  printf 'kernel\t%s\t%s\t%s\t%s\t%s\t' "$(date +%s)" "$(cat "$P/sys/kernel/osrelease")" \
    "$(cat "$P/sys/kernel/random/boot_id")" "$host_uptime" "$page"
  awk '
    $1 ~ /^cpu[0-9]+$/ { cpus++ }
    $1 == "MemTotal:" { total = $2 }
    $1 == "MemAvailable:" { available = $2 }
    END { printf "%s\t%s\t%s\n", cpus, total, available }
  ' "$P/stat" "$P/meminfo"
}

# tcp_facts DIR…: the host's directory, then a process directory for each other network namespace of HAProxy. orphan,
# alloc and mem are figures of the whole host, that of UDP too; the others belong to a namespace and are summed.
tcp_facts() {
  files=
  for dir in "$@"; do
    for file in sockstat sockstat6 netstat; do
      [ ! -r "$dir/net/$file" ] || files="$files $dir/net/$file"
    done
  done
  [ -n "$files" ] || note no-sockstat
  awk '
    $1 == "TCP:" || $1 == "UDP:" {
      for (i = 2; i < NF; i += 2) {
        key = ($1 == "TCP:") ? $i : ($i == "inuse") ? "udp" : "udp" $i
        if ($i == "inuse" || $i == "tw") sum[key] += $(i + 1)
        else sum[key] = $(i + 1)
      }
    }
    $1 == "TCP6:" && $2 == "inuse" { sum["inuse6"] += $3 }
    $1 == "UDP6:" && $2 == "inuse" { sum["udp"] += $3 }
    $1 == "TcpExt:" && $2 !~ /^[0-9]/ { for (i = 2; i <= NF; i++) name[i] = $i }
    $1 == "TcpExt:" && $2 ~ /^[0-9]/ { for (i = 2; i <= NF; i++) sum[name[i]] += $i }
    END {
      n = split("inuse orphan tw alloc inuse6 mem TCPMemoryPressures TCPAbortOnMemory udp udpmem", name, " ")
      printf "tcp"
      for (i = 1; i <= n; i++) printf "\t%s", (name[i] in sum) ? sprintf("%.0f", sum[name[i]]) : ""
      print ""
    }
  ' $files </dev/null
  # Not with `read`: it takes a byte at a time, and such a file gives all of itself to the first read alone.
  # A container has no tcp_mem.
  files=
  for name in tcp_mem tcp_max_orphans ip_local_port_range; do
    if [ -r "$P/sys/net/ipv4/$name" ]; then files="$files $P/sys/net/ipv4/$name"
    elif [ $name = tcp_mem ]; then note no-tcp-mem
    fi
  done
  awk '{ n = split(FILENAME, part, "/"); print part[n] "\t" $1 "\t" $2 "\t" $3 }' $files </dev/null
}

# ---- Workers --------------------------------------------------------------------------------------------------------

# Sets `workers` (the pid of every HAProxy process but masters), for each started_PID (seconds after boot), cpu_PID
# (seconds since then), parent_PID, exe_PID and namespace_PID (the first worker of the same network namespace, or `ours`), and `other_namespaces` (one
# process directory for each network namespace that is not ours).
find_workers() {
  workers=; other_namespaces=; candidates=; masters=' '
  for dir in "$P"/[0-9]*; do
    name=
    IFS= read -r name <"$dir/comm"
    case $name in haproxy* | hapee-lb*) ;; *) continue ;; esac
    # haproxy_exporter and its like have such a name too; the program they run tells them apart.
    exe=$(readlink "$dir/exe")
    program=${exe%' (deleted)'}
    case ${program##*/} in
      haproxy | haproxy[-.0-9]* | hapee-lb) ;;
      '') [ "$name" = haproxy ] || continue ;;
      *) continue ;;
    esac
    stat=
    IFS= read -r stat <"$dir/stat"
    # The fields after the command's name, which may itself hold blanks and brackets.
    set -- ${stat##*')'}
    [ $# -ge 20 ] && [ "$1" != Z ] && [ "$1" != X ] || continue
    parent=$2
    # In ticks of 1/100 s, user and system.
    cpu=$(((${12} + ${13}) / 100))
    shift 19
    pid=${dir##*/}
    candidates="$candidates $pid"
    eval "started_$pid=\$(($1 / 100)) parent_$pid=\$parent exe_$pid=\$exe cpu_$pid=\$cpu"
  done
  # A parent that is HAProxy too is a master, and its children are workers. Theirs are no workers: a child of HAProxy
  # that is not a worker is a check about to become its own program.
  for pid in $candidates; do
    eval "parent=\$parent_$pid started=\$started_$pid"
    is_candidate "$parent" || continue
    eval "grandparent=\$parent_$parent"
    is_candidate "$grandparent" && continue
    if [ $((host_uptime - started)) -ge 2 ] || asked_for_master "$parent"; then masters="$masters$parent "; fi
  done
  for pid in $candidates; do
    eval "parent=\$parent_$pid"
    case $masters in *" $pid "*) continue ;; esac
    if is_candidate "$parent"; then case $masters in *" $parent "*) ;; *) continue ;; esac; fi
    workers="$workers $pid"
    find_namespace
    eval "namespace_$pid=\$namespace"
  done
  [ -z "$other_namespaces" ] || note other-netns
}

is_candidate() {
  case "$candidates " in *" $1 "*) ;; *) return 1 ;; esac
}

asked_for_master() { tr '\0' '\n' <"$P/$1/cmdline" | grep -qx -e -W -e -Ws; }

find_namespace() {
  namespace=ours
  [ -e "$P/$pid/ns/net" ] || return
  [ "$P/$pid/ns/net" -ef "$P/self/ns/net" ] && return
  for dir in $other_namespaces; do
    namespace=${dir##*/}
    [ "$P/$pid/ns/net" -ef "$dir/ns/net" ] && return
  done
  namespace=$pid
  other_namespaces="$other_namespaces $P/$pid"
}

# Sets resident_PID and swap_PID (kB), most_files_PID, slots_PID (of descriptors), inner_PID (its pid as its own container
# counts) and cgroup_PID (the file of its memory limit, below the directory of control groups).
read_statuses() {
  files=
  for pid in $workers; do files="$files $P/$pid/status $P/$pid/limits $P/$pid/cgroup"; done
  # With cat, since some awks give up at a file that is gone.
  statuses=$(cat $files | awk '
    function set(name, value) { if (pid ~ /^[0-9]+$/ && value ~ /^[0-9]+$/) print name "_" pid "=" value }
    $1 == "Pid:" { pid = $2 }
    $1 == "FDSize:" { set("slots", $2) }
    $1 == "NSpid:" { set("inner", $NF) }
    $1 == "VmRSS:" { set("resident", $2) }
    $1 == "VmSwap:" { set("swap", $2) }
    /^Max open files/ { set("most_files", $4) }
    # Version 2 of control groups, or version 1, whose controllers each have a tree.
    /^0::\// { group($0, 4, "memory.max", "") }
    /^[0-9]+:([a-z_]+,)*memory(,[a-z_]+)*:\// { group($0, index($0, ":/") + 1, "memory.limit_in_bytes", "/memory") }
    function group(line, from, file, tree) {
      line = substr(line, from)
      if (line ~ /[^A-Za-z0-9_.:@\/\\-]/ || line ~ /\/\.\.(\/|$)/ || (pid in grouped)) return
      if (tree != "") grouped[pid] = 1
      print "cgroup_" pid "=\047" tree line "\047 cgroup_file_" pid "=" file
    }
  ')
  eval "$statuses"
}

# All facts of the worker `pid`.
worker_facts() {
  read_clock
  if [ "$clock" -ge "$deadline" ]; then
    note deadline
    config=; package=; expired=yes
  else
    expired=
    eval "exe=\$exe_$pid"
    program=${exe%' (deleted)'}
    find_root
    find_config
    [ -z "$checks_only" ] || return
    [ -z "$config" ] || eval "untabled=\$untabled\${untabled_$config:+ $pid}"
    find_package
    # The file that the worker runs was replaced below it.
    case $exe in *' (deleted)') [ -z "$package" ] || note package-newer ;; esac
  fi
  find_memory_limit
  eval "started=\$started_$pid parent=\$parent_$pid"
  case $masters in *" $parent "*) master=$parent ;; *) master= ;; esac
  printf 'worker\t%s\tpackage\t%s' "$pid" "$package"
  eval "set -- config \"\$config\" most_files \"\$most_files_$pid\" resident \"\$resident_$pid\" swap \"\$swap_$pid\" \
    cpu \"\$cpu_$pid\""
  printf '\t%s' "$@" limit "$memory_limit" master "$master" started $((boot_time + started)) \
    uptime $((host_uptime - started))
  echo
  ask_worker
}

# Sets `memory_limit`, the least limit in kB of the worker's control group and of those around it ('' for none).
find_memory_limit() {
  memory_limit=
  eval "group=\$cgroup_$pid limit_file=\$cgroup_file_$pid"
  while [ -n "$group" ]; do
    bytes=
    # Some 9.2e18 where version 1 has none; `max` in version 2.
    read -r bytes <"$S/fs/cgroup${group%/}/$limit_file"
    case $bytes in
      '' | *[!0-9]* | ????????????????*) ;;
      *) [ -n "$memory_limit" ] && [ "$((bytes / 1024))" -ge "$memory_limit" ] || memory_limit=$((bytes / 1024)) ;;
    esac
    group=${group%/*}
  done
}

# Sets `root`, the directory in front of every path of the worker ('' on the host itself), and `contained` where it is
# not our root. A process of other mounts is read below /proc/PID/root: of its parent's, if that has the same mounts
# (the master, an init), since HAProxy's own `chroot` hides the files from a worker alone. Without other mounts that
# `chroot` comes after HAProxy opened its files and so moves none of them, unless its program is inside: then it was
# put there before it started.
find_root() {
  root=; contained=
  if [ -e "$P/$pid/ns/mnt" ] && [ ! "$P/$pid/ns/mnt" -ef "$P/self/ns/mnt" ]; then
    eval "parent=\$parent_$pid"
    root=$P/$pid/root
    [ "$P/$parent/ns/mnt" -ef "$P/$pid/ns/mnt" ] && root=$P/$parent/root
    # Private mounts of a unit of systemd, over our own root.
    [ "$root/" -ef / ] || contained=yes
    return
  fi
  [ -e "$P/$pid/root/" ] && [ ! "$P/$pid/root/" -ef / ] || return
  rooted=$(readlink "$P/$pid/root")
  case $program in
    "$rooted"/*)
      contained=yes
      root=$P/$pid/root
      program=${program#"$rooted"}
      ;;
  esac
}

# inside PATH: sets `file` to where the worker's PATH is for us; fails where it must not be opened. A symbolic link
# below /proc/PID/root leads to the host's own files, so no part of such a path may be one; the customary
# /var/run -> /run is taken as its text.
inside() {
  case $1 in /*) ;; *) return 1 ;; esac
  case $1 in *[!A-Za-z0-9_./@+-]* | */../* | */..) return 1 ;; esac
  file=$root$1
  [ -n "$contained" ] || return 0
  case $1 in
    /var/run/*) case $(readlink "$root/var/run") in /run | ../run) file=$root/run/${1#/var/run/} ;; esac ;;
  esac
  step=$root
  steps=${file#"$root"/}
  while [ -n "$steps" ]; do
    step=$step/${steps%%/*}
    [ ! -h "$step" ] || return 1
    case $steps in */*) steps=${steps#*/} ;; *) steps= ;; esac
  done
}

# readable MOST_BYTES: `file` is a regular file of at most so many bytes. Sets `changed`, the seconds of its last change.
readable() {
  [ -f "$file" ] && [ -r "$file" ] || return 1
  size=$(stat -L -c '%s %Y' "$file")
  changed=${size#* }
  size=${size% *}
  [ "${size:-0}" -gt 0 ] && [ "$size" -le "$1" ]
}

# Sets `package`: name and version of the package that owns the worker's program. Workers share what was found.
find_package() {
  number=0
  while [ "$number" -lt "$packages" ]; do
    eval "known=\$program_$number package=\$package_$number"
    [ "$known" != "$root:$program" ] || return
    number=$((number + 1))
  done
  package=
  ask_databases
  eval "program_$packages=\$root:\$program package_$packages=\$package"
  packages=$((packages + 1))
}

ask_databases() {
  if inside /var/lib/dpkg/status && readable "$MOST_DATABASE_BYTES"; then
    status=$file
    for list in "$root/var/lib/dpkg/info/haproxy.list" "$root"/var/lib/dpkg/info/hapee-*-lb.list; do
      inside "${list#"$root"}" && readable "$MOST_CONFIG_BYTES" || continue
      bounded grep -qxF "$program" "$file" || continue
      name=${list##*/}
      package=$(bounded awk -v name="${name%.list}" '
        $1 == "Package:" { mine = ($2 == name) }
        mine && $1 == "Version:" { print name " " $2; exit }
      ' "$status")
    done
  fi
  # Where apk has its list since version 3, and before.
  for list in /usr/lib/apk/db/installed /lib/apk/db/installed; do
    [ -z "$package" ] && inside "$list" && readable "$MOST_DATABASE_BYTES" || continue
    package=$(bounded awk -v program="$program" '
      /^P:/ { name = substr($0, 3) }
      /^V:/ { version = substr($0, 3) }
      /^F:/ { directory = "/" substr($0, 3) }
      /^R:/ && directory "/" substr($0, 3) == program { print name " " version; exit }
    ' "$file")
  done
  # rpm has no list that can be read as text, and is not asked about what is not the host's own.
  [ -z "$package" ] && [ -z "$contained" ] || return
  package=$(bounded rpm -qf --qf '%{NAME} %{VERSION}-%{RELEASE}\n' "$program" | head -n 1)
  case $package in error:* | *' not owned '*) package= ;; esac
}

# ---- Configuration --------------------------------------------------------------------------------------------------

# Sets `config`, the number of the worker's configuration ('' where it can't be read), and `checks_only` for a process
# that only checks one. What is read for the first time is printed; its stats sockets are kept in sockets_CONFIG, and in
# untabled_CONFIG whether it makes sockets that are in no table.
find_config() {
  config=; newest=0
  find_config_files
  [ -n "$config_files" ] && [ -z "$config_missed" ] || note config-unreadable
  [ -n "$config_files" ] || return
  eval "started=\$started_$pid"
  config_changed=
  [ "$newest" -le $((boot_time + started + 1)) ] || { config_changed=yes; note config-changed; }
  number=0
  while [ "$number" -lt "$configs" ]; do
    eval "known=\$config_files_$number"
    if [ "$known" = "$config_files" ]; then
      config=$number
      return
    fi
    number=$((number + 1))
  done
  config=$configs
  configs=$((configs + 1))
  config_cut=
  [ "$config_bytes" -le "$MOST_CONFIG_BYTES" ] || config_cut=$config_bytes
  # Of a file that was cut, the size stands for the rest.
  hash=$({ read_configs cat; printf '%s' "$config_cut"; } | sha256sum | cut -c 1-12)
  directives=$({
    bounded head -c 1048576 "$P/$pid/environ" | tr '\0' '\n'
    printf '\n--- configuration\n'
    # A line that was cut would be read as another.
    if [ -n "$config_cut" ]; then read_configs apart | sed '$d'; else read_configs apart; fi
  } | read_config)
  [ -n "$directives" ] || note config-unreadable
  eval "config_files_$config=\$config_files"
  eval "sockets_$config=\$(printf '%s\n' \"\$directives\" | sed -n 's/^socket //p')"
  eval "untabled_$config=\$(printf '%s\n' \"\$directives\" | sed -n 's/^untabled //p')"
  printf '%s\n' "$directives" | sed -n 's/^note /note	/p'
  printf 'config\t%s\t%s\t%s\n' "$config" "$hash" "$(printf '%s\n' "$directives" | sed -n 's/^directives //p')"
}

# read_configs cat|apart: the first bytes of the worker's files, each ending in a line feed where they are read apart.
read_configs() {
  for part in $config_files; do
    bounded head -c "$MOST_CONFIG_BYTES" "$part"
    [ "$1" = cat ] || echo
  done | head -c "$MOST_CONFIG_BYTES"
}

# Sets `config_files`, the files that the worker's command line names, as far as they may be read, and `config_bytes`.
find_config_files() {
  config_files=; config_bytes=0; config_missed=; checks_only=; directory=; next=
  arguments=$(head -c 65536 "$P/$pid/cmdline" | tr '\0' '\n')
  set -f
  IFS='
'
  set -- $arguments
  unset IFS
  set +f
  [ $# -eq 0 ] || shift
  # HAProxy goes there before it opens any file; where to, if that is relative, its working directory says.
  for argument in "$@"; do
    case $next:$argument in -C:/*) directory=$argument ;; esac
    next=$argument
  done
  next=
  for argument in "$@"; do
    case $next in
      file) add_config "$argument" ;;
      files) add_config "$argument"; continue ;;
      '') case $argument in
        -f) next='file'; continue ;;
        --) next=files; continue ;;
        -[CpLNnmxS]) next=ignored; continue ;;
        -c) checks_only=yes ;;
      esac ;;
    esac
    next=
  done
}

# add_config PATH: a file, or a directory whose *.cfg are read in their order.
add_config() {
  path=$1
  case $path in
    /*) ;;
    *)
      here=${directory:-$(working_directory)}
      path=${here%/}/$path
      ;;
  esac
  inside "${path%/}" || { config_missed=yes; return; }
  if [ -d "$file" ]; then
    for path in "$file"/*.cfg; do
      [ -f "$path" ] || continue
      inside "${path#"$root"}" && add_config_file || config_missed=yes
    done
  else
    add_config_file || config_missed=yes
  fi
}

add_config_file() {
  readable 999999999999 || return 1
  config_files="$config_files $file"
  config_bytes=$((config_bytes + size))
  [ "${changed:-0}" -le "$newest" ] || newest=$changed
  return 0
}

# Reads the worker's environment, a separator, and its configuration. Prints `directives` (client, server and tunnel
# timeout: the longest over the proxies; proxies without a timeout; tcp-ut on bind and on server lines; hard-stop-after:
# seconds), `socket PATH` or `socket tcp:ADDRESS:PORT` for each stats socket (of TCP, on the loopback alone), those of level
# operator first, `untabled yes` and `note CODE`.
read_config() {
  bounded awk -v cut="$config_cut$config_missed" '
    BEGIN {
      sections = " global defaults frontend backend listen peers resolvers userlist mailers cache program" \
        " http-errors ring log-forward log-profile fcgi-app crt-store traces acme "
    }
    !configuration && $0 == "--- configuration" { configuration = 1; next }
    !configuration {
      equals = index($0, "=")
      if (equals > 1) environment[substr($0, 1, equals - 1)] = substr($0, equals + 1)
      next
    }
    {
      if (length($0) > 8192) $0 = substr($0, 1, 8192)
      # HAProxy takes these for blanks, so that files with CR LF at their ends are as good as others.
      if ($0 ~ /[\r\013\014]/) gsub(/[\r\013\014]/, " ")
      if (substr($0, 1, 3) == "\357\273\277") $0 = substr($0, 4)
      words = split_words($0)
      if (words == 0) next
      if (index(sections, " " word[1] " ")) { open_section(); next }
      if (word[1] == ".if" || word[1] == ".elif") conditional = 1
      if (kind == "global") global_line()
      else if (kind != "") proxy_line()
    }
    END {
      for (s = 1; s <= proxies; s++) {
        # Of a file that was cut the proxies may lie in what was not read: they have what the defaults say.
        if (type[s] == "defaults" && !cut) continue
        front = (type[s] != "backend")
        back = (type[s] != "frontend")
        if (front) longest_client = longer(longest_client, client[s])
        if (back) longest_server = longer(longest_server, back_timeout[s])
        longest_tunnel = longer(longest_tunnel, tunnel[s])
        untimed += is_untimed(s, front, back)
      }
      printf "directives %s\t%s\t%s\t%s\t%s\t%s\t%s\n", longest_client, longest_server, longest_tunnel,
        cut ? "" : untimed + 0, bind_tcp_ut, server_tcp_ut, hard_stop
      for (rank = 1; rank <= 3; rank++)
        for (s = 1; s <= sockets; s++) if (socket_rank[s] == rank) {
          if (is_traffic(socket_path[s])) refused = 1
          else print "socket " socket_path[s]
        }
      if (cut) print "note config-cut"
      if (refused) print "note socket-refused"
      if (conditional) print "note config-conditional"
      if (elsewhere) print "note socket-not-unix"
      if (outside) print "note socket-not-own"
      if (untabled) print "untabled yes"
    }

    # As HAProxy warns of "missing timeouts" (src/proxy.c): a front without one for clients; a back with servers without
    # one to connect, or without one for servers, in whose place TCP takes that of tunnels. Of TCP and HTTP alone.
    function is_untimed(s, front, back) {
      if (disabled[s] || mode[s] != "tcp" && mode[s] != "http") return 0
      if (front && client[s] + 0 == 0) return 1
      if (!back || !servers[s]) return 0
      return connect[s] + 0 == 0 || back_timeout[s] + 0 == 0 && (mode[s] == "http" || tunnel[s] + 0 == 0)
    }

    # Whether proxies listen at the path (which a prefix may come before), or at the port on an address of the loopback: a
    # name may be any of them.
    function is_traffic(socket,   address, port) {
      port = socket
      sub(/^.*:/, "tcp:", port)
      for (address in traffic) {
        if (socket ~ /^tcp:/ ? address == port : substr(socket, length(socket) - length(address) + 1) == address) return 1
      }
      return 0
    }

    function open_section(   from, i) {
      kind = ""
      if (word[1] == "global") kind = "global"
      if (word[1] != "defaults" && word[1] != "frontend" && word[1] != "backend" && word[1] != "listen") return
      kind = "proxy"
      from = (word[1] == "defaults") ? 0 : current_defaults
      for (i = 2; i < words; i++) if (word[i] == "from" && (word[i + 1] in defaults)) from = defaults[word[i + 1]]
      proxies++
      type[proxies] = word[1]
      client[proxies] = client[from]
      back_timeout[proxies] = back_timeout[from]
      tunnel[proxies] = tunnel[from]
      connect[proxies] = connect[from]
      mode[proxies] = (from in mode) ? mode[from] : "tcp"
      disabled[proxies] = disabled[from]
      if (word[1] == "defaults") {
        current_defaults = proxies
        if (words > 1 && word[2] != "from") defaults[word[2]] = proxies
      }
    }

    function global_line(   level, i, n, address, addresses) {
      if (word[1] == "setenv" || word[1] == "presetenv" && !(word[2] in environment)) environment[word[2]] = word[3]
      if (word[1] == "hard-stop-after") hard_stop = seconds(word[2])
      if (word[1] != "stats" || word[2] != "socket") return
      level = "operator"
      for (i = 4; i < words; i++) if (word[i] == "level") level = word[i + 1]
      n = split(word[3], addresses, ",")
      if (n == 0) refused = 1
      for (i = 1; i <= n; i++) {
        address = addresses[i]
        if (address ~ /^(\/|unix@|uxst@)/) {
          sub(/^(unix|uxst)@/, "", address)
          if (address == "" || address ~ /[^A-Za-z0-9_.\/@+-]/) { refused = 1; continue }
        } else if (address ~ /^((ipv|tcp)[46]?@)?[^@]*:[0-9]+$/) {
          sub(/^.*@/, "", address)
          gsub(/[][]/, "", address)
          if (address !~ /^(127\.[0-9]+\.[0-9]+\.[0-9]+|::1|localhost):[0-9]+$/) { outside = 1; continue }
          address = "tcp:" address
        } else { elsewhere = 1; continue }
        sockets++
        socket_path[sockets] = address
        socket_rank[sockets] = (level == "operator") ? 1 : (level == "admin") ? 2 : 3
      }
    }

    function proxy_line(   i, n, addresses, file) {
      if (word[1] == "timeout" && word[2] == "client" || word[1] == "clitimeout") client[proxies] = seconds(word[words])
      if (word[1] == "timeout" && word[2] == "server" || word[1] == "srvtimeout") back_timeout[proxies] = seconds(word[words])
      if (word[1] == "timeout" && word[2] == "tunnel") tunnel[proxies] = seconds(word[words])
      if (word[1] == "timeout" && word[2] == "connect" || word[1] == "contimeout") connect[proxies] = seconds(word[words])
      if (word[1] == "mode") mode[proxies] = word[2]
      if (word[1] == "disabled" || word[1] == "enabled") disabled[proxies] = (word[1] == "disabled")
      if (word[1] == "server" || word[1] == "server-template") servers[proxies] = 1
      # The kernel lists no MPTCP sockets.
      if (word[1] ~ /^(bind|server|server-template)$/ && word[2] " " word[3] " " word[4] ~ /mptcp[46]?@/) untabled = 1
      # Where traffic comes in nothing is asked, whatever else names the address.
      if (word[1] == "bind") {
        n = split(word[2], addresses, ",")
        for (i = 1; i <= n; i++) {
          file = (addresses[i] ~ /^(\/|unix@|uxst@)/)
          sub(/^.*@/, "", addresses[i])
          if (file ? addresses[i] != "" : sub(/^(127\..*|.*::1\]?|[a-z].*):/, "tcp:", addresses[i])) traffic[addresses[i]] = 1
        }
      }
      for (i = 2; i < words; i++) {
        if (word[i] != "tcp-ut") continue
        if (word[1] == "bind") bind_tcp_ut = longer(bind_tcp_ut, seconds(word[i + 1]))
        if (word[1] ~ /^(server|default-server|server-template)$/) server_tcp_ut = longer(server_tcp_ut, seconds(word[i + 1]))
      }
    }

    # A time of HAProxy in seconds: milliseconds unless it names its unit. "" where it is none.
    function seconds(text,   value, unit) {
      if (text !~ /^[0-9]+(us|ms|s|m|h|d)?$/) return ""
      value = text + 0
      unit = text
      sub(/^[0-9]+/, "", unit)
      if (unit == "us") value = (value > 0 && value < 1000) ? 0.001 : value / 1000000
      else if (unit == "s") value *= 1
      else if (unit == "m") value *= 60
      else if (unit == "h") value *= 3600
      else if (unit == "d") value *= 86400
      else value /= 1000
      text = sprintf("%.3f", value)
      sub(/\.?0+$/, "", text)
      return text == "" ? "0" : text
    }

    # 0 is no timeout at all, so it is never the longest.
    function longer(one, other) {
      if (other + 0 == 0) return one
      return (one == "" || other + 0 > one + 0) ? other : one
    }

    # Fills word[]: blanks separate, # ends the line, quotes and backslashes as in HAProxy, "${NAME}" in weak quotes.
    function split_words(line,   i, c, text, quote, n, inside_word, name) {
      if (line !~ /[\042\047\\]/) {
        sub(/#.*/, "", line)
        return split(line, word)
      }
      n = 0; text = ""; quote = ""; inside_word = 0
      for (i = 1; i <= length(line); i++) {
        c = substr(line, i, 1)
        if (quote == "\047") { if (c == quote) quote = ""; else text = text c; continue }
        if (c == "\\") { i++; text = text substr(line, i, 1); inside_word = 1; continue }
        if (c == "\042" || c == "\047") {
          quote = (quote == c) ? "" : (quote == "") ? c : quote
          inside_word = 1
          continue
        }
        if (quote == "\042" && c == "$") {
          name = substr(line, i + 1)
          if (substr(name, 1, 1) == "{") {
            c = index(name, "}")
            if (c == 0) break
            i += c
            name = substr(name, 2, c - 2)
          } else {
            match(name, /^[A-Za-z0-9_]*/)
            i += RLENGTH
            name = substr(name, 1, RLENGTH)
          }
          text = text value_of(name)
          continue
        }
        if (quote == "" && c == "#") break
        if (quote == "" && (c == " " || c == "\t")) {
          if (inside_word) { word[++n] = text; text = ""; inside_word = 0 }
          continue
        }
        text = text c
        inside_word = 1
      }
      if (inside_word) word[++n] = text
      return n
    }

    # NAME, or NAME-DEFAULT.
    function value_of(name,   dash) {
      dash = index(name, "-")
      if (dash == 0) return environment[name]
      if (substr(name, 1, dash - 1) in environment) return environment[substr(name, 1, dash - 1)]
      return substr(name, dash + 1)
    }
  '
}

# ---- Sockets --------------------------------------------------------------------------------------------------------

# Looks at all workers, keeps what was seen in `looks`, and puts those that listen first: they are asked first. Sets
# listening_PID (0 or 1), files_PID (its descriptors), sockets_of_PID (the paths it listens on) and addresses_of_PID (the
# loopback addresses that it, and nobody else, listens on).
first_look() {
  looks=$(look "$workers")
  read_clock
  first_look_at=$clock
  printf '%s\n' "$looks" | awk '
    $1 == "files" || $1 == "listening" { print "of\t" $2 "\t" $1 "\t" $3 }
    $1 == "sockets" { sub($1, "of"); gsub(/ /, "\t"); print }
    $1 == "note" { print "note\t" $2 }
  '
  eval "$(printf '%s\n' "$looks" | awk '
    $1 == "listening" { print "listening_" $2 "=" $3 }
    $1 == "files" { print "files_" $2 "=" $3 }
    $1 == "unix" && $3 !~ /[^A-Za-z0-9_.\/@+-]/ { paths[$2] = paths[$2] $3 " " }
    $1 == "tcp" { addresses[$2] = addresses[$2] $3 " " }
    END {
      for (pid in paths) print "sockets_of_" pid "=\047 " paths[pid] "\047"
      for (pid in addresses) print "addresses_of_" pid "=\047 " addresses[pid] "\047"
    }
  ')"
  workers=$(printf '%s\n' "$looks" | awk -v workers="$workers" '
    $1 == "files" { seen[$2] = 1 }
    $1 == "listening" && $3 { listens[$2] = 1 }
    END {
      n = split(workers, pid, " ")
      for (i = 1; i <= n; i++) if (pid[i] in listens) print pid[i]
      for (i = 1; i <= n; i++) if (!(pid[i] in listens)) print pid[i]
      for (i = 1; i <= n; i++) if (!(pid[i] in seen)) unseen = 1
      if (unseen) print "unseen"
    }
  ')
  case $workers in
    *unseen)
      workers=${workers%unseen}
      note fd-unreadable
      ;;
  esac
}

# look PIDS: their descriptors and, after these, the socket tables of each of their network namespaces. Prints files PID
# COUNT, looked PID, listening PID 0|1, unix PID PATH (sockets it listens on), tcp PID ADDRESS:PORT (of a loopback
# address, on which nobody else listens), sockets PID and its TCP sockets by state (established, connecting, closing,
# CLOSE_WAIT, FIN_WAIT, listening) and those of UDP, note CODE, and dead PID FD INODE for each socket that no table has: a
# candidate, since it may have been closed in between.
look() {
  remaining=$1
  budget=$MOST_DESCRIPTORS
  while [ -n "$remaining" ]; do
    choose_group
    choose_listed
    # Two directories or more make ls name each.
    { printf '%s' "$counted"; bounded $listing /proc/self/task /proc/self/task $listed; } | compare_with_tables "$first"
  done
}

# Takes from `remaining` those of one network namespace: sets `group`, `first` of them and their namespace, `shared`.
choose_group() {
  group=; others=
  for pid in $remaining; do
    eval "namespace=\$namespace_$pid"
    [ -n "$group" ] || { first=$pid; shared=$namespace; }
    if [ "$namespace" = "$shared" ]; then group="$group $pid"; else others="$others $pid"; fi
  done
  remaining=$others
}

# Sets `listed`, the directories of descriptors that may be read, and `counted`: lines `many PID COUNT` for the others,
# and their first thousand, among which the sockets are that HAProxy listens on: it opens these at its start.
choose_listed() {
  listed=; counted=
  for pid in $group; do
    # A power of two that is never below the descriptors in use.
    eval "slots=\${slots_$pid:-0}"
    if [ "$slots" -gt "$budget" ]; then
      # The directory itself is one.
      slots=$(bounded find "$P/$pid/fd" | wc -l)
      if [ "$slots" -gt "$budget" ]; then
        counted="${counted}many $pid $((slots - 1))
$(bounded $listing "$P/$pid/fd/"[0-9] "$P/$pid/fd/"[0-9][0-9] "$P/$pid/fd/"[0-9][0-9][0-9])
"
        continue
      fi
    fi
    budget=$((budget - slots))
    listed="$listed $P/$pid/fd"
  done
}

# look_again PIDS: the candidates of `looks` that are still true, and looked PID of each that was seen, as `look` prints them.
look_again() {
  remaining=$1
  while [ -n "$remaining" ]; do
    choose_group
    held=$(find_held)
    # Beside traffic nearly all were closed in between, and reading the tables costs most.
    case $held in *' -> '*) printf '%s\n' "$held" | compare_with_tables "$first" ;; *) printf '%s\n' "$held" ;; esac
  done
}

# Prints looked PID of each of the group that is still there, and the lines of `ls` of those candidates that still are the
# same sockets: of few only these are read, of many the directories.
find_held() {
  for pid in $group; do [ ! -r "$P/$pid/fd" ] || echo "looked $pid"; done
  listed=$(printf '%s\n' "$looks" | awk -v group=" $group " -v proc="$P" '
    $1 != "dead" || !index(group, " " $2 " ") { next }
    { folder = proc "/" $2 "/fd" }
    !seen[$2]++ { folders = folders " " folder }
    ++count <= 2000 { files = files " " folder "/" $3 }
    END { print (count > 2000 ? folders : files) }
  ')
  { printf '%s\n' "$looks"; bounded $listing /proc/self/task /proc/self/task $listed; } | awk '
    $1 == "dead" { candidates["socket:[" $4 "]"]; next }
    /^\// || ($NF in candidates)
  '
}

# compare_with_tables PID: descriptors on stdin, as `look` has them, against the tables of PID's namespace.
compare_with_tables() {
  tables=
  for table in tcp tcp6 udp udp6 udplite udplite6 raw raw6 unix packet netlink; do
    [ ! -r "$P/$1/net/$table" ] || tables="$tables table=$table $P/$1/net/$table"
  done
  rows=$(awk '$1 == "TCP:" { print $3 + $7; exit }' "$P/$1/net/sockstat")
  unknown=
  [ "${rows:-0}" -le "$MOST_SOCKETS" ] || unknown='sockets-many' tables="table=unix $P/$1/net/unix"
  [ -r "$P/$1/net/tcp" ] || unknown='sockets-unread'
  bounded awk -v unknown="$unknown" -v ours="$shared" '
    BEGIN {
      split("01 established 02 connecting 03 connecting 04 finwait 05 finwait 08 closewait 09 closing 0A listeners" \
        " 0B closing 0C connecting", part, " ")
      for (i = 1; i in part; i += 2) state_of[part[i]] = part[i + 1]
      columns = split("established connecting closing closewait finwait listeners udp", column, " ")
    }
    table == "" && $1 == "many" { count[$2] = $3; opened[$2] = 1; many = 1; next }
    table == "" && $1 == "looked" { looked[$2] = 1; next }
    table == "" && NF == 1 && /^\/.*\/[0-9]+\/fd:$/ { n = split($0, part, "/"); pid = part[n - 1]; next }
    table == "" && NF == 1 && /:$/ { pid = ""; next }
    table == "" && pid != "" && $1 == "total" { opened[pid] = looked[pid] = 1; count[pid] += 0; next }
    table == "" {
      if ($1 !~ /^l/ || $10 != "->") next
      file = $9
      if (file ~ /\/fd\/[0-9]+$/) { n = split(file, part, "/"); pid = part[n - 2]; file = part[n] }
      else if (pid == "") next
      else count[pid]++
      # More words are a file with blanks in its name, which may look like anything.
      if (NF != 11) next
      if ($NF ~ /^socket:\[[0-9]+\]$/) {
        inode = substr($NF, 9, length($NF) - 9)
        holders[inode] = holders[inode] " " pid ":" file
      }
      # HAProxy keeps such a descriptor where it uses network namespaces: its sockets then stand in other tables.
      if ($NF ~ /^net:\[/ || $NF ~ /\/netns\//) elsewhere[pid] = 1
      next
    }
    # In TIME_WAIT, which is most rows beside traffic: nobody holds it any more.
    { tcp = (table == "tcp" || table == "tcp6") }
    tcp && $4 == "06" { next }
    {
      inode = (table == "unix") ? $7 : (table == "packet") ? $9 : $10
      if (tcp && $4 == "0A") { listeners++; at[listeners] = $2; held[listeners] = holders[inode] }
      if (!(inode in holders)) next
      listening = (tcp && $4 == "0A") || (table == "unix" && $4 == "00010000")
      if (tcp || table == "udp" || table == "udp6") {
        n = split(holders[inode], list, " ")
        for (i = 1; i <= n; i++) {
          sub(/:.*/, "", list[i])
          if (!((inode, list[i]) in counted)) sockets[list[i], tcp ? state_of[$4] : "udp"]++
          counted[inode, list[i]] = 1
        }
      }
      if (listening) {
        n = split(holders[inode], list, " ")
        for (i = 1; i <= n; i++) {
          sub(/:.*/, "", list[i])
          listens[list[i]] = 1
          if (table == "unix" && NF == 8) {
            # HAProxy binds PATH.PID.tmp and renames it.
            path = $8
            sub(/\.[0-9]+\.tmp$/, "", path)
            print "unix " list[i] " " path
          }
        }
      }
      delete holders[inode]
    }
    END {
      if (many) print "note descriptors-many"
      for (pid in count) print "files " pid " " count[pid]
      if (unknown != "") { print "note " unknown; exit }
      for (pid in opened) print "listening " pid " " listens[pid] + 0
      for (pid in looked) {
        if (pid in elsewhere) { print "note sockets-elsewhere"; delete looked[pid] }
        else {
          printf "looked %s\nsockets %s", pid, pid
          for (i = 1; i <= columns; i++) printf " %s %d", column[i], sockets[pid, column[i]]
          print ""
        }
      }
      if (ours == "ours") for (pid in opened) for (i = 1; i <= listeners; i++) loopback(pid, i)
      for (inode in holders) {
        n = split(holders[inode], list, " ")
        for (i = 1; i <= n; i++) {
          colon = index(list[i], ":")
          pid = substr(list[i], 1, colon - 1)
          if (pid in looked) print "dead " pid " " substr(list[i], colon + 1) " " inode
        }
      }
    }

    # Prints a listening socket of a worker on a loopback address, unless anybody else listens on its port, there or
    # everywhere: who connects must meet this worker alone.
    function loopback(pid, own,   address, port, i, other) {
      if (index(held[own] " ", " " pid ":") == 0) return
      address = at[own]
      port = address
      sub(/:.*/, "", address); sub(/.*:/, "", port)
      if (address !~ /^......7F$/ && address != "00000000000000000000000001000000") return
      for (i = 1; i <= listeners; i++) {
        other = at[i]
        if (substr(other, length(other) - 4) != ":" port || index(held[i] " ", " " pid ":")) continue
        sub(/:.*/, "", other)
        if (other == address || other ~ /^0+$/ || substr(other, 17) == "FFFF0000" address) return
      }
      other = "[::1"
      if (length(address) == 8) for (i = 7; i > 0; i -= 2) other = (i < 7 ? other "." : "") hex(substr(address, i, 2))
      print "tcp " pid " " other (length(address) == 8 ? ":" : "]:") hex(port)
    }

    function hex(text,   value, i) {
      value = 0
      for (i = 1; i <= length(text); i++) value = value * 16 + index("123456789ABCDEF", substr(text, i, 1))
      return value
    }
  ' - $tables
}

# A second or more later: dead are the candidates whose descriptor still names the same socket and that still no table
# has. A worker whose sockets are in no table at all (untabled_CONFIG, as `worker_facts` found) is left out.
second_look() {
  deadline=$((deadline + LAST_SECONDS))
  suspected=$(printf '%s\n' "$looks" | awk '$1 == "dead" && !seen[$2]++ { print $2 }')
  again=
  if [ -n "$suspected" ]; then
    read_clock
    [ $((clock - first_look_at)) -ge 2 ] || sleep 1
    again=$(look_again "$suspected")
  fi
  printf '%s\n--- again\n%s\n' "$looks" "$again" | awk -v untabled="$untabled" '
    $1 == "---" { second = 1 }
    $1 == "looked" && !second { first[$2] = 1 }
    $1 == "looked" && second { looked_again[$2] = 1 }
    $1 == "dead" && !second { candidate[$2 " " $3 " " $4] = 1; suspected[$2] = 1 }
    $1 == "dead" && second && (($2 " " $3 " " $4) in candidate) { dead[$2]++ }
    END {
      n = split(untabled, list, " ")
      for (i = 1; i <= n; i++) { if (list[i] in first) print "note\tsockets-mptcp"; delete first[list[i]] }
      for (pid in first) {
        if ((pid in suspected) && !(pid in looked_again)) print "note\tsockets-unread"
        else printf "of\t%s\tdead\t%.0f\n", pid, dead[pid]
      }
    }
  '
}

# ---- The runtime API ------------------------------------------------------------------------------------------------

# Sets `client` to the path of what can talk to a Unix socket here. A path, since some shells prefer an nc of their own.
find_client() {
  client=
  if ! command -v timeout >/dev/null; then
    note no-timeout
    return
  fi
  IFS=:
  # RHEL 8 has its python3 there alone.
  set -- $PATH /usr/libexec
  unset IFS
  for name in socat nc ncat python3 platform-python perl python curl; do
    for directory in "$@"; do
      [ -f "$directory/$name" ] && [ -x "$directory/$name" ] && can_ask "$directory/$name" || continue
      client=$directory/$name
      return
    done
  done
  note no-client
}

# Some are built without what is needed here.
can_ask() {
  case $name in
    nc) bounded "$1" -h 2>&1 </dev/null | grep -q -e -U ;;
    perl) bounded "$1" -MSocket -e 1 ;;
    curl) bounded "$1" -q -V | grep -q '^Protocols:.* telnet' ;;
  esac
}

# ask SOCKET COMMAND MOST_BYTES: one connection to a path or to ADDRESS:PORT, one command; HAProxy closes after its answer.
ask() {
  unix=; host=; port=
  case $1 in /*) unix=$1 ;; *) host=${1%:*} port=${1##*:} ;; esac
  # As clients other than socat and curl take an address of IPv6.
  bare=${host#'['}
  bare=${bare%']'}
  case ${client##*/} in
    socat)
      if [ -n "$unix" ]; then to=UNIX-CONNECT:$unix; else to=TCP:$host:$port; fi
      printf '%s\n' "$2" | bounded "$client" -t "$COMMAND_SECONDS" - "$to"
      ;;
    nc | ncat)
      # Two words either way.
      if [ -n "$unix" ]; then to=-U; else to=$bare; fi
      printf '%s\n' "$2" | bounded "$client" "$to" "${unix:-$port}"
      ;;
    *python*) bounded "$client" -E -s -S -c '
import os, socket, sys
unix, host, port, command = sys.argv[1:]
s = socket.socket(socket.AF_UNIX) if unix else socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
s.connect(unix or (host, int(port)))
s.sendall(command.encode() + b"\n")
for b in iter(lambda: s.recv(65536), b""): os.write(1, b)' "$unix" "$bare" "$port" "$2" ;;
    perl) bounded "$client" -MSocket=:all -e '
      ($unix, $host, $port, $command) = @ARGV;
      $six = $host =~ /:/;
      $to = $unix ? sockaddr_un($unix) : $six ? pack_sockaddr_in6($port, inet_pton(AF_INET6, $host)) : sockaddr_in($port, inet_aton($host));
      socket(S, $unix ? PF_UNIX : $six ? PF_INET6 : PF_INET, SOCK_STREAM, 0) && connect(S, $to) or exit 1;
      syswrite(S, "$command\n");
      while (sysread(S, $b, 65536)) { print $b or exit 1 }' "$unix" "$bare" "$port" "$2" ;;
    curl)
      if [ -n "$unix" ]; then to='telnet://localhost'; else to=telnet://$host:$port; fi
      printf '%s\n' "$2" | bounded "$client" -q -sN --noproxy '*' ${unix:+--unix-socket "$unix"} "$to"
      ;;
  esac </dev/null | head -c "$3"
}

# Asks the worker `pid` on a stats socket of its configuration that it listens on itself.
ask_worker() {
  scan=no-socket sockets=
  eval "listening=\$listening_$pid owned=\$sockets_of_$pid"
  if [ -n "$expired" ]; then
    scan=deadline
  elif [ -z "$client" ]; then
    scan=no-client
  elif [ "$listening" = 0 ]; then
    # It has handed its sockets to its successor.
    scan=stopping
  elif [ -n "$config" ]; then
    eval "sockets=\$sockets_$config"
  fi
  informed=
  for path in $sockets; do
    find_socket || continue
    read_clock
    if [ "$clock" -ge "$deadline" ]; then
      note deadline
      scan=deadline
      break
    fi
    if [ -z "$informed" ]; then
      info=$(ask "$socket" 'show info' 65536 | read_info)
      if [ -z "$info" ]; then
        scan=no-answer
        continue
      fi
      # What is no letter of a version is a ? there, which must not become names of files.
      set -f
      set -- $info
      set +f
      if ! is_worker "$1"; then
        note socket-of-another
        continue
      fi
      informed=yes
      version=$2 idle=$3 current=$4 streams=$5 seconds_up=$6
      [ "$7" = whole ] || note counter-wrapped
      shift 7
      printf 'of\t%s' "$pid"
      printf '\t%s' "$@"
      echo
    fi
    api=$socket
    scan_streams
    [ "$scan" = permission ] || break
    note "socket-level-$(ask "$api" 'show cli level' 4096 | head -n 1 | tr -cd '[:lower:]' | cut -c 1-10)"
  done
  printf 'of\t%s\tscan\t%s\n' "$pid" "$scan"
}

# Sets `socket` to where `path` of the configuration (a path or tcp:ADDRESS:PORT) is for us; fails where it must not be asked.
find_socket() {
  case $path in
    tcp:*)
      port=${path##*:} host=${path#tcp:}
      host=${host%":$port"}
      eval "addresses=\$addresses_of_$pid"
      [ "$host" != localhost ] || host='127.0.0.1 ::1'
      [ -z "$config_changed" ] || host=
      for host in $host; do
        case $host in *:*) socket="[$host]:$port" ;; *) socket=$host:$port ;; esac
        case $addresses in *" $socket "*) return ;; esac
      done
      # It does not listen there, or not alone; or what is read is not what it was started with.
      note socket-not-own
      return 1
      ;;
    *)
      case $owned in *" $path "*) ;; *) return 1 ;; esac
      socket=$path
      case $path in /*) ;; *) socket=$(working_directory)/$path ;; esac
      inside "$socket" && [ -S "$file" ] && [ ! -h "$file" ] || { note socket-refused; return 1; }
      socket=$file
      ;;
  esac
}

# Where HAProxy was started: a worker goes to / after its `chroot`, its master stays.
working_directory() {
  eval "parent=\$parent_$pid"
  for process in $parent $pid; do
    case "$masters$pid " in *" $process "*) ;; *) continue ;; esac
    here=$(readlink "$P/$process/cwd")
    printf '%s' "${here%/}"
    return
  done
}

# is_worker NUMBER: what `show info` calls its pid is the worker's, as the host or as its own container counts.
is_worker() {
  eval "inner=\$inner_$pid"
  [ "$1" = "$pid" ] || [ "$1" = "$inner" ]
}

# Prints pid, version, Idle_pct, CurrConns, CurrStreams and Uptime_sec (`-` where there is none); `wrapped` where a count of
# what stands went below 0, which HAProxy prints as one near 2^32 or 2^64, else `whole`; then names and values as facts
# have them. Nothing where this is no such answer.
read_info() {
  awk '
    { colon = index($0, ": ") }
    colon == 0 { next }
    {
      name = substr($0, 1, colon - 1)
      value = substr($0, colon + 2)
      sub(/\r$/, "", value)
      if (name == "Version") {
        gsub(/[^A-Za-z0-9._+~:-]/, "?", value)
        value = substr(value, 1, 100)
      } else {
        if (value !~ /^[0-9]+$/ || length(value) > 20) next
        # A shell takes 08 for octal, and JSON does not know it.
        sub(/^0+/, "", value)
        if (value == "") value = "0"
      }
      if (value != "" && !(name in field)) field[name] = value
    }
    # Nobody has far more than may be, nor 2^31.
    function drop_wrapped(name, most) {
      if (!(name in field) || field[name] + 0 < most) return
      delete field[name]
      wrapped = 1
    }
    END {
      if (!("Pid" in field) || !("Version" in field)) exit
      most = ("Maxconn" in field) ? 2 * field["Maxconn"] + 10000 : 2147483648
      drop_wrapped("CurrConns", most); drop_wrapped("CurrSslConns", most); drop_wrapped("CurrStreams", 2147483648)
      n = split("Pid Version Idle_pct CurrConns CurrStreams Uptime_sec", key, " ")
      for (i = 1; i <= n; i++) printf "%s ", (key[i] in field) ? field[key[i]] : "-"
      printf "%s", wrapped ? "wrapped" : "whole"
      if ("Stopping" in field) printf " state %d", (field["Stopping"] == 0)
      n = split("current CurrConns most Maxconn tls CurrSslConns connections CumConns requests CumReq bytes TotalBytesOut" \
        " allocated PoolAlloc_bytes used PoolUsed_bytes version Version", key, " ")
      for (i = 1; i < n; i += 2) if (key[i + 1] in field) printf " %s %s", key[i], field[key[i + 1]]
    }
  '
}

# Counts the streams of the worker, unless that would cost it too much. Sets `scan`.
scan_streams() {
  number=$streams
  [ "$number" != - ] || number=$current
  # Each connection is a descriptor: more of them there cannot be.
  if [ "$number" = - ]; then eval "number=\${files_$pid:--}"; fi
  if [ "$number" = - ] || [ "$number" -gt "$MOST_STREAMS" ]; then
    scan=too-many-streams
    return
  fi
  if [ "$idle" = - ] || [ "$idle" -lt "$LEAST_IDLE_PERCENT" ]; then
    scan=busy
    return
  fi
  [ "$seconds_up" != - ] || seconds_up=$((host_uptime - started))
  # `susp` lists the suspects alone, from 3.2 in the terse form. Older ones take the word for nothing and list all.
  command='show sess' total=
  case $version in
    3.[01].* | 3.[0-2]-dev*) ;;
    # CurrStreams counts the stream that asks.
    3.* | [4-9].*) [ "$streams" = - ] || command='show sess susp' total=$((streams > 0 ? streams - 1 : 0)) ;;
  esac
  result=$(ask "$api" "$command" "$MOST_ANSWER_BYTES" | read_streams)
  set -- ${result:-no-answer}
  scan=$1
  [ "$scan" = all ] || return
  suspects=${result#*suspects}
  shift
  printf 'of\t%s' "$pid"
  printf '\t%s' "$@"
  echo
}

# Reads `show sess` in its terse form. Prints `all`, then as names and values how many traffic streams there are (`total`,
# where it is known already), how many have no timer, how many of these are stuck, how many of these are older than 1 h,
# 6 h, 24 h and 7 days, and the age of the oldest; or one word that says why not. `suspects` and their pointers follow.
#
# Stuck: no timer is running, the age is an hour or more, and one of these: exactly one side is disconnecting or closed
# (state 9 or 10); the back side stands between its request and its connection (1 to 6), which takes seconds and always
# has a timer; or (2.8 and later, where the sides have rex= and wex=) an established side (8) has been asked to shut down
# (flag 0x8000) and has not done it (0x20000). An age beyond the process's own is a known error of some releases: such a
# stream counts, but has no age.
read_streams() {
  awk -v uptime="$seconds_up" -v floor="$stuck_seconds" -v pointers="$pointers" -v known="$total" '
    { last = $0 }
    NR == 1 && /^Permission denied/ { verdict = "permission"; exit }
    $0 == "" { next }
    !/^0x[0-9a-f]+: / { strange++; next }
    {
      uri = index($0, " uri=\"")
      line = uri ? substr($0, 1, uri - 1) : $0
      # Those of HAProxy itself are told by their front end: a stream on a Unix socket may be traffic between two proxies.
      if (line ~ / fe=(GLOBAL|MASTER|<CLI>|<HTTPCLIENT>|<OCSP-UPDATE>) /) next
      total++
      # Empty is never, ? is past: only digits are a timer that runs.
      if (line ~ /[ ,\[](rx|wx|ax|rex|wex|ex|exp|c_exp)=[0-9]/) next
      untimed++
      if (!side(line, "scf=[", "s0=[")) { strange++; next }
      front_state = state; front_blocked = blocked
      if (!side(line, "scb=[", "s1=[")) { strange++; next }
      waiting = (state >= 1 && state <= 6)
      if ((front_state >= 9) == (state >= 9) && !front_blocked && !blocked && !waiting) next
      age = age_of(line)
      unknown = (age < 0 || age > uptime)
      if ((unknown ? uptime : age) < floor) next
      stuck++
      if (stuck <= pointers) suspects = suspects " " substr($1, 1, length($1) - 1)
      if (unknown) next
      hour++
      if (age >= 21600) six++
      if (age >= 86400) day++
      if (age >= 604800) week++
      if (age > oldest) oldest = age
    }
    END {
      if (verdict == "" && NR == 0) verdict = "no-answer"
      if (verdict == "" && last != "") verdict = "cut"
      if (verdict == "" && strange) verdict = "format"
      if (verdict == "") verdict = "all"
      print verdict, "total", (known == "" ? total + 0 : known), "untimed", untimed + 0, "stuck", stuck + 0, "hour", hour + 0,
        "six", six + 0, "day", day + 0, "week", week + 0, "oldest", oldest + 0, "suspects" suspects
    }

    # One side, [state,flags"h",fd=…: sets `state`, and `blocked` where it waits to shut down for ever.
    function side(line, name, older_name,   start, text, comma, flags) {
      start = index(line, name)
      if (start) start += length(name)
      else {
        start = index(line, older_name)
        if (!start) return 0
        start += length(older_name)
      }
      text = substr(line, start, 200)
      comma = index(text, ",")
      state = substr(text, 1, comma - 1)
      if (state !~ /^[0-9]+$/) return 0
      state += 0
      text = substr(text, comma + 1)
      flags = substr(text, 1, index(text, "h") - 1)
      text = substr(text, 1, index(text "]", "]"))
      blocked = state == 8 && text ~ /rex=/ && bit(flags, 4, "89abcdef") && !bit(flags, 5, "2367abef")
      return 1
    }

    # Whether the hexadecimal digit at a place from the right is one of those.
    function bit(flags, place, digits) {
      return length(flags) >= place && index(digits, substr(flags, length(flags) - place + 1, 1)) > 0
    }

    # 9m58s, 1h2m, 25d22h, 0s in seconds; -1 where it says none.
    function age_of(line,   text, number, result, c, i) {
      if (!match(line, / age=[0-9dhms]+ /)) return -1
      text = substr(line, RSTART + 5, RLENGTH - 6)
      number = ""; result = 0
      for (i = 1; i <= length(text); i++) {
        c = substr(text, i, 1)
        if (c ~ /[0-9]/) { number = number c; continue }
        result += number * (c == "d" ? 86400 : c == "h" ? 3600 : c == "m" ? 60 : 1)
        number = ""
      }
      return result
    }
  '
}

# ---- The line -------------------------------------------------------------------------------------------------------

# Makes the line of the facts: workers are arrays by position, texts and configurations are tables they refer to.
# lambdas/probe/line-fields.ts has the places. As many workers as fit, at most 8, running ones and those with most
# connections first; the others are summed into one entry.
compose() {
  awk -F '\t' -v probe="$PROBE_VERSION" '
    BEGIN { limits = "null,null,null"; orphans = "null"; ports = "null,null" }
    $1 == "kernel" { taken = number($2); kernel = quoted($3, 64) "," quoted($4, 36) "," numbers(5, 9) }
    $1 == "tcp" { tcp = numbers(2, 7); events = numbers(8, 9); udp = numbers(10, 11) }
    $1 == "tcp_mem" { limits = numbers(2, 4) }
    $1 == "tcp_max_orphans" { orphans = number($2) }
    $1 == "ip_local_port_range" { ports = numbers(2, 3) }
    $1 == "config" { config[$2] = "[" quoted($3, 12) "," numbers(4, 10) "]" }
    $1 == "worker" { pids[++workers] = $2 }
    $1 == "worker" || $1 == "of" { for (i = 3; i < NF; i += 2) value[$2, $i] = $(i + 1) }
    $1 == "note" { add_note(clean($2, 32)) }

    END {
      # Five texts, then the figures.
      places = split("version package scan master listening state config started uptime files most_files resident dead current most tls connections requests" \
        " bytes total untimed stuck hour six day week oldest allocated used swap limit cpu established connecting closing" \
        " closewait finwait listeners udp stopping", place, " ")
      for (i = 1; i <= workers; i++) {
        pid = pids[i]
        if (!((pid, "state") in value)) value[pid, "state"] = value[pid, "listening"] ""
        # gawk 5.2.1 can die of an element that a function is the first to read.
        for (j in place) value[pid, place[j]] = value[pid, place[j]] ""
        if (value[pid, "state"] == "0") value[pid, "stopping"] = stopping(pid)
      }
      order()
      # 0 where there is none: busybox would compare nothing with a number as texts.
      workers += 0
      for (kept = (workers < 8 ? workers : 8); kept >= 0; kept--) {
        line = whole(kept)
        if (length(line) <= 2398) break
      }
      print line
    }

    function whole(kept,   i, text) {
      texts = 0; text_table = ""; split("", text_index)
      configs_used = 0; config_table = ""; split("", config_index)
      text = ""
      for (i = 1; i <= kept; i++) text = text (text == "" ? "" : ",") entry(pids[i])
      if (workers > kept) text = text (text == "" ? "" : ",") rest(kept + 1)
      return "{\"v\":2,\"p\":" quoted(probe, 16) ",\"t\":" taken ",\"k\":[" kernel "],\"s\":[" tcp "," limits "," events "," orphans "," udp "," ports \
        "],\"x\":[" text_table "],\"c\":[" config_table "],\"w\":[" text "],\"n\":[" note_codes(workers - kept) "],\"end\":1}"
    }

    function entry(pid,   i, text) {
      text = "[" pid "," text_place(value[pid, "version"], 48) "," text_place(value[pid, "package"], 64) "," quoted(value[pid, "scan"], 16)
      for (i = 6; i <= places; i++)
        text = text "," (place[i] == "config" ? config_place(value[pid, "config"]) : number(value[pid, place[i]]))
      return text "]"
    }

    # It was told to stop when the oldest of the newer workers of its master started, or later.
    function stopping(pid,   i, other, longest) {
      for (i = 1; i <= workers; i++) {
        other = pids[i]
        if (value[pid, "master"] == "" || value[other, "master"] != value[pid, "master"]) continue
        if (value[other, "started"] + 0 <= value[pid, "started"] + 0) continue
        if (longest == "" || value[other, "uptime"] + 0 > longest) longest = value[other, "uptime"] + 0
      }
      return longest
    }

    # Counts are summed, ages the greatest, starts the earliest. What differs, or is unknown of one, is unknown.
    function rest(first,   i, j, pid, name, one, sum, same, text) {
      for (i = first; i <= workers; i++) {
        pid = pids[i]
        for (j = 6; j <= places; j++) {
          name = place[j]
          one = number(value[pid, name])
          if (i == first) sum[name] = one
          else if (one == "null" || sum[name] == "null") sum[name] = "null"
          else if (name == "state" || name == "config" || name == "limit") { if (one != sum[name]) sum[name] = "null" }
          else if (name == "uptime" || name == "oldest" || name == "stopping") { if (one + 0 > sum[name] + 0) sum[name] = one }
          else if (name == "started") { if (one + 0 < sum[name] + 0) sum[name] = one }
          else sum[name] = number(sprintf("%.0f", sum[name] + one))
        }
        for (j = 1; j <= 3; j++) {
          name = place[j]
          if (i == first) same[name] = value[pid, name]
          else if (same[name] != value[pid, name]) same[name] = (name == "scan") ? "mixed" : ""
        }
      }
      text = "[null," text_place(same["version"], 48) "," text_place(same["package"], 64) "," quoted(same["scan"], 16)
      for (j = 6; j <= places; j++) text = text "," (place[j] == "config" ? config_place(sum["config"]) : sum[place[j]])
      return text "," workers - first + 1 "]"
    }

    # Running workers first, then those with most connections, most descriptors, and the youngest.
    function order(   i, j, pid) {
      for (i = 2; i <= workers; i++) {
        pid = pids[i]
        for (j = i - 1; j >= 1 && before(pid, pids[j]); j--) pids[j + 1] = pids[j]
        pids[j + 1] = pid
      }
    }
    function before(one, other,   i, name, names) {
      split("state current files", names, " ")
      for (i = 1; i <= 3; i++) {
        name = names[i]
        if (value[one, name] + 0 != value[other, name] + 0) return value[one, name] + 0 > value[other, name] + 0
      }
      return value[one, "uptime"] + 0 < value[other, "uptime"] + 0
    }

    function text_place(text, most) {
      if (text == "") return "null"
      if (!(text in text_index)) {
        text_index[text] = texts++
        text_table = text_table (text_table == "" ? "" : ",") quoted(text, most)
      }
      return text_index[text]
    }

    function config_place(name) {
      if (!(name in config)) return "null"
      if (!(name in config_index)) {
        config_index[name] = configs_used++
        config_table = config_table (config_table == "" ? "" : ",") config[name]
      }
      return config_index[name]
    }

    function add_note(code) { if (!(code in noted)) { noted[code] = 1; note[++notes] = code } }

    # At most 16; those for which there is no place are counted.
    function note_codes(summed,   i, most, text) {
      text = (summed > 0) ? "\"workers-summed:" summed "\"" : ""
      most = (summed > 0) ? 15 : 16
      if (notes > most) { most--; text = text (text == "" ? "" : ",") "\"notes-omitted:" notes - most "\"" }
      for (i = 1; i <= notes && i <= most; i++) text = text (text == "" ? "" : ",") "\"" note[i] "\""
      return text
    }

    # A number that a double holds exactly (up to 2^53 - 1), or null.
    function number(text) {
      if (text !~ /^(0|[1-9][0-9]*)(\.[0-9]+)?$/) return "null"
      if (length(text) < 16 || length(text) == 16 && text "" <= "9007199254740991") return text
      add_note("number-too-large")
      return "null"
    }
    function numbers(first, last,   i, text) {
      text = number($first)
      for (i = first + 1; i <= last; i++) text = text "," number($i)
      return text
    }

    # A text that was cut ends in ~.
    function clean(text, most) {
      gsub(/[^A-Za-z0-9._+~:@\/ -]/, "?", text)
      if (length(text) <= most) return text
      add_note("text-cut")
      return substr(text, 1, most - 1) "~"
    }
    function quoted(text, most) { return text == "" ? "null" : "\"" clean(text, most) "\"" }
  '
}

# by hand >>>
# ---- For a person on the host ---------------------------------------------------------------------------------------

# What stands on this host, in a few lines.
explain() {
  [ "$(id -u)" = 0 ] || echo 'Not run as root: some figures are out of reach. Put `sudo` before the command.'
  collect | awk -F '\t' '
    $1 == "kernel" { page = $6; memory = $8 }
    $1 == "tcp" { tcp_pages = $7; orphans = $3 }
    $1 == "tcp_mem" { pressure_pages = $3 }
    $1 == "tcp_max_orphans" { most_orphans = $2 }
    $1 == "worker" { pids[++workers] = $2 }
    $1 == "worker" || $1 == "of" { for (i = 3; i < NF; i += 2) value[$2, $i] = $(i + 1) }
    $1 == "config" { hard_stop[$2] = $10; untimed_proxies[$2] = $7 }
    $1 == "note" && !noted[$2]++ { note[++notes] = $2 }
    END {
      if (!workers) print "No HAProxy worker runs here."
      for (w = 1; w <= workers; w++) tell(pids[w])
      if (tcp_pages != "") {
        printf "\nTCP memory of the host: %s", bytes(tcp_pages * page)
        if (pressure_pages + 0) printf ", %s", of(tcp_pages, pressure_pages, bytes(pressure_pages * page) ", where the kernel begins to press")
        print ""
      }
      if (most_orphans + 0 && orphans > 0.8 * most_orphans) print "Orphaned sockets: " of(orphans, most_orphans, most_orphans)
      advise()
    }

    function tell(pid,   name, old, files) {
      old = (value[pid, "state"] == "0" || value[pid, "state"] == "" && value[pid, "listening"] == "0")
      name = value[pid, "version"] != "" ? "HAProxy " value[pid, "version"] : value[pid, "package"] != "" ? value[pid, "package"] : "HAProxy"
      printf "\n%s, worker %s, %s %s\n", name, pid, old ? "an old one that drains, started" : "up for", \
        old ? span(value[pid, "uptime"]) " ago" : span(value[pid, "uptime"])
      line("stuck streams", value[pid, "stuck"], value[pid, "oldest"] + 0 ? "the oldest for " span(value[pid, "oldest"]) : "", "stuck")
      line("dead sockets", value[pid, "dead"], "held open though the kernel has closed them", "dead")
      line("CLOSE_WAIT sockets", value[pid, "closewait"], "closed by the peer and not by HAProxy", "closewait")
      line("streams without any timer", value[pid, "untimed"], "", "")
      if (value[pid, "current"] ~ /^[0-9]/) limited("connections", value[pid, "current"], value[pid, "most"])
      if (value[pid, "files"] != "") limited("descriptors", value[pid, "files"], value[pid, "most_files"])
      if (value[pid, "resident"] != "") {
        printf "  %-26s %s", "memory", bytes(value[pid, "resident"] * 1024)
        if (value[pid, "limit"] + 0) printf ", %s", of(value[pid, "resident"], value[pid, "limit"], bytes(value[pid, "limit"] * 1024))
        else if (memory + 0) printf ", %s", of(value[pid, "resident"], memory, bytes(memory * 1024))
        print ""
      }
      if (old && hard_stop[value[pid, "config"]] == "") print "  Nothing ends an old worker: hard-stop-after is not set."
      scans[value[pid, "scan"]]++
    }

    function line(name, count, more, kind) {
      if (count == "") { printf "  %-26s not known\n", name; return }
      printf "  %-26s %s%s\n", name, count, count + 0 && more != "" ? ", " more : ""
    }
    function limited(name, count, most) {
      printf "  %-26s %s%s\n", name, count, most ~ /^[0-9]/ && most + 0 ? ", " of(count, most, most) : ""
    }
    function of(part, whole, text,   percent) {
      percent = 100 * part / whole
      return sprintf("%.0f%% of %s%s", percent, text, percent >= 90 ? " <-- near its limit" : "")
    }
    function bytes(number) {
      if (number < 1048576) return sprintf("%.0f KiB", number / 1024)
      if (number < 1073741824) return sprintf("%.0f MiB", number / 1048576)
      return sprintf("%.1f GiB", number / 1073741824)
    }
    function span(seconds) {
      if (seconds >= 172800) return sprintf("%d days", seconds / 86400)
      if (seconds >= 7200) return sprintf("%d hours", seconds / 3600)
      if (seconds >= 120) return sprintf("%d minutes", seconds / 60)
      return sprintf("%d seconds", seconds)
    }

    # What could not be read, each with what to do.
    function advise(   i, said) {
      socket = "Add to the global section and reload: stats socket /run/haproxy/auditor.sock mode 600 level operator"
      hint["no-client"] = "Nothing here can talk to a stats socket: install socat."
      hint["fd-unreadable"] = "Descriptors could not be listed: run it as root."
      hint["config-unreadable"] = "A configuration could not be read, so its stats sockets are not known."
      hint["config-changed"] = "A configuration file is newer than its worker, which may run with other directives."
      hint["config-cut"] = "A configuration is larger than 1 MB: only its head was read."
      hint["counter-wrapped"] = "HAProxy prints a count below 0 as a huge number: it is left out."
      hint["socket-not-unix"] = "A stats socket is neither a file nor on TCP: it is not asked."
      hint["socket-not-own"] = "A stats socket on TCP is not asked: it is on no loopback address, or other programs listen there too."
      hint["package-newer"] = "A newer package is installed than the one that runs: restart."
      if (scans["no-socket"]) { print "\nStreams not counted: no stats socket was found. " socket; said = 1 }
      if (scans["permission"]) { print "\nStreams not counted: no stats socket has level operator. " socket; said = 1 }
      if (scans["busy"]) print "\nStreams not counted: HAProxy is below 20% idle."
      if (scans["too-many-streams"]) print "\nStreams not counted: there are more than 20,000."
      if (scans["stopping"]) print "\nThe streams of an old worker: sudo sh probe.sh --proof --old-workers"
      for (i = 1; i <= notes; i++) if (note[i] in hint) print hint[note[i]]
    }
  '
}

# Shows the first suspects of every worker in the long form, twice, and which conditions of a stuck stream hold. Nobody
# but who typed --proof sees it: the line has no place for it. What HAProxy says is printed without control characters.
prove() {
  [ "$(id -u)" = 0 ] || echo 'Not run as root: sockets and descriptors of others are out of reach. Put `sudo` before the command.'
  find_all >/dev/null
  [ -n "$workers" ] || echo 'No HAProxy worker runs here.'
  asked=
  for pid in $workers; do
    version='version unknown'; streams=; suspects=; scan=
    worker_facts >/dev/null
    printf 'HAProxy worker %s, %s: streams listed: %s\n' "$pid" "$version" "$scan"
    [ "$scan" != stopping ] || [ -z "$old_workers" ] || ask_master
    [ -n "$suspects" ] || continue
    eval "api_$pid=\$api suspects_$pid=\$suspects before_$pid=\$(long_forms)"
    asked="$asked $pid"
  done
  if [ -z "$asked" ]; then
    echo 'No suspects: of the streams listed, none is half closed or waits to connect without a timer.'
    return
  fi
  sleep "$PROOF_SECONDS"
  start_clock
  for pid in $asked; do
    eval "api=\$api_$pid suspects=\$suspects_$pid before=\$before_$pid"
    printf '\nWorker %s, %s seconds later:\n' "$pid" "$PROOF_SECONDS"
    printf '%s\n--- again\n%s\n' "$before" "$(long_forms)" | judge
  done
}

# The long form of every suspect, each line behind a bar, so that no answer can look like one of our own.
long_forms() {
  for pointer in $suspects; do
    printf -- '--- %s\n' "$pointer"
    ask "$api" "show sess $pointer" 65536 | tr -c '\n -~' '?' | sed 's/^/| /'
    echo
  done
}

# Shows who holds the old worker `pid`: its streams, as its master passes them on. A master keeps one of its 10 places for
# a client that does not end its own side after the command, so that only clients are used which do.
ask_master() {
  eval "parent=\$parent_$pid"
  find_master_socket || { echo '  Its master has no socket that could be asked (-S, on its command line).'; return; }
  case ${client##*/} in
    socat) streams_held=$(printf '%s\n' "@!$pid show sess" | bounded "$client" -t "$COMMAND_SECONDS" - "UNIX-CONNECT:$file") ;;
    *python*) streams_held=$(bounded "$client" -E -s -S -c '
import os, socket, sys
s = socket.socket(socket.AF_UNIX)
s.connect(sys.argv[1])
s.sendall(sys.argv[2].encode() + b"\n")
s.shutdown(socket.SHUT_WR)
for b in iter(lambda: s.recv(65536), b""): os.write(1, b)' "$file" "@!$pid show sess") ;;
    perl) streams_held=$(bounded "$client" -MSocket -e '
      socket(S, PF_UNIX, SOCK_STREAM, 0) && connect(S, sockaddr_un($ARGV[0])) or exit 1;
      syswrite(S, "$ARGV[1]\n");
      shutdown(S, 1);
      while (sysread(S, $b, 65536)) { print $b or exit 1 }' "$file" "@!$pid show sess") ;;
    *) echo '  Its master is not asked: that takes socat, python3 or perl.'; return ;;
  esac
  printf '%s\n' "$streams_held" | head -c "$MOST_ANSWER_BYTES" | tr -c '\n -~' '?' | awk '
    !/^0x[0-9a-f]+: / { next }
    / fe=(GLOBAL|MASTER|<CLI>|<HTTPCLIENT>|<OCSP-UPDATE>) / { next }
    {
      total++
      way = field("fe") " -> " field("be") "/" field("srv")
      ways[way]++
      source = field("src")
      sub(/:[0-9]+$/, "", source)
      sources[source]++
    }
    END {
      printf "  It holds %d streams.\n", total
      for (way in ways) print "  " ways[way] " of " way
      for (source in sources) if (++shown <= 20) print "  " sources[source] " from " (source == "" ? "an unknown address" : source)
    }
    function field(name,   start, text) {
      start = index($0, " " name "=")
      if (!start) return ""
      text = substr($0, start + length(name) + 2)
      return substr(text, 1, index(text " ", " ") - 1)
    }
  '
}

# Sets `file` to the socket that `-S` of the master names.
find_master_socket() {
  path=$(head -c 65536 "$P/$parent/cmdline" | tr '\0' '\n' | awk 'next_one { print; exit } $0 == "-S" { next_one = 1 }')
  path=${path#unix@}
  path=${path%%,*}
  case $path in
    '' | *@*) return 1 ;;
    /*) ;;
    *) here=$(readlink "$P/$parent/cwd"); path=${here%/}/$path ;;
  esac
  find_root
  inside "$path" && [ -S "$file" ] && [ ! -h "$file" ]
}

# The conditions are numbered as in docs/probe.md.
judge() {
  awk '
    $0 == "--- again" { look++; next }
    $1 == "---" { pointer = $2; if (!look) order[++suspects] = pointer; next }
    /^\| / { long[look + 0, pointer] = long[look + 0, pointer] substr($0, 3) "\n" }
    END {
      for (i = 1; i <= suspects; i++) {
        pointer = order[i]
        read_long(long[0, pointer]); before = identity; moved = progress
        read_long(long[1, pointer])
        found = (identity != "")
        one = found && frontend !~ /^(GLOBAL|MASTER|<CLI>|<HTTPCLIENT>|<OCSP-UPDATE>)$/
        two = found && timers && !running
        three = (reason != "")
        four = found && identity == before && progress == moved
        printf "\n%s: %s\n", pointer, one && two && three && four ? "STUCK" : found ? "not proven" : "gone"
        if (!found) continue
        print "  1 traffic, not internal: " yes(one)
        print "  2 no timer runs:         " yes(two)
        print "  3 nothing can wake it:   " yes(three) (three ? ", " reason : "")
        print "  4 unchanged:             " yes(four)
        if (pending) print "    and a side has an error pending (0x20000) that it has not reported"
        print long[1, pointer]
      }
    }

    function yes(holds) { return holds ? "yes" : "no" }

    # Sets identity, progress, proto, frontend, timers, running, reason and pending of one answer.
    function read_long(text,   lines, line, n, i, j, words, word, equals, name, value, side, channel, state, sub_, conn, out) {
      identity = progress = proto = frontend = reason = ""; timers = running = pending = 0
      state[0] = state[1] = ""
      n = split(text, lines, "\n")
      if (lines[1] !~ /^0x[0-9a-f]+: \[/) return
      side = channel = -1
      for (i = 1; i <= n; i++) {
        line = lines[i]
        if (line ~ /^  (scf|si\[0\])=/) side = 0
        if (line ~ /^  (scb|si\[1\])=/) side = 1
        if (line ~ /^  req=/) channel = 0
        if (line ~ /^  res=/) channel = 1
        gsub(/[(),]/, " ", line)
        words = split(line, word, " ")
        for (j = 1; j <= words; j++) {
          equals = index(word[j], "=")
          name = substr(word[j], 1, equals - 1); value = substr(word[j], equals + 1)
          if (i == 1 && name == "id") identity = word[1] " " word[2] " " value
          if (i == 1 && name == "proto") proto = value
          if (name == "frontend" && j == 1) frontend = value
          if (name == "calls" || name == "total" || name == "in" || name == "out") progress = progress " " name value
          # Empty, <NEVER> and ? (past) are no timer that runs.
          if (name ~ /^(exp|conn_exp|an_exp|rex|wex)$/) { timers++; if (value ~ /^[0-9]/) running++ }
          if (side >= 0 && channel < 0) {
            if (name == "state") state[side] = value
            if (name == "sub") sub_[side] = value
            if (name ~ /^endp[01]?$/) {
              conn[side] = (value ~ /^(CONN|CS)/)
              if (flagged(word[j + 2])) pending = 1
            }
          }
          if (channel >= 0 && name == "o") out[channel] = value
        }
      }
      for (side = 0; side <= 1; side++) {
        if (state[side] != "EST" || !conn[side] || sub_[side] == "") continue
        # What a side sends comes from the other: the response for the front, the request for the back.
        if (out[1 - side] + 0 > 0 && sub_[side] < 2)
          reason = (side ? "the back" : "the front") " has data to send and does not wait to send"
        else if (state[1 - side] ~ /^(DIS|CLO)$/ && sub_[side] == 0)
          reason = (side ? "the back" : "the front") " waits for nothing and the other side is closed"
      }
      # Such states last seconds, and only a timer ends them where nothing comes.
      if (state[1] ~ /^(REQ|QUE|TAR|ASS|CON|CER)$/) reason = "the back stands in " state[1] " without a timer that could end it"
    }

    # The flags of an endpoint: 0x20000 without 0x18000.
    function flagged(text,   n) {
      n = length(text)
      return text ~ /^0x[0-9a-f]+$/ && n >= 7 && index("26ae", substr(text, n - 4, 1)) && index("01234567", substr(text, n - 3, 1))
    }
  '
}
# <<< by hand

main "$@"
