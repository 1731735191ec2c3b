#!/bin/bash
# A kind-shaped Kubernetes cluster without an image registry, for tests and for trying drills. See docs/kind-lab.md.
#
# Ends with 0; with 2 and what to do about it; with 3 where no kind cluster can run on this machine, which tests read as "skip,
# with this reason"; with 64 for wrong usage.
set -euo pipefail
shopt -s inherit_errexit
scripts=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# Administrators' folders are often missing from a user's PATH.
PATH="$PATH:/usr/local/sbin:/usr/sbin:/sbin"
# shellcheck source-path=SCRIPTDIR source=lib.sh
source "$scripts/lib.sh"
for part in lib images rootfs archive components node-image engine own-engine network plan configuration nodes up down; do
  # shellcheck source=/dev/null
  source "$scripts/lab-kind/$part.sh"
done

help() {
  cat <<'END'
A kind-shaped Kubernetes cluster without an image registry.

  scripts/lab-kind.sh images            makes what clusters are made of: once, some minutes, as root; make lab-kind does the same
  scripts/lab-kind.sh up NAME           makes a cluster and ends when all of its nodes are Ready
      --control-planes N                1 if not given; several get a load balancer
      --workers N                       1 if not given
      --zones a,b,c                     labels the nodes with zones, in turn
      --ssh                             lets root in over SSH, with a key of the cluster's own
      --consent                         lets Firedrill drill it
  scripts/lab-kind.sh down NAME         removes it, and nothing else
  scripts/lab-kind.sh list              the clusters' names
  scripts/lab-kind.sh kubeconfig NAME   the path of its kubeconfig
  scripts/lab-kind.sh environment NAME  what tests need to know of it, as lines for a shell
  scripts/lab-kind.sh status            what there is
  scripts/lab-kind.sh engine            starts a container engine of the lab's own, as root, where no other runs
  scripts/lab-kind.sh engine-stop       ends that one

DOCKER_HOST names another engine of this machine. KIND_EXPERIMENTAL_DOCKER_NETWORK names another network than kind.
END
}

main() {
  local command=${1:-help}
  (($# == 0)) || shift
  case $command in
    help | --help | -h) help ;;
    up | down | kubeconfig | environment) open_lab ;;
    images | engine | engine-stop | list | status)
      (($# == 0)) || usage_error "$command takes nothing more, and '$1' was given"
      open_lab
      ;;
    *) usage_error "there is no command '$command'" ;;
  esac
  case $command in
    up) up "$@" ;;
    down) down "$@" ;;
    kubeconfig) print_kubeconfig "$@" ;;
    environment) print_environment "$@" ;;
    images) images ;;
    engine) start_own_engine ;;
    engine-stop) stop_own_engine ;;
    list) list ;;
    status) status ;;
  esac
}

main "$@"
