#!/bin/bash
# Finds kube-apiserver, kube-controller-manager and kube-scheduler, and kubemark for worker machines. In this order:
#   1. KUBEBUILDER_ASSETS, when it holds the first three
#   2. the cache: CACHE/kubernetes/VERSION, with CACHE/kubernetes/current pointing at the one in use
#   3. the official release, checked by its SHA-256
#   4. where that cannot be reached, Debian's signed source package, built with Debian's Go
#
# Environment:
#   FIREDRILL_KUBERNETES_VERSION  the release wanted, as v1.20.15; unset: whichever is in the cache, else v1.20.15
#   FIREDRILL_KUBERNETES_URL      where releases lie; default https://dl.k8s.io
#   FIREDRILL_WITH_KUBEMARK       unset: kubemark is built along with the three, but a release, which has none, goes without;
#                                 1: build it from Debian's source in any case; 0: leave it out
#
# Without kubemark everything works but drills with workers, which are skipped with that reason.
#
# Everything is made in a work folder of the cache and renamed into place when whole. Ends with 0, or with 2 and what to do.
set -euo pipefail
scripts=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source-path=SCRIPTDIR source=lib.sh
source "$scripts/lib.sh"
# shellcheck source-path=SCRIPTDIR source=kubernetes-sources.sh
source "$scripts/kubernetes-sources.sh"

names=(kube-apiserver kube-controller-manager kube-scheduler)
# The same minor version as Debian's source, so that both ways behave alike.
version=${FIREDRILL_KUBERNETES_VERSION:-v1.20.15}
with_kubemark=${FIREDRILL_WITH_KUBEMARK:-}

main() {
  [[ $version =~ ^v[0-9]+\.[0-9]+\.[0-9]+[-.a-z0-9]*$ ]] ||
    fail "FIREDRILL_KUBERNETES_VERSION is '$version'" "write it like v1.20.15"
  if use_assets; then return; fi
  open_cache
  kubernetes="$cache/kubernetes"
  mkdir -p "$kubernetes"
  if use_cache; then return; fi
  take_lock "$cache/lock"
  if use_cache; then return; fi
  open_work_folder
  if ! three_in_cache; then keep_release; fi
  # A release has no kubemark.
  if ! three_in_cache || ! kubemark_settled; then build_from_debian; fi
  use_cache
}

use_assets() {
  [[ -n ${KUBEBUILDER_ASSETS:-} ]] || return 1
  local lacks
  lacks=$(missing_in "$KUBEBUILDER_ASSETS" "${names[@]}")
  if [[ -n $lacks ]]; then
    say "KUBEBUILDER_ASSETS ($KUBEBUILDER_ASSETS) lacks $lacks; looking further."
    return 1
  fi
  say "Kubernetes binaries: $KUBEBUILDER_ASSETS (KUBEBUILDER_ASSETS)"
  tell_no_kubemark "$KUBEBUILDER_ASSETS" "put one of the same version there"
}

use_cache() {
  three_in_cache && kubemark_settled || return 1
  say "Kubernetes binaries: $kubernetes/current ($(readlink "$kubernetes/current"))"
  tell_no_kubemark "$kubernetes/current" "FIREDRILL_WITH_KUBEMARK=1 make setup builds it from Debian's source"
}

# tell_no_kubemark FOLDER REMEDY
tell_no_kubemark() {
  [[ -x $1/kubemark || $with_kubemark == 0 ]] ||
    say "  There is no kubemark: drills with workers are skipped. To play them: $2."
}

kubemark_settled() { [[ $with_kubemark != 1 || -x $kubernetes/current/kubemark ]]; }

# A version that was asked for by name must be that version.
three_in_cache() {
  local wanted=${FIREDRILL_KUBERNETES_VERSION:-}
  if [[ -n $wanted && $(readlink "$kubernetes/current") != "$wanted" ]]; then
    [[ -z $(missing_in "$kubernetes/$wanted" "${names[@]}") ]] || return 1
    make_current "$wanted"
  fi
  [[ -z $(missing_in "$kubernetes/current" "${names[@]}") ]]
}

# keep FOLDER VERSION: moves a whole set into the cache and points `current` at it.
keep() {
  sync "$1"/*
  [[ ! -e $kubernetes/$2 ]] || mv -T "$kubernetes/$2" "$work/old-$2"
  mv -T "$1" "$kubernetes/$2"
  make_current "$2"
}

make_current() {
  local link="$kubernetes/.current-$$"
  if ln -sfn "$1" "$link" && mv -fT "$link" "$kubernetes/current"; then return; fi
  fail "the link $kubernetes/current cannot be written" "make $kubernetes writable"
}

# Leaves the cache as it was when the release cannot be had here.
keep_release() {
  need_space 500 "the release"
  download_release "$version" "$work/release" "${names[@]}" || return 0
  keep "$work/release" "$version"
}

# Builds the three with kubemark, or kubemark alone beside three that are there; a set is kept when it is whole.
build_from_debian() {
  local name
  log="$cache/logs/kubernetes-build.log"
  : >"$log"
  say "Building Kubernetes from Debian's source package: once, about six minutes on two cores. Log: $log"
  download_source
  # For kubemark alone, the same minor version is near enough.
  [[ ${FIREDRILL_KUBERNETES_VERSION:-$debian_version} == "$debian_version" ]] || three_in_cache ||
    fail "Kubernetes $version was asked for; its release cannot be had here, and Debian's source is $debian_version" \
      "unset FIREDRILL_KUBERNETES_VERSION to build $debian_version, or set KUBEBUILDER_ASSETS to binaries of your own"
  unpack_source
  get_go
  prepare_go
  generate_code
  enter_source
  if ! three_in_cache; then
    for name in "${names[@]}"; do build "$name"; done
    [[ $with_kubemark == 0 ]] || build kubemark
    keep "$work/built" "$debian_version"
  fi
  kubemark_settled || add_kubemark
}

add_kubemark() {
  build kubemark
  sync "$work/built/kubemark"
  mv -T "$work/built/kubemark" "$kubernetes/current/kubemark"
}

main "$@"
