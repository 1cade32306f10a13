#!/bin/sh
# The probe of haproxy-fleet-auditor: reads how TCP memory and the HAProxy workers of this host stand, and prints one
# ASCII line of JSON (at most 2,400 bytes, ending in "end":1}). It exits 0 and prints nothing on stderr; what it could
# not read is said inside the line. docs/probe.md lists every file it reads and every command it sends.
#
# It changes nothing: it writes no file, sends HAProxy only `show info`, `show sess` and `show cli level`, and runs
# nothing that it found on the way. Streams and descriptors are counted here; no client address, URL or header leaves.
#
# SSM runs it without arguments. By hand: sh probe.sh [--no-jitter] [--procfs DIR]

# awk programs stand in single quotes (SC2016); names made with a pid are assigned by eval (SC2154); `a && b || continue`
# is a guard whose middle never fails by itself (SC2015).
# shellcheck disable=SC2016,SC2154,SC2015

PATH=/usr/sbin:/usr/bin:/sbin:/bin
LC_ALL=C
export PATH LC_ALL
unset ENV BASH_ENV CDPATH
umask 077
exec 2>/dev/null

PROBE_VERSION=1.0.0
WHOLE_SECONDS=15           # for everything after the jitter
COMMAND_SECONDS=5          # for one command of the runtime API, one file, one package look-up
JITTER_MILLISECONDS=3000   # so that a fleet does not ask in one instant
MOST_STREAMS=20000         # above it, listing streams stops HAProxy's threads too often
LEAST_IDLE_PERCENT=20      # below it, HAProxy has no time to list streams
MOST_DESCRIPTORS=50000     # above it, comparing descriptors with the socket tables costs too much
MOST_CONFIG_BYTES=1048576
MOST_ANSWER_BYTES=8388608
STUCK_SECONDS=3600         # younger streams may still be closing
P=/proc
jitter=yes

main() {
  while [ $# -gt 0 ]; do
    case $1 in
      --no-jitter) jitter= ;;
      --procfs) P=$2; shift ;;
    esac
    shift
  done
  renice -n 19 -p $$ >/dev/null
  ionice -c 3 -p $$ >/dev/null
  [ -z "$jitter" ] || wait_a_little
  read_clock
  deadline=$((clock + WHOLE_SECONDS))
  collect | compose
  exit 0
}

# Facts are lines of fields separated by tabs; `compose` makes one line of JSON of them.
collect() {
  [ "$(id -u)" = 0 ] || note not-root
  kernel_facts
  find_workers
  [ -n "$workers" ] || note no-haproxy
  # shellcheck disable=SC2086 # directories without blanks
  tcp_facts "$P" $other_namespaces
  [ -n "$workers" ] || return
  find_client
  first_look
  configs=0
  for pid in $workers; do worker_facts; done
  second_look
}

note() { printf 'note\t%s\n' "$1"; }

