#!/bin/bash
# Finds or makes what runs on the lab's nodes: Kubernetes' binaries, all of one version, a crictl and a pause program.
#
# The binaries come from where kubernetes-binaries.sh has its own: the official release, checked by its SHA-256, and where that
# cannot be reached Debian's signed source package, built with Debian's Go. Those that kubernetes-binaries.sh made of the same
# version are used again. Debian has no crictl: a small one of the lab's own is built on the sources that Kubernetes brings along.
#
# KUBEBUILDER_ASSETS is not looked at: it holds neither a kubelet nor kubeadm.
set -euo pipefail
scripts=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source-path=SCRIPTDIR source=../lib.sh
source "$scripts/lib.sh"
# shellcheck source-path=SCRIPTDIR source=../kubernetes-sources.sh
source "$scripts/kubernetes-sources.sh"
# shellcheck source-path=SCRIPTDIR source=lib.sh
source "$scripts/lab-kind/lib.sh"

wanted=${FIREDRILL_KUBERNETES_VERSION:-}
helpers=(crictl pause)

main() {
  [[ -z $wanted || $wanted =~ ^v1\.20\.[0-9]+$ ]] ||
    fail "FIREDRILL_KUBERNETES_VERSION is '$wanted', and the lab's nodes are written for v1.20" \
      "unset it, or set it to a v1.20 for the lab"
  open_lab
  helpers_place="$lab/helpers/$(recipe_of crictl pause)"
  if complete; then return; fi
  take_lock "$cache/lock"
  if complete; then return; fi
  open_work_folder
  log="$cache/logs/kind-lab-binaries.log"
  : >"$log"
  binaries_complete || keep_release
  complete || build_from_debian
}

complete() { binaries_complete && [[ -z $(missing_in "$helpers_place" "${helpers[@]}") ]]; }

# A version that was asked for by name must be that version.
binaries_complete() {
  local version=${wanted:-current}
  [[ -z $(missing_in "$lab/binaries/$version" "${binaries[@]}") ]] || return 1
  [[ $version == current ]] || make_current "$version"
}

make_current() {
  local link="$lab/binaries/.current-$$"
  [[ $(readlink "$lab/binaries/current") != "$1" ]] || return 0
  ln -sfn "$1" "$link"
  mv -fT "$link" "$lab/binaries/current"
}

# What set-up made for the embedded cluster, when it is of the lab's minor version.
version_of_setup() {
  local version
  version=$(readlink "$cache/kubernetes/current") || return 1
  [[ $version == v1.20.* ]] || return 1
  printf '%s' "$version"
}

# take_from_setup VERSION FOLDER: status 1 when set-up has made none of that version.
take_from_setup() {
  local name from="$cache/kubernetes/$1"
  [[ -z $(missing_in "$from" "${components[@]}") ]] || return 1
  for name in "${components[@]}"; do
    cp --reflink=auto "$from/$name" "$2/$name" || { rm -f "$2/$name"; return 1; }
  done
}

keep() {
  put_in_place "$1" "$lab/binaries/$2"
  make_current "$2"
}

keep_release() {
  local version folder="$work/release" names=("${binaries[@]}")
  version=${wanted:-$(version_of_setup || echo v1.20.15)}
  need_space 1024 "the release"
  mkdir "$folder"
  if take_from_setup "$version" "$folder"; then names=(kubeadm kubelet kubectl kube-proxy); fi
  download_release "$version" "$folder" "${names[@]}" || return 0
  keep "$folder" "$version"
}

build_from_debian() {
  say "Building the lab's Kubernetes from Debian's source package: once, some minutes on two cores. Log: $log"
  download_source
  [[ $debian_version == v1.20.* ]] ||
    fail "Debian's source package kubernetes is $debian_version here, and the lab's nodes are written for v1.20" \
      "use Debian 12"
  [[ -z $wanted || $wanted == "$debian_version" ]] || binaries_complete ||
    fail "Kubernetes $wanted was asked for; its release cannot be had here, and Debian's source is $debian_version" \
      "unset FIREDRILL_KUBERNETES_VERSION to build $debian_version"
  unpack_source
  get_go
  prepare_go
  binaries_complete || generate_code
  enter_source
  binaries_complete || build_binaries
  build_helpers
}

build_binaries() {
  local name folder="$work/set"
  mkdir "$folder"
  take_from_setup "$debian_version" "$folder" || true
  for name in "${binaries[@]}"; do
    [[ ! -e $folder/$name ]] || continue
    build "$name"
    mv "$work/built/$name" "$folder/"
  done
  keep "$folder" "$debian_version"
}

# In Kubernetes' own tree, so that they find what it brings along.
build_helpers() {
  local name folder="$work/helpers"
  mkdir "$folder"
  for name in "${helpers[@]}"; do
    mkdir "$source_tree/cmd/lab-$name"
    cp "$parts/$name"/*.go "$source_tree/cmd/lab-$name/"
    build "$name" "cmd/lab-$name"
    mv "$work/built/$name" "$folder/"
  done
  put_in_place "$folder" "$helpers_place"
  remove_others "$helpers_place"
}

main "$@"
