/// The shell scripts that run on nodes. What varies comes as an argument, never as text of the script.
enum NodeScripts {
  /// Prints a line of `/proc/PID/stat` for each process named `$1` whose control group matches `$2`, and sends it the
  /// signal `$3` before; an empty `$2` or `$3` asks for none. Built-ins alone, but for the match: it is run often.
  static let processes = #"""
    for d in /proc/[0-9]*; do
      read -r line <"$d/stat" || continue
      case $line in *" ($1) "*) ;; *) continue ;; esac
      case $line in *" ($1) Z "*) continue ;; esac
      [ -z "$2" ] || grep -qE "$2" "$d/cgroup" || continue
      [ -z "$3" ] || kill "-$3" "${d#/proc/}" || continue
      printf '%s\n' "$line"
    done 2>/dev/null
    exit 0
    """#

  /// The control group of a static pod: its UID is a digest without dashes, that of any other pod a UUID.
  ///
  /// - Source: Kubernetes, `pkg/kubelet/config/common.go`, `generatePodUID…`
  static let staticPod = "pod[0-9a-f]{32}([^0-9a-f]|$)"

  /// Takes the manifest `$3` out of the folder `$1` into the folder `$2`. Prints nothing.
  static let moveAside = #"""
    mkdir -p -m 0700 -- "$2" || exit
    [ ! -e "$1/$3" ] || mv -f -- "$1/$3" "$2/$3"
    """#

  /// Puts the manifest `$3` back from the folder `$2` into the folder `$1`, and says where it was.
  static let moveBack = #"""
    if [ -e "$2/$3" ]; then mv -f -- "$2/$3" "$1/$3" && echo aside
    elif [ -e "$1/$3" ]; then echo there
    else echo missing; fi
    """#

  /// Where it is noted which units were stopped. After a machine's start they run again, and the notes are gone.
  static let stoppedUnits = "/run/firedrill-stopped"

  /// Stops the unit `$1`, noted before.
  static let stopUnit = #"""
    mkdir -p -m 0700 -- "\#(stoppedUnits)" && : >"\#(stoppedUnits)/$1" || exit
    systemctl stop -- "$1"
    """#

  /// Starts the unit `$1` again.
  static let startUnit = #"""
    systemctl start -- "$1" && rm -f -- "\#(stoppedUnits)/$1"
    """#

  /// Writes standard input, which has `$2` bytes, to the file `$1`, for its owner alone: whole, or not at all. A connection that is
  /// lost on the way looks like the end of the input.
  static let note = #"""
    umask 077
    cat >"$1.new" && [ "$(wc -c <"$1.new")" -eq "$2" ] && mv -f -- "$1.new" "$1" && exit
    rm -f -- "$1.new"; echo "$1 was not written whole" >&2; exit 1
    """#

  /// Prints the manifest `$3`, wherever it is.
  static let readManifest = #"""
    if [ -e "$1/$3" ]; then cat -- "$1/$3"; else cat -- "$2/$3"; fi
    """#

  /// Puts standard input, which has `$4` bytes, in the place of the manifest `$3`, wherever it is. It is written aside first: the
  /// kubelet would read half of it, and a connection that is lost on the way looks like the end of the input.
  static let writeManifest = #"""
    mkdir -p -m 0700 -- "$2" || exit
    umask 077
    if ! cat >"$2/.$3.new" || [ "$(wc -c <"$2/.$3.new")" -ne "$4" ]; then
      rm -f -- "$2/.$3.new"; echo "$3 was not written whole" >&2; exit 1
    fi
    if [ -e "$1/$3" ]; then mv -f -- "$2/.$3.new" "$1/$3"; else mv -f -- "$2/.$3.new" "$2/$3"; fi
    """#

  /// Names the folder `$1` as it is now: another value after it was replaced.
  static let folderIdentity = #"""
    [ -d "$1" ] || exit 0
    if mountpoint -q -- "$1"; then set -- "$1/member"; fi
    if [ -d "$1" ]; then stat -c '%d-%i-%W' -- "$1"; else echo empty; fi
    """#

  /// Puts an empty folder in the place of `$1`, kills every process with the numbers after it, then removes what was there.
  /// A mount point stays, and is emptied.
  static let loseFolder = #"""
    folder=$1; shift
    if mountpoint -q -- "$folder"; then
      [ $# = 0 ] || kill -9 "$@"
      find "$folder" -mindepth 1 -delete
      exit
    fi
    lost=$folder.firedrill-lost-$$
    mv -T -- "$folder" "$lost" && mkdir -m 0700 -- "$folder" || exit
    [ $# = 0 ] || kill -9 "$@"
    rm -rf -- "$lost"
    """#

  /// Prints the pages of the file `$1` from the third on, at most 16 MiB: a database may be too large to be carried here, and
  /// etcd reads all of it when it starts. See ``Damage``.
  static let readBlocks = #"dd if="$1" bs=4096 skip=2 count=4096 status=none"#

  /// Writes standard input over the file `$1` from its third page on.
  static let writeBlocks = #"dd of="$1" bs=4096 seek=2 conv=notrunc,fsync status=none"#

  /// Takes every line with the flag `$4` out of the manifest `$3`, in the folder `$1` or, where it is not there, `$2`.
  static let removeFlag = #"""
    place=$1/$3; [ -e "$place" ] || place=$2/$3
    mkdir -p -m 0700 -- "$2" || exit
    umask 077
    grep -v -e "--$4" "$place" >"$2/.$3.lifted" && mv -f -- "$2/.$3.lifted" "$place"
    """#

  /// Whether the machine's init has started the unit `$1`, or is done with starting: a unit of that name need not be there.
  /// Says what it waits for. Where there is no systemd, nothing is waited for.
  static let isUp = #"""
    command -v systemctl >/dev/null || exit 0
    state=$(systemctl is-active -- "$1" 2>&1)
    case $state in active | failed) exit 0 ;; esac
    case $(systemctl is-system-running 2>&1) in running | degraded) exit 0 ;; esac
    printf '%s' "$state"
    exit 1
    """#

  // MARK: timers

  /// Where the numbers of timers' processes are kept on a machine without systemd.
  static let timers = "/run/firedrill"

  /// Runs the command after `$2` in `$2` seconds under the name `$1`, without anybody's help. A detached sleep stands in
  /// where systemd does not run; its file stays where its command failed. The units are described by their name: the command
  /// itself, which systemd would take, may be a script of several lines. Its `$` are doubled for systemd, which would put
  /// variables of its own in their place.
  ///
  /// - Source: systemd.service(5), "Command lines"
  static let arm = #"""
    name=$1 delay=$2; shift 2
    if [ -d /run/systemd/system ]; then
      words=$#
      while [ "$words" -gt 0 ]; do
        word=$(printf '%s.' "$1" | sed 's/[$]/&&/g'); shift
        set -- "$@" "${word%.}"; words=$((words - 1))
      done
      exec systemd-run --quiet --collect --unit="$name" --description="$name" --on-active="$delay" \
        --timer-property=AccuracySec=100ms -- "$@"
    fi
    mkdir -p -m 0700 -- "\#(timers)" || exit
    setsid sh -c 'sleep "$1"; shift; exec sh -c "\"\$@\" && rm -f -- \"\$0\"" "$@"' \
      "$name" "$delay" "\#(timers)/$name" "$@" </dev/null >/dev/null 2>&1 &
    echo "$!" >"\#(timers)/$name"
    """#

  /// Takes back every timer whose name begins with `$1`-. A process is ended only if it still has that name.
  static let disarm = #"""
    if [ -d /run/systemd/system ]; then
      systemctl stop -- "$1-*.timer" || exit
    fi
    for file in "\#(timers)/$1-"*; do
      [ -e "$file" ] || continue
      read -r pid <"$file"
      if tr '\0' '\n' <"/proc/$pid/cmdline" 2>/dev/null | grep -qx -e "${file##*/}"; then kill -- "-$pid"; fi
      rm -f -- "$file"
    done
    exit 0
    """#

  /// Lets every timer whose name begins with `$1`- go off now, and waits until what it runs has ended. One whose command fails
  /// stays, and is named: it may be all that knows the way out.
  static let goOff = #"""
    status=0
    if [ -d /run/systemd/system ]; then
      for unit in $(systemctl list-units --plain --no-legend "$1-*.timer" | sed 's/[.]timer .*//'); do
        if systemctl start --wait -- "$unit.service" 2>/dev/null; then
          systemctl stop -- "$unit.timer" || status=1
        else
          status=1; echo "what $unit runs failed: see journalctl -u $unit" >&2
        fi
      done
    fi
    for file in "\#(timers)/$1-"*; do
      [ -e "$file" ] || continue
      read -r pid <"$file"
      words=$(tr '\0' '\n' <"/proc/$pid/cmdline" 2>/dev/null)
      # Its sleep alone: what comes after it follows.
      if printf '%s' "$words" | grep -qx -e "${file##*/}"; then kill $(cat "/proc/$pid/task/$pid/children"); fi
      if printf '%s' "$words" | grep -qx -e "$file"; then
        while [ -e "/proc/$pid" ]; do sleep 0.1; done
      fi
      [ ! -e "$file" ] || { status=1; echo "what $file ran failed: set it right, then remove the file" >&2; }
    done
    exit "$status"
    """#

  // MARK: what is there

  /// Says what the machine lacks of the programs named by the arguments, of which `a|b` asks for one of two, and of rights.
  static let lacks = #"""
    PATH=$PATH:/usr/local/bin
    for tools; do
      found=
      for tool in $(printf '%s' "$tools" | tr '|' ' '); do
        if command -v -- "$tool" >/dev/null; then found=yes; fi
      done
      [ -n "$found" ] || printf '%s\n' "$tools"
    done
    [ "$(id -u)" = 0 ] || echo 'rights of root'
    """#

  // MARK: what is left

  /// On the disk, so that they can be seen while the machine stands still: that it was let stand still; its cables.
  static let paused = "/var/lib/firedrill-paused"
  static let unplugged = "/var/lib/firedrill-unplugged"

  /// Prints a line for everything on the machine that carries this harness's mark.
  static let leftovers = #"""
    if command -v nft >/dev/null; then
      nft list tables | sed -n 's/^table \([a-z0-9]*\) \(firedrill_[A-Za-z0-9_]*\)$/rules \1 \2/p'
    fi
    for file in "$2"/*.yaml; do [ ! -e "$file" ] || printf 'manifest %s\n' "${file##*/}"; done
    for file in "$1"/*.yaml; do
      if [ -e "$file" ] && grep -q -e "--$3" "$file"; then printf 'flag %s\n' "${file##*/}"; fi
    done
    if command -v tc >/dev/null; then tc qdisc show | sed -n 's/^qdisc netem fd11: dev \([^ ]*\) .*/queue \1/p'; fi
    if [ -d /run/systemd/system ]; then
      systemctl list-units --all --plain --no-legend 'firedrill_*.timer' | sed 's/ .*//; s/^/timer /'
    fi
    for file in "\#(timers)"/*; do [ ! -e "$file" ] || printf 'timer %s\n' "${file##*/}"; done
    for file in "\#(stoppedUnits)"/*; do [ ! -e "$file" ] || printf 'service %s\n' "${file##*/}"; done
    [ ! -e "\#(unplugged)" ] || printf 'cable %s\n' "\#(unplugged)"
    PATH=$PATH:/usr/local/bin
    if command -v ctr >/dev/null; then
      ctr --namespace k8s.io containers list --quiet | sed -n 's/^\(firedrill-etcd-.*\)$/container \1/p'
    fi
    for file in /var/lib/firedrill-upload-* /var/lib/etcd.firedrill-lost-* /var/lib/etcd.firedrill-snapshot* "\#(paused)"; do
      [ ! -e "$file" ] || printf 'file %s\n' "$file"
    done
    exit 0
    """#

  /// Ends the container `$1` of etcd's tools and removes it.
  static let removeContainer = #"""
    PATH=$PATH:/usr/local/bin
    ctr --namespace k8s.io tasks kill --signal SIGKILL "$1" 2>/dev/null
    ctr --namespace k8s.io tasks delete --force "$1" 2>/dev/null
    ctr --namespace k8s.io containers delete "$1"
    """#
}
