# shellcheck shell=bash
# The kind lab's names and places, and small tools for its other files. Sourced after scripts/lib.sh.
# shellcheck disable=SC2034,SC2154

task='Kind lab'
parts="$scripts/lab-kind"

# As kind labels its containers; the third is the lab's own, so that nothing of a real kind is ever taken for the lab's.
cluster_label=io.x-k8s.kind.cluster
role_label=io.x-k8s.kind.role
lab_label=firedrill.dev/lab

components=(kube-apiserver kube-controller-manager kube-scheduler)
binaries=(kubeadm kubelet kubectl kube-proxy "${components[@]}")

open_lab() {
  open_cache
  [[ $cache != *[[:space:]]* ]] ||
    fail "the cache folder '$cache' has a blank in its name" "set XDG_CACHE_HOME to a folder without"
  lab="$cache/kind-lab"
  docker_place="$lab/docker"
  own_engine="$lab/engine"
  own_engine_host="unix://$own_engine/docker.sock"
  own_engine_log="$cache/logs/kind-lab-engine.log"
  mkdir -p "$lab/clusters"
}

# no_engine WHY [WHAT TO DO NEXT]: ends with status 3, which tests read as "skip, with this reason".
no_engine() {
  say "No kind cluster can run here: $1"
  [[ -z ${2:-} ]] || say "  Next: $2"
  exit 3
}

usage_error() {
  say "$1"
  say "  Next: scripts/lab-kind.sh help"
  exit 64
}

# --- Time ---

milliseconds() {
  local now=${EPOCHREALTIME//[.,]/}
  printf '%s' "${now%???}"
}

start_clock() { stage_began=$(milliseconds) && clock_began=$stage_began; }

# stage WHAT [SINCE]: tells how long the stage that ends here took.
stage() {
  local now took
  now=$(milliseconds)
  took=$((now - ${2:-$stage_began}))
  say "$(printf '%-48s %4d.%d s' "$1" $((took / 1000)) $((took % 1000 / 100)))"
  stage_began=$now
}

# patiently SECONDS COMMAND…: repeats COMMAND until it succeeds; status 1 when the time is over.
patiently() {
  local deadline=$((SECONDS + $1))
  shift
  until "$@" >/dev/null 2>&1; do
    ((SECONDS < deadline)) || return 1
    sleep 0.2
  done
}

# at_once COMMAND ARGUMENT…: runs COMMAND for every argument, all at the same time. Status 1 when one of them failed.
at_once() {
  local command=$1 argument pid pids=() status=0
  shift
  for argument in "$@"; do
    "$command" "$argument" &
    pids+=($!)
  done
  for pid in "${pids[@]}"; do wait "$pid" || status=1; done
  return "$status"
}

# --- What the cache holds ---

# recipe_of WORD…: twelve digits that change with the words, and with the contents of those that name a file or folder of the
# lab. What was made by another recipe is made anew.
recipe_of() {
  local word
  for word in "$@"; do
    if [[ -n $word && -e $parts/$word ]]; then
      (cd "$parts" && find "$word" -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum)
    else
      printf '%s\n' "$word"
    fi
  done | sha256sum | cut -c 1-12
}

# put_in_place FOLDER PLACE: a folder that is whole, and on the disk, gets its name.
put_in_place() {
  find "$1" -type f -exec sync {} +
  mkdir -p "${2%/*}"
  [[ ! -e $2 ]] || mv -T "$2" "$work/old-${2##*/}"
  mv -T "$1" "$2"
}

# remove_others PLACE: what older recipes made beside it.
remove_others() {
  local other
  for other in "${1%/*}"/*; do [[ $other == "$1" ]] || rm -rf "$other"; done
}

# Sets triplet and loader: where Debian's shared libraries lie, and the path of their loader inside programs.
know_architecture() {
  architecture=$(dpkg --print-architecture)
  case $architecture in
    amd64) triplet=x86_64-linux-gnu loader=/lib64/ld-linux-x86-64.so.2 ;;
    arm64) triplet=aarch64-linux-gnu loader=/lib/ld-linux-aarch64.so.1 ;;
    *) fail "the lab's images are made for amd64 and arm64, not for $architecture" ;;
  esac
}
