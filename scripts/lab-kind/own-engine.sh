# shellcheck shell=bash
# An engine of the lab's own, for machines without one: lab-kind.sh engine, engine-stop. Its store and its socket lie in the
# cache. It leaves the host's packet filter, its forwarding and a docker0 that is there alone.
# shellcheck disable=SC2154

# Two engines would take each other's bridges and rules away, so none is started beside another.
start_own_engine() {
  local problem pid
  find_engine
  problem=$(engine_problem)
  if [[ -z $problem ]]; then
    say "A container engine answers at $engine_host; none has to be started."
    return
  fi
  [[ -z ${DOCKER_HOST:-} ]] || no_engine "$problem" "$(engine_remedy)"
  ((EUID == 0)) || no_engine "$problem, and only root can start one" "run the same command as root"
  if pid=$(own_engine_pid); then
    fail "the lab's own engine (process $pid) does not answer" "read $own_engine_log; then: scripts/lab-kind.sh engine-stop"
  fi
  pid=$(other_engine_pid)
  [[ -z $pid ]] || no_engine "another dockerd (process $pid) runs here, at a socket that the lab was not told" \
    "set DOCKER_HOST to its socket"
  need_docker
  take_lock "$lab/lock"
  # Another run may have started it meanwhile.
  if own_engine_pid >/dev/null; then
    say "The lab's own engine runs already: $own_engine_host"
    return
  fi
  launch
}

# The process of the lab's own engine. A process that came to the same number by chance is none.
own_engine_pid() {
  local pid
  pid=$(cat "$own_engine/dockerd.pid" 2>/dev/null) || return 1
  [[ $pid =~ ^[0-9]+$ ]] || return 1
  grep -qzxF -e "--data-root=$own_engine/data" "/proc/$pid/cmdline" 2>/dev/null || return 1
  printf '%s' "$pid"
}

other_engine_pid() {
  find /proc -mindepth 2 -maxdepth 2 -path '/proc/[0-9]*/exe' -lname '*/dockerd*' 2>/dev/null |
    sed -n '1s,^/proc/\([0-9]*\)/.*,\1,p' || true
}

launch() {
  local pid arguments
  # A socket's path has room for 107 bytes.
  ((${#own_engine} < 90)) || fail "the path $own_engine is too long for a socket" "set XDG_CACHE_HOME to a shorter one"
  need_space 4096 "the engine's store"
  mkdir -p "$own_engine/data"
  rm -f "$own_engine/dockerd.pid"
  echo '{}' >"$own_engine/daemon.json"
  arguments=(
    --config-file="$own_engine/daemon.json" --host="$own_engine_host" --pidfile="$own_engine/dockerd.pid"
    --data-root="$own_engine/data" --exec-root=/run/firedrill-kind-lab
    # Where the machine runs a containerd already, the engine uses that one: in a corner of its own.
    --containerd-namespace=firedrill --containerd-plugins-namespace=firedrill-plugins
    # Nodes reach each other on one bridge, and what they publish is passed on by a process: no rules are needed.
    --iptables=false --ip6tables=false --ip-forward=false --ip-masq=false
  )
  # An engine without a bridge removes docker0, whoever made it. One that is there is used as it is found.
  [[ -e /sys/class/net/docker0 ]] || arguments+=(--bridge=none)
  set_dockerd
  say "Starting a container engine of the lab's own. Log: $own_engine_log"
  setsid "${dockerd[@]}" "${arguments[@]}" </dev/null >"$own_engine_log" 2>&1 9>&- &
  pid=$!
  engine_host=$own_engine_host
  await_own_engine "$pid"
  say "It answers at $engine_host. To end it: scripts/lab-kind.sh engine-stop"
}

# Sets dockerd to the command: the machine's own, or the private one with its companions and shared libraries.
set_dockerd() {
  local tree="$docker_place/tree" libraries
  dockerd=("$(type -P dockerd || true)")
  [[ -z ${dockerd[0]} ]] || return 0
  mapfile -t libraries < <(private_libraries "$tree")
  know_architecture
  dockerd=(
    env PATH="$docker_place/bin:$tree/usr/sbin:$tree/usr/bin:$tree/sbin:$tree/bin:$PATH"
    LD_LIBRARY_PATH="$(IFS=: && printf '%s' "${libraries[*]/#/"$tree/"}")"
  )
  [[ ! -d $tree/usr/lib/$triplet/xtables ]] || dockerd+=(XTABLES_LIBDIR="$tree/usr/lib/$triplet/xtables")
  dockerd+=("$tree/usr/sbin/dockerd")
}

await_own_engine() {
  local deadline=$((SECONDS + 60))
  until [[ -z $(engine_problem) ]]; do
    if ! kill -0 "$1" 2>/dev/null; then
      show_tail "$own_engine_log"
      no_engine "a container engine of the lab's own does not start on this machine" "read $own_engine_log"
    fi
    if ((SECONDS >= deadline)); then
      kill -TERM "$1" 2>/dev/null || true
      no_engine "a container engine of the lab's own did not answer within a minute" "read $own_engine_log"
    fi
    sleep 0.2
  done
}

# Its containers stop with it; their disks, and the images, stay in its store.
stop_own_engine() {
  local pid bridge bridges=
  take_lock "$lab/lock"
  if ! pid=$(own_engine_pid); then
    say "No engine of the lab's own runs."
    return
  fi
  engine_host=$own_engine_host
  find_client
  bridges=$(patience=20 docker network ls --quiet --filter type=custom --filter driver=bridge) || true
  say "Ending the lab's own engine (process $pid)."
  kill -TERM "$pid"
  patiently 90 is_gone "$pid" ||
    fail "the lab's own engine (process $pid) does not end" "read $own_engine_log"
  # It would make them anew when it starts again.
  for bridge in $bridges; do ip link delete "br-$bridge" 2>/dev/null || true; done
  say "It has ended. Its store stays: $own_engine/data"
}

is_gone() { ! kill -0 "$1" 2>/dev/null; }
