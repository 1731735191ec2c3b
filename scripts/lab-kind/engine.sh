# shellcheck shell=bash
# The container engine: which one, whether it answers, and its client. An engine of the lab's own stands in own-engine.sh.
# shellcheck disable=SC2154

# DOCKER_HOST; else the lab's own engine, where one was started; else the machine's.
find_engine() {
  if [[ -n ${DOCKER_HOST:-} ]]; then
    engine_host=$DOCKER_HOST
  elif own_engine_pid >/dev/null; then
    engine_host=$own_engine_host
  else
    engine_host=unix:///var/run/docker.sock
  fi
}

# engine_problem: why the engine that was found cannot be used; nothing where it can.
engine_problem() {
  local socket=${engine_host#unix://} answer
  if [[ $engine_host != unix:///* ]]; then
    echo "DOCKER_HOST is '$engine_host', and the lab needs the Unix socket of an engine on this machine"
  elif [[ ! -S $socket ]]; then
    echo "no container engine listens at $engine_host"
  elif [[ ! -r $socket || ! -w $socket ]]; then
    echo "this user may not use the container engine at $engine_host"
  else
    answer=$(curl --disable --silent --noproxy '*' --max-time 10 --unix-socket "$socket" http://localhost/_ping 9>&-) || true
    [[ $answer == OK ]] || echo "the container engine at $engine_host does not answer"
  fi
}

engine_remedy() {
  if [[ -n ${DOCKER_HOST:-} ]]; then
    echo "start that engine, or unset DOCKER_HOST"
  elif ((EUID == 0)); then
    echo "start Docker, or an engine of the lab's own: scripts/lab-kind.sh engine"
  else
    echo "start Docker, or as root an engine of the lab's own: scripts/lab-kind.sh engine"
  fi
}

# Ends with status 3 where there is none that the lab can use.
need_engine() {
  local problem
  find_engine
  problem=$(engine_problem)
  [[ -z $problem ]] || no_engine "$problem" "$(engine_remedy)"
  find_client
  check_engine
}

find_client() {
  client=$(type -P docker) && return
  need_docker
  client="$docker_place/tree/usr/bin/docker"
}

check_engine() {
  local facts
  facts=$(docker info --format '{{.OSType}} {{range .SecurityOptions}}{{.}} {{end}}') ||
    no_engine "the container engine at $engine_host answers with an error" "see the line above"
  [[ $facts == linux\ * ]] || no_engine "the container engine at $engine_host runs no Linux containers"
  [[ $facts != *name=rootless* ]] ||
    no_engine "the container engine at $engine_host is rootless, and the nodes need more than it may give" \
      "use an engine that runs as root"
}

# need_store NODES: room where the engine keeps images and volumes, as far as this user may look there.
need_store() {
  local root free needed=$((1200 + 800 * $1))
  root=$(docker info --format '{{.DockerRootDir}}')
  free=$(df --output=avail --block-size=1M "$root" 2>/dev/null | tail -n 1 | tr -d ' ') || return 0
  ((free >= needed)) ||
    fail "a cluster of $1 nodes needs $needed MiB in the engine's store, $root; $free MiB are free" \
      "free some; docker system df tells what uses it"
}

# Nothing hangs for ever. The lock stays with the lab.
docker() { timeout --foreground "${patience:-300}" "$client" --host "$engine_host" "$@" 9>&-; }

# --- Docker, unpacked privately ---

# Where this machine has no docker command or no dockerd, Debian's docker.io is unpacked into the cache: nothing is installed, no
# service starts.
need_docker() {
  if [[ -n $(type -P docker) && -n $(type -P dockerd) ]] || docker_complete; then return; fi
  take_lock "$cache/lock"
  if ! docker_complete; then
    open_work_folder
    unpack_docker
    rm -rf "$work"
  fi
  release_lock
}

docker_complete() { [[ -x $docker_place/tree/usr/bin/docker && -x $docker_place/tree/usr/sbin/dockerd ]]; }

unpack_docker() {
  local all names link
  need_space 1024 "Docker"
  open_private_apt
  all=$(with_dependencies docker.io)
  mapfile -t names <<<"$all"
  : >"$cache/logs/packages.log"
  mkdir -p "$work/docker/bin"
  unpack_packages "$work/docker/tree" "${names[@]}"
  # Maintainer scripts make these links, and none of those runs.
  for link in {iptables,ip6tables}{,-save,-restore}; do
    [[ ! -e $work/docker/tree/usr/sbin/xtables-nft-multi ]] ||
      ln -s ../tree/usr/sbin/xtables-nft-multi "$work/docker/bin/$link"
  done
  [[ -x $work/docker/tree/usr/bin/docker && -x $work/docker/tree/usr/sbin/dockerd ]] ||
    fail "Debian's package docker.io holds no docker and dockerd where they are expected" "install Docker yourself"
  put_in_place "$work/docker" "$docker_place"
}
