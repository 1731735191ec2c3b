#!/bin/bash
# The tests on kind-shaped clusters: makes each, runs its tests, removes it. Where no container engine can run it says so and ends
# with 0. Arguments go to `swift test`.
set -euo pipefail
scripts=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
small=firedrill-test
wide=firedrill-test-workers
large=firedrill-test-ha
own_engine=no
FIREDRILL_TEST_FAILURES=$(mktemp)
export FIREDRILL_TEST_FAILURES
more=("$@")
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
  # The last ones leave it without its data.
  on_a_lab "$small" --zones a,b -- '^IntegrationTests\.Standing(Drill|Fault|Consent|Death|Healing|Sweep)' '^IntegrationTests\.StandingLoss' ||
    status=1
  on_a_lab "$wide" --workers 2 -- '^IntegrationTests\.StandingWorkload' || status=1
  on_a_lab "$large" --zones a,b,c --control-planes 3 --workers 2 -- '^IntegrationTests\.Standing(Quorum|Healing|Sweep)' || status=1
  say_what_failed
  exit "$status"
}

# Once more, of all clusters: what the first one's tests said is an hour back by now.
say_what_failed() {
  [[ -s $FIREDRILL_TEST_FAILURES ]] || return 0
  printf '\nWhat failed on the kind-shaped clusters:\n'
  cat "$FIREDRILL_TEST_FAILURES"
}

# on_a_lab NAME SHAPE… -- FILTER…: makes a cluster, runs what each filter names on it, one after the other, removes it. Status 1
# when a test failed; without a cluster it ends here.
on_a_lab() {
  local name=$1 shape=() filter status=0 about
  shift
  while [[ $1 != -- ]]; do shape+=("$1") && shift; done
  shift
  "$scripts/lab-kind.sh" up "$name" "${shape[@]}" --ssh || status=$?
  ((status != 3)) || skip
  ((status == 0)) || exit "$status"
  about=$("$scripts/lab-kind.sh" environment "$name") || exit
  for filter in "$@"; do
    (eval "$about" && exec "$scripts/test.sh" --skip-build --disable-xctest --no-parallel --filter "$filter" "${more[@]}") ||
      status=1
  done
  remove "$name"
  return "$status"
}

remove() { [[ -n ${FIREDRILL_KEEP_LAB:-} ]] || "$scripts/lab-kind.sh" down "$1" >/dev/null 2>&1 || true; }

skip() {
  echo 'SKIPPED: the tests on a kind-shaped cluster: no container engine can run here (see above).'
  exit 0
}

# shellcheck disable=SC2317  # The trap calls it.
tidy() {
  local status=$?
  rm -f "$FIREDRILL_TEST_FAILURES"
  [[ -z ${FIREDRILL_KEEP_LAB:-} ]] || return 0
  remove "$small"
  remove "$wide"
  remove "$large"
  [[ $own_engine == no ]] || "$scripts/lab-kind.sh" engine-stop >/dev/null 2>&1 || true
  exit "$status"
}

main "$@"