# Seconds of the machine's own clock, which nobody can set.
read_clock() {
  read -r clock _ </proc/uptime
  clock=${clock%%.*}
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
# alloc and mem are figures of the whole host; the others belong to a namespace and are summed.
tcp_facts() {
  files=
  for dir in "$@"; do
    for file in sockstat sockstat6 netstat; do
      [ ! -r "$dir/net/$file" ] || files="$files $dir/net/$file"
    done
  done
  # shellcheck disable=SC2086 # paths made here, without blanks
  awk '
    function add(name, value) { sum[name] += value; seen[name] = 1 }
    function shown(name) { return seen[name] ? sprintf("%.0f", sum[name]) : "" }
    $1 == "TCP:" {
      for (i = 2; i < NF; i += 2) {
        if ($i == "inuse" || $i == "tw") add($i, $(i + 1))
        if ($i == "orphan" || $i == "alloc" || $i == "mem") { sum[$i] = $(i + 1); seen[$i] = 1 }
      }
    }
    $1 == "TCP6:" && $2 == "inuse" { add("inuse6", $3) }
    $1 == "TcpExt:" && $2 !~ /^[0-9]/ { for (i = 2; i <= NF; i++) name[i] = $i }
    $1 == "TcpExt:" && $2 ~ /^[0-9]/ {
      for (i = 2; i <= NF; i++)
        if (name[i] == "TCPMemoryPressures" || name[i] == "TCPAbortOnMemory") add(name[i], $i)
    }
    END {
      printf "tcp\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n", shown("inuse"), shown("orphan"), shown("tw"), shown("alloc"),
        shown("inuse6"), shown("mem"), shown("TCPMemoryPressures"), shown("TCPAbortOnMemory")
    }
  ' $files </dev/null
  # Not with `read`: it takes a byte at a time, and such a file gives all of itself to the first read alone.
  awk '{ printf "limits\t%s\t%s\t%s\n", $1, $2, $3 }' "$P/sys/net/ipv4/tcp_mem"
}

# ---- Workers --------------------------------------------------------------------------------------------------------

# Sets `workers` (the pid of every HAProxy process but masters), for each started_PID (seconds after boot), master_PID
# and namespace_PID, and `other_namespaces` (one process directory for each network namespace that is not ours).
find_workers() {
  workers=; other_namespaces=; candidates=; parents=' '; seen=" $(readlink "$P/self/ns/net") "
  for dir in "$P"/[0-9]*; do
    name=
    IFS= read -r name <"$dir/comm"
    case $name in haproxy* | hapee-lb*) ;; *) continue ;; esac
    # haproxy_exporter and its like have such a name too; the program they run tells them apart.
    exe=$(readlink "$dir/exe")
    exe=${exe%' (deleted)'}
    case ${exe##*/} in
      haproxy | haproxy[-.0-9]* | hapee-lb) ;;
      '') [ "$name" = haproxy ] || continue ;;
      *) continue ;;
    esac
    stat=
    IFS= read -r stat <"$dir/stat"
    # shellcheck disable=SC2086 # the fields after the command's name, which may itself hold blanks and brackets
    set -- ${stat##*')'}
    [ $# -ge 20 ] && [ "$1" != Z ] && [ "$1" != X ] || continue
    parent=$2
    shift 19
    pid=${dir##*/}
    candidates="$candidates $pid"
    eval "started_$pid=\$(($1 / 100)) parent_$pid=\$parent"
    # A child of the last second may be a health check that is about to become its own program.
    [ $((host_uptime - $1 / 100)) -lt 2 ] || parents="$parents$parent "
  done
  for pid in $candidates; do
    eval "parent=\$parent_$pid master_$pid="
    case "$candidates " in
      *" $parent "*)
        eval "grandparent=\$parent_$parent"
        case "$candidates " in *" $grandparent "*) continue ;; esac
        eval "master_$pid=\$parent"
        ;;
    esac
    case $parents in *" $pid "*) continue ;; esac
    workers="$workers $pid"
    namespace=$(readlink "$P/$pid/ns/net")
    eval "namespace_$pid=\$namespace"
    case $seen in *" $namespace "*) continue ;; esac
    seen="$seen$namespace "
    other_namespaces="$other_namespaces $P/$pid"
    note other-netns
  done
}

# All facts of the worker `pid`.
worker_facts() {
  eval "started=\$started_$pid"
  exe=$(readlink "$P/$pid/exe")
  resident=$(awk '$1 == "VmRSS:" { print $2; exit }' "$P/$pid/status")
  most_files=$(awk '/^Max open files/ { print $4; exit }' "$P/$pid/limits")
  find_root
  find_config
  find_package
  printf 'worker\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n' "$pid" "$config" "$package" "$((boot_time + started))" \
    "$((host_uptime - started))" "$most_files" "$resident"
  # The file that the worker runs was replaced below it.
  case $exe in *' (deleted)') [ -z "$package" ] || note package-newer ;; esac
  ask_worker
}

# Sets `root`, the directory in front of every path of the worker ('' on the host itself), and `contained`.
# A process of another mount namespace, or one put into a root before it became HAProxy, is read below /proc/PID/root.
# HAProxy's own `chroot` comes after it opened its files and so moves none of them; in a container it hides them from
# us, but not below its master, which doesn't enter it.
find_root() {
  root=; contained=
  rooted=$(readlink "$P/$pid/root")
  if [ "$(readlink "$P/$pid/ns/mnt")" != "$(readlink "$P/self/ns/mnt")" ]; then
    contained=yes
    eval "root=$P/\${master_$pid:-$pid}/root"
  elif [ -n "$rooted" ] && [ "$rooted" != / ]; then
    case $exe in
      "$rooted"/*)
        contained=yes
        root=$P/$pid/root
        exe=${exe#"$rooted"}
        ;;
    esac
  fi
}

# inside PATH: sets `file` to where the worker's PATH is for us; fails where it must not be opened. A symbolic link
# below /proc/PID/root leads to the host's own files, so no part of such a path may be one; the customary
# /var/run -> /run is taken as its text.
inside() {
  case $1 in /*) ;; *) return 1 ;; esac
  case $1 in *[!A-Za-z0-9_./@%+=,-]* | */../* | */..) return 1 ;; esac
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

