#!/bin/bash
# The tests on a kind-shaped cluster: makes it, runs them, removes it. Where no container engine can run it says so and ends
# with 0. Arguments go to `swift test`.
set -euo pipefail
scripts=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
name=firedrill-test
own_engine=no
# The lab cannot use a network that the real kind made, which bears kind's name.
export KIND_EXPERIMENTAL_DOCKER_NETWORK=${KIND_EXPERIMENTAL_DOCKER_NETWORK:-firedrill-kind}

main() {
  local status=0 said
  trap tidy EXIT
  said=$("$scripts/lab-kind.sh" engine 2>&1) || status=$?
  printf '%s\n' "$said"
  ((status != 3)) || skip
  ((status == 0)) || exit "$status"
  # One that ran before is somebody's.
  [[ $said != *"Starting a container engine"* ]] || own_engine=yes
  "$scripts/lab-kind.sh" images
  "$scripts/lab-kind.sh" up "$name" --zones a,b --ssh || status=$?
  ((status != 3)) || skip
  ((status == 0)) || exit "$status"
  eval "$("$scripts/lab-kind.sh" environment "$name")"
  "$scripts/test.sh" --skip-build --disable-xctest --no-parallel --filter '^IntegrationTests\.Standing' "$@"
}

skip() {
  echo 'SKIPPED: the tests on a kind-shaped cluster: no container engine can run here (see above).'
  exit 0
}

tidy() {
  local status=$?
  [[ -z ${FIREDRILL_KEEP_LAB:-} ]] || return 0
  "$scripts/lab-kind.sh" down "$name" >/dev/null 2>&1 || true
  [[ $own_engine == no ]] || "$scripts/lab-kind.sh" engine-stop >/dev/null 2>&1 || true
  exit "$status"
}

main "$@"
