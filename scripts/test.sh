#!/bin/bash
# Runs `swift test` with the arguments given, and names what failed once more at the end: the log is thousands of lines
# long, and some readers keep only its tail. Ends with the status of `swift test`. Where FIREDRILL_TEST_FAILURES names a file,
# what failed is added to it, for whoever runs several of these.
set -uo pipefail
log=$(mktemp) || exit
trap 'rm -f "$log"' EXIT
swift test "$@" 2>&1 | tee "$log"
status=${PIPESTATUS[0]}
if ((status != 0)); then
  printf '\nWhat failed:\n'
  # A failed expectation prints what it saw in the lines below it; a crash names a signal.
  grep -aE -A 3 'recorded an issue|Caught error|unexpected signal|error:' "$log" |
    grep -avE '^--$|(started|passed after .*)\.$' | head -n 200 | tee -a "${FIREDRILL_TEST_FAILURES:-/dev/null}"
fi
exit "$status"