# readable MOST_BYTES: `file` is a regular file of at most so many bytes.
readable() {
  [ -f "$file" ] && [ -r "$file" ] || return 1
  size=$(stat -L -c %s "$file")
  [ "${size:-0}" -gt 0 ] && [ "$size" -le "$1" ]
}

# Sets `package`: name and version of the package that owns the worker's program.
find_package() {
  package=
  program=${exe%' (deleted)'}
  if inside /var/lib/dpkg/status && readable 16777216; then
    status=$file
    for name in haproxy hapee-lb; do
      inside "/var/lib/dpkg/info/$name.list" && readable "$MOST_CONFIG_BYTES" || continue
      timeout "$COMMAND_SECONDS" grep -qxF "$program" "$file" || continue
      package=$(timeout "$COMMAND_SECONDS" awk -v name="$name" '
        $1 == "Package:" { mine = ($2 == name) }
        mine && $1 == "Version:" { print name " " $2; exit }
      ' "$status")
    done
  elif inside /lib/apk/db/installed && readable 16777216; then
    package=$(timeout "$COMMAND_SECONDS" awk -v program="$program" '
      /^P:/ { name = substr($0, 3) }
      /^V:/ { version = substr($0, 3) }
      /^F:/ { directory = "/" substr($0, 3) }
      /^R:/ && directory "/" substr($0, 3) == program { print name " " version; exit }
    ' "$file")
  elif [ -z "$contained" ]; then
    package=$(timeout "$COMMAND_SECONDS" rpm -qf --qf '%{NAME} %{VERSION}-%{RELEASE}\n' "$program" | head -n 1)
    case $package in error:* | *' not owned '*) package= ;; esac
  fi
}

# ---- Configuration --------------------------------------------------------------------------------------------------

# Sets `config`, the number of the worker's configuration ('' where it can't be read). What is read for the first time
# is printed, and its stats sockets kept in sockets_CONFIG.
find_config() {
  config=
  find_config_files
  if [ -z "$config_files" ]; then
    note config-unreadable
    return
  fi
  for file in $config_files; do
    changed=$(stat -L -c %Y "$file")
    [ "${changed:-0}" -le $((boot_time + started + 1)) ] || note config-changed
  done
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
  # shellcheck disable=SC2086 # paths that `inside` let through
  hash=$(timeout "$COMMAND_SECONDS" cat $config_files | sha256sum | cut -c 1-12)
  # shellcheck disable=SC2086
  directives=$({
    tr '\0' '\n' <"$P/$pid/environ"
    printf '\n--- configuration\n'
    timeout "$COMMAND_SECONDS" cat $config_files
  } | read_config)
  eval "config_files_$config=\$config_files"
  eval "sockets_$config=\$(printf '%s\n' \"\$directives\" | sed -n 's/^socket //p')"
  printf '%s\n' "$directives" | sed -n 's/^note /note	/p'
  printf 'config\t%s\t%s\t%s\n' "$config" "$hash" "$(printf '%s\n' "$directives" | sed -n 's/^directives //p')"
}

# Sets `config_files`: the files that the worker's command line names, as far as they may be read.
find_config_files() {
  config_files=; directory=; next=
  arguments=$(head -c 65536 "$P/$pid/cmdline" | tr '\0' '\n')
  set -f
  IFS='
'
  # shellcheck disable=SC2086 # an argument a line
  set -- $arguments
  unset IFS
  set +f
  [ $# -eq 0 ] || shift
  for argument in "$@"; do
    case $next in
      file) add_config "$argument" ;;
      directory) directory=$argument ;;
      files) add_config "$argument"; continue ;;
      '') case $argument in
        -f) next='file'; continue ;;
        -C) next=directory; continue ;;
        --) next=files; continue ;;
        -[pLNnmxS]) next=ignored; continue ;;
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
      here=${directory:-$(readlink "$P/$pid/cwd")}
      path=${here%/}/$path
      ;;
  esac
  inside "${path%/}" || return
  if [ -d "$file" ]; then
    for path in "$file"/*.cfg; do
      inside "${path#"$root"}" && readable "$MOST_CONFIG_BYTES" && config_files="$config_files $file"
    done
  else
    readable "$MOST_CONFIG_BYTES" && config_files="$config_files $file"
  fi
}

# Reads the worker's environment, a separator, and its configuration. Prints `directives` (client, server and tunnel
# timeout: the longest over the proxies; proxies without a timeout; tcp-ut on bind and on server lines; hard-stop-after:
# seconds), `socket PATH` for each stats socket, the one of level operator first, and `note CODE`.
read_config() {
  awk '
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
    length($0) > 8192 { next }
    {
      words = split_words($0)
      if (words == 0) next
      if (index(sections, " " word[1] " ")) { open_section(); next }
      if (word[1] == ".if" || word[1] == ".elif") conditional = 1
      if (kind == "global") global_line()
      else if (kind != "") proxy_line()
    }
    END {
      for (s = 1; s <= proxies; s++) {
        front = (type[s] == "frontend" || type[s] == "listen")
        back = (type[s] == "backend" || type[s] == "listen")
        if (type[s] == "defaults") continue
        if (front) longest_client = longer(longest_client, client[s])
        if (back) longest_server = longer(longest_server, back_timeout[s])
        longest_tunnel = longer(longest_tunnel, tunnel[s])
        if ((front && client[s] + 0 == 0) || (back && back_timeout[s] + 0 == 0)) untimed++
      }
      printf "directives %s\t%s\t%s\t%d\t%s\t%s\t%s\n", longest_client, longest_server, longest_tunnel, untimed,
        bind_tcp_ut, server_tcp_ut, hard_stop
      for (rank = 1; rank <= 3; rank++)
        for (s = 1; s <= sockets; s++) if (socket_rank[s] == rank) print "socket " socket_path[s]
      if (conditional) print "note config-conditional"
      if (elsewhere) print "note socket-not-unix"
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
      if (word[1] == "defaults") {
        current_defaults = proxies
        if (words > 1 && word[2] != "from") defaults[word[2]] = proxies
      }
    }

    function global_line(   path, level, i) {
      if (word[1] == "hard-stop-after") hard_stop = seconds(word[2])
      if (word[1] == "unix-bind") { for (i = 2; i < words; i++) if (word[i] == "prefix") prefix = word[i + 1] }
      if (word[1] != "stats" || word[2] != "socket") return
      path = word[3]
      sub(/^unix@/, "", path)
      if (path !~ /^\//) { elsewhere = 1; return }
      level = "operator"
      for (i = 4; i < words; i++) if (word[i] == "level") level = word[i + 1]
      sockets++
      socket_path[sockets] = prefix path
      socket_rank[sockets] = (level == "operator") ? 1 : (level == "admin") ? 2 : 3
    }

    function proxy_line(   i) {
      if (word[1] == "timeout" && word[2] == "client" || word[1] == "clitimeout") client[proxies] = seconds(word[words])
      if (word[1] == "timeout" && word[2] == "server" || word[1] == "srvtimeout") back_timeout[proxies] = seconds(word[words])
      if (word[1] == "timeout" && word[2] == "tunnel") tunnel[proxies] = seconds(word[words])
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
      if (unit == "us") value /= 1000000
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

# Reads every worker's descriptors and, after them, the socket tables of its network namespace. Keeps in `looks`:
# files PID COUNT, listening PID, unix PID PATH (sockets it listens on), looked PID, and dead PID FD INODE for each
# socket that no table has: a candidate, since it may have been closed in between.
first_look() {
  looks=
  remaining=$workers
  while [ -n "$remaining" ]; do
    group=; others=; first=
    for pid in $remaining; do
      eval "namespace=\$namespace_$pid"
      [ -n "$first" ] || { first=$pid; shared=$namespace; }
      if [ "$namespace" = "$shared" ]; then group="$group $pid"; else others="$others $pid"; fi
    done
    remaining=$others
    looks="$looks
$(list_descriptors "$group" | compare_with_tables "$first")"
  done
  read_clock
  first_look_at=$clock
  printf '%s\n' "$looks" | awk '$1 == "files" || $1 == "listening" { print $1 "\t" $2 "\t" $3 }'
}

list_descriptors() {
  for pid in $1; do
    echo "process $pid"
    slots=$(awk '$1 == "FDSize:" { print $2; exit }' "$P/$pid/status")
    # FDSize is a power of two that is never below the descriptors in use.
    if [ "${slots:-0}" -gt "$MOST_DESCRIPTORS" ]; then
      many=$(find "$P/$pid/fd" | wc -l)
      if [ "$many" -gt "$MOST_DESCRIPTORS" ]; then
        echo "many $((many - 1))"
        continue
      fi
    fi
    ls -ln "$P/$pid/fd"
  done
}

# compare_with_tables PID: descriptors (from list_descriptors) on stdin against the tables of PID's namespace.
compare_with_tables() {
  tables=
  for table in tcp tcp6 udp udp6 udplite udplite6 raw raw6 unix packet netlink; do
    [ ! -r "$P/$1/net/$table" ] || tables="$tables table=$table $P/$1/net/$table"
  done
  # shellcheck disable=SC2086 # paths and words made here
  awk '
    table == "" && $1 == "process" { pid = $2; next }
    table == "" && $1 == "total" { looked[pid] = 1; count[pid] += 0; next }
    table == "" && $1 == "many" { count[pid] = $2; next }
    table == "" {
      if ($1 !~ /^l/) next
      count[pid]++
      if ($(NF - 1) != "->") next
      if ($NF ~ /^socket:\[[0-9]+\]$/) {
        inode = substr($NF, 9, length($NF) - 9)
        holders[inode] = holders[inode] " " pid ":" $(NF - 2)
      }
      # HAProxy keeps such a descriptor where it uses network namespaces: its sockets then stand in other tables.
      if ($NF ~ /^net:\[/ || $NF ~ /\/netns\//) looked[pid] = 0
      next
    }
    {
      inode = (table == "unix") ? $7 : (table == "packet") ? $9 : $10
      if (!(inode in holders)) next
      listening = ((table == "tcp" || table == "tcp6") && $4 == "0A") || (table == "unix" && $4 == "00010000")
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
      for (pid in count) print "files " pid " " count[pid]
      for (pid in looked) if (looked[pid]) print "looked " pid
      for (pid in looked) print "listening " pid " " listens[pid] + 0
      for (inode in holders) {
        n = split(holders[inode], list, " ")
        for (i = 1; i <= n; i++) {
          colon = index(list[i], ":")
          pid = substr(list[i], 1, colon - 1)
          if (looked[pid]) print "dead " pid " " substr(list[i], colon + 1) " " inode
        }
      }
    }
  ' - $tables
}

# A second or more later: the candidates whose descriptor still names the same socket and that still no table has.
second_look() {
  read_clock
  [ $((clock - first_look_at)) -ge 2 ] || case $looks in *"
dead "*) sleep 1 ;; esac
  for pid in $(printf '%s\n' "$looks" | awk '$1 == "looked" { print $2 }'); do
    suspects=$(printf '%s\n' "$looks" | awk -v pid="$pid" '$1 == "dead" && $2 == pid')
    if [ -z "$suspects" ]; then
      printf 'dead\t%s\t0\n' "$pid"
      continue
    fi
    read_clock
    if [ "$clock" -ge "$deadline" ]; then
      note dead-sockets-deadline
      return
    fi
    again=$(list_descriptors "$pid" | compare_with_tables "$pid")
    printf '%s\n--- again\n%s\n' "$suspects" "$again" | awk -v pid="$pid" '
      $1 == "---" { again = 1; next }
      $1 != "dead" || $2 != pid { next }
      !again { before[$3 " " $4] = 1; next }
      ($3 " " $4) in before { dead++ }
      END { printf "dead\t%s\t%d\n", pid, dead }
    '
  done
}

# ---- The runtime API ------------------------------------------------------------------------------------------------

# Sets `client` to what can talk to a Unix socket here.
find_client() {
  client=
  for name in socat nc ncat perl python3 curl; do
    command -v "$name" >/dev/null || continue
    if [ "$name" = nc ]; then nc -h 2>&1 </dev/null | grep -q -e -U || continue; fi
    client=$name
    return
  done
  note no-client
}

# ask SOCKET COMMAND MOST_BYTES: one connection, one command, HAProxy closes after its answer.
ask() {
  read_clock
  left=$((deadline - clock))
  [ "$left" -gt 0 ] || return
  [ "$left" -le "$COMMAND_SECONDS" ] || left=$COMMAND_SECONDS
  case $client in
    socat) printf '%s\n' "$2" | timeout "$left" socat -t "$left" - "UNIX-CONNECT:$1" ;;
    nc | ncat) printf '%s\n' "$2" | timeout "$left" "$client" -U "$1" ;;
    perl) timeout "$left" perl -MSocket -e '
      socket(S, PF_UNIX, SOCK_STREAM, 0) && connect(S, sockaddr_un($ARGV[0])) or exit 1;
      syswrite(S, "$ARGV[1]\n");
      while (sysread(S, $b, 65536)) { print $b or exit 1 }' "$1" "$2" ;;
    python3) timeout "$left" python3 -I -S -c '
import socket, sys
s = socket.socket(socket.AF_UNIX)
s.connect(sys.argv[1])
s.sendall(sys.argv[2].encode() + b"\n")
while True:
    b = s.recv(65536)
    if not b:
        break
    sys.stdout.buffer.write(b)' "$1" "$2" ;;
    curl) printf '%s\n' "$2" | timeout "$left" curl -sN --unix-socket "$1" telnet://localhost ;;
  esac | head -c "$3"
}

# Asks the worker `pid` on a stats socket of its configuration that it listens on itself. Prints `info` and `scan`.
ask_worker() {
  scan=no-socket
  [ -n "$client" ] || scan=no-client
  owned=" $(printf '%s\n' "$looks" | awk -v pid="$pid" '$1 == "unix" && $2 == pid { printf "%s ", $3 }')"
  sockets=
  [ -z "$config" ] || eval "sockets=\$sockets_$config"
  [ -n "$client" ] || sockets=
  informed=
  for path in $sockets; do
    case $owned in *" $path "*) ;; *) continue ;; esac
    inside "$path" && [ -S "$file" ] || { note socket-refused; continue; }
    if [ -z "$informed" ]; then
      info=$(ask "$file" 'show info' 65536 | read_info)
      if [ -z "$info" ]; then
        scan=no-answer
        continue
      fi
      # shellcheck disable=SC2086 # words made by read_info
      set -- $info
      if ! is_worker "$1"; then
        note socket-of-another
        continue
      fi
      informed=yes
      printf 'info\t%s\t%s\n' "$pid" "$info" | tr ' ' '\t'
      version=$2 idle=$3 current=$4 streams=$5 seconds_up=$6
    fi
    scan_streams
    [ "$scan" = permission ] || break
    note "socket-level-$(ask "$file" 'show cli level' 4096 | head -n 1 | tr -cd '[:lower:]' | cut -c 1-10)"
  done
  printf 'scan\t%s\t%s\n' "$pid" "$scan"
}

# is_worker NUMBER: what `show info` calls its pid is the worker's, as the host or as its own container counts.
is_worker() {
  [ "$1" = "$pid" ] || [ "$1" = "$(awk '$1 == "NSpid:" { print $NF; exit }' "$P/$pid/status")" ]
}

# Pid, version, Idle_pct, CurrConns, CurrStreams, Uptime_sec, Stopping, Maxconn, CurrSslConns, CumConns, CumReq,
# TotalBytesOut, PoolAlloc_bytes, PoolUsed_bytes: `-` where there is none. Nothing where this is no such answer.
read_info() {
  awk '
    { colon = index($0, ": ") }
    colon == 0 { next }
    {
      name = substr($0, 1, colon - 1)
      value = substr($0, colon + 2)
      if (name == "Version") {
        gsub(/[^A-Za-z0-9._+~:-]/, "?", value)
        value = substr(value, 1, 48)
      } else if (value !~ /^[0-9]+$/ || length(value) > 15) next
      if (value != "" && !(name in field)) field[name] = value
    }
    function shown(name) { return (name in field) ? field[name] : "-" }
    END {
      if (!("Pid" in field) || !("Version" in field)) exit
      print shown("Pid"), shown("Version"), shown("Idle_pct"), shown("CurrConns"), shown("CurrStreams"),
        shown("Uptime_sec"), shown("Stopping"), shown("Maxconn"), shown("CurrSslConns"), shown("CumConns"),
        shown("CumReq"), shown("TotalBytesOut"), shown("PoolAlloc_bytes"), shown("PoolUsed_bytes")
    }
  '
}

# Counts the streams of the worker, unless that would cost it too much. Sets `scan`.
scan_streams() {
  number=$streams
  [ "$number" != - ] || number=$current
  if [ "$number" = - ] || [ "$number" -gt "$MOST_STREAMS" ]; then
    scan=too-many-streams
    return
  fi
  if [ "$idle" = - ] || [ "$idle" -lt "$LEAST_IDLE_PERCENT" ]; then
    scan=busy
    return
  fi
  # `susp` lists the suspects alone, from 3.2 in the terse form. Older ones take the word for nothing and list all.
  command='show sess' suspects_only=
  case $version in
    3.[01].* | 3.[0-2]-dev*) ;;
    3.* | [4-9].*) [ "$streams" = - ] || command='show sess susp' suspects_only=yes ;;
  esac
  result=$(ask "$file" "$command" "$MOST_ANSWER_BYTES" | read_streams "$seconds_up")
  # shellcheck disable=SC2086 # words made by read_streams
  set -- ${result:-no-answer}
  scan=$1
  [ "$scan" = all ] || return
  # CurrStreams counts the stream that asks.
  if [ -n "$suspects_only" ]; then total=$((streams > 0 ? streams - 1 : 0)); else total=$2; fi
  printf 'streams\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n' "$pid" "$total" "$3" "$4" "$5" "$6" "$7" "$8" "$9"
}

# read_streams UPTIME_SECONDS: `show sess` in its terse form. Prints `all`, then how many traffic streams there are, how
# many have no timer, how many of these are stuck, how many of these are older than 1 h, 6 h, 24 h and 7 days, and the
# age of the oldest; or one word that says why not.
#
# Stuck: no timer is running, the age is an hour or more, and either exactly one side is disconnecting or closed
# (state 9 or 10), or (2.8 and later, where the sides have rex= and wex=) an established side (8) has been asked to shut
# down (flag 0x8000) and has not done it (0x20000). An age beyond the process's own is a known error of some releases:
# such a stream counts, but has no age.
read_streams() {
  awk -v uptime="$1" -v floor="$STUCK_SECONDS" '
    { last = $0 }
    NR == 1 && /^Permission denied/ { verdict = "permission"; exit }
    $0 == "" { next }
    !/^0x[0-9a-f]+: / { strange++; next }
    {
      uri = index($0, " uri=\"")
      line = uri ? substr($0, 1, uri - 1) : $0
      if (line ~ / proto=unix/ || line ~ / fe=(GLOBAL|MASTER|<CLI>|<HTTPCLIENT>|<OCSP-UPDATE>) /) next
      total++
      # Empty is never, ? is past: only digits are a timer that runs.
      if (line ~ /[ ,\[](rx|wx|ax|rex|wex|ex|exp|c_exp)=[0-9]/) next
      untimed++
      if (!side(line, "scf=[", "s0=[")) { strange++; next }
      front_state = state; front_blocked = blocked
      if (!side(line, "scb=[", "s1=[")) { strange++; next }
      if ((front_state >= 9) == (state >= 9) && !front_blocked && !blocked) next
      age = age_of(line)
      if (age < 0 || age > uptime) { if (uptime >= floor) stuck++; next }
      if (age < floor) next
      stuck++
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
      print verdict, total + 0, untimed + 0, stuck + 0, hour + 0, six + 0, day + 0, week + 0, oldest + 0
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
# lambdas/probe/probe-line.ts has the places. As many workers as fit, at most 8, running ones and those with most
# connections first; the others are summed into one entry.
compose() {
  awk -F '\t' -v probe="$PROBE_VERSION" '
    $1 == "kernel" { taken = number($2); kernel = quoted($3, 64) "," quoted($4, 36) "," number($5) "," number($6) "," number($7) "," number($8) "," number($9) }
    $1 == "tcp" { tcp = number($2) "," number($3) "," number($4) "," number($5) "," number($6) "," number($7); events = number($8) "," number($9) }
    $1 == "limits" { limits = number($2) "," number($3) "," number($4) }
    $1 == "config" {
      configs++
      config[$2] = "[" quoted($3, 12)
      for (i = 4; i <= 10; i++) config[$2] = config[$2] "," number($i)
      config[$2] = config[$2] "]"
    }
    $1 == "worker" {
      pids[++workers] = $2
      set($2, "config", $3 == "" ? "null" : $3)
      package[$2] = $4
      set($2, "started", $5); set($2, "uptime", $6); set($2, "most_files", $7); set($2, "resident", $8)
    }
    $1 == "files" { set($2, "files", $3) }
    $1 == "listening" { set($2, "state", $3 > 0 ? 1 : 0) }
    $1 == "dead" { set($2, "dead", $3) }
    $1 == "info" {
      version[$2] = $4
      if ($9 != "-") set($2, "state", $9 == 0 ? 1 : 0)
      set($2, "current", $6); set($2, "most", $10); set($2, "tls", $11); set($2, "connections", $12)
      set($2, "requests", $13); set($2, "bytes", $14); set($2, "allocated", $15); set($2, "used", $16)
    }
    $1 == "streams" {
      set($2, "total", $3); set($2, "untimed", $4); set($2, "stuck", $5)
      set($2, "hour", $6); set($2, "six", $7); set($2, "day", $8); set($2, "week", $9); set($2, "oldest", $10)
    }
    $1 == "scan" { scan[$2] = $3 }
    $1 == "note" { if (!(clean($2, 32) in noted)) { noted[clean($2, 32)] = 1; note[++notes] = clean($2, 32) } }

    END {
      places = split("state config started uptime files most_files resident dead current most tls connections requests" \
        " bytes total untimed stuck hour six day week oldest allocated used", place, " ")
      order()
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
      return "{\"v\":1,\"p\":" quoted(probe, 16) ",\"t\":" taken ",\"k\":[" kernel "],\"s\":[" tcp "," limits "," events \
        "],\"x\":[" text_table "],\"c\":[" config_table "],\"w\":[" text "],\"n\":[" noted_codes() "],\"end\":1}"
    }

    function entry(pid,   i, text) {
      text = "[" pid "," text_place(version[pid], 48) "," text_place(package[pid], 64) "," quoted(scan[pid], 16)
      for (i = 1; i <= places; i++)
        text = text "," (place[i] == "config" ? config_place(value[pid, "config"]) : number(value[pid, place[i]]))
      return text "]"
    }

    # Counts are summed and ages the greatest; what differs is unknown.
    function rest(first,   i, j, pid, name, sum, text, all_version, all_package, all_config, all_state) {
      for (i = first; i <= workers; i++) {
        pid = pids[i]
        for (j = 1; j <= places; j++) {
          name = place[j]
          if (number(value[pid, name]) == "null") continue
          if (name == "uptime" || name == "oldest") { if (sum[name] == "" || value[pid, name] + 0 > sum[name]) sum[name] = value[pid, name] + 0 }
          else if (name == "started") { if (sum[name] == "" || value[pid, name] + 0 < sum[name]) sum[name] = value[pid, name] + 0 }
          else if (name != "state" && name != "config") sum[name] += value[pid, name]
        }
        all_version = (i == first || all_version == version[pid]) ? version[pid] : ""
        all_package = (i == first || all_package == package[pid]) ? package[pid] : ""
        all_config = (i == first || all_config == value[pid, "config"]) ? value[pid, "config"] : "null"
        all_state = (i == first || all_state == value[pid, "state"]) ? value[pid, "state"] : ""
      }
      sum["state"] = all_state
      text = "[null," text_place(all_version, 48) "," text_place(all_package, 64) ",\"summed\""
      for (j = 1; j <= places; j++)
        text = text "," (place[j] == "config" ? config_place(all_config) : sum[place[j]] == "" ? "null" : sprintf("%.0f", sum[place[j]]))
      return text "," workers - first + 1 "]"
    }

    # Running workers first, then those with most connections, then the youngest.
    function order(   i, j, pid) {
      for (i = 2; i <= workers; i++) {
        pid = pids[i]
        for (j = i - 1; j >= 1 && before(pid, pids[j]); j--) pids[j + 1] = pids[j]
        pids[j + 1] = pid
      }
    }
    function before(one, other) {
      if (value[one, "state"] + 0 != value[other, "state"] + 0) return value[one, "state"] + 0 > value[other, "state"] + 0
      if (value[one, "current"] + 0 != value[other, "current"] + 0) return value[one, "current"] + 0 > value[other, "current"] + 0
      if (value[one, "files"] + 0 != value[other, "files"] + 0) return value[one, "files"] + 0 > value[other, "files"] + 0
      return value[one, "uptime"] + 0 < value[other, "uptime"] + 0
    }

    function set(pid, name, text) { value[pid, name] = text }

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

    function noted_codes(   i, text) {
      text = ""
      for (i = 1; i <= notes && i <= 16; i++) text = text (i > 1 ? "," : "") "\"" note[i] "\""
      return text
    }

    # A number that fits a double, or null.
    function number(text) { return (text ~ /^[0-9]+(\.[0-9]+)?$/ && length(text) <= 15) ? text : "null" }

    function clean(text, most) {
      gsub(/[^A-Za-z0-9._+~:@\/ -]/, "?", text)
      return substr(text, 1, most)
    }

    function quoted(text, most) { return text == "" ? "null" : "\"" clean(text, most) "\"" }
  '
}

main "$@"
