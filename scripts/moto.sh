#!/bin/bash
# Brings in moto, a stand-in for AWS, for the tests of the EC2 power driver: a Python environment in the cache with pinned
# packages from PyPI. Prints the path of its Python. Ends with 0, or with 2 and what is missing.
#
# Nothing but tests needs it, so `make setup` leaves it out.
set -euo pipefail
scripts=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source-path=SCRIPTDIR source=lib.sh
source "$scripts/lib.sh"

version=5.2.5
# moto's own extra for servers brings in much more than EC2 needs.
packages=("moto[ec2]==$version" flask==3.1.3 flask-cors==6.0.5)

main() {
  open_cache
  home="$cache/moto/$version"
  if [[ ! -x $home/bin/python ]]; then
    take_lock "$cache/lock"
    [[ -x $home/bin/python ]] || make_environment
    release_lock
  fi
  printf '%s\n' "$home/bin/python"
}

# Made in the work folder and renamed into place when it is whole. Only its programs other than Python know where they lie,
# and none of them is used.
make_environment() {
  local log="$cache/logs/moto.log"
  [[ -n $(type -P python3) ]] || fail "there is no python3" "install Debian's packages python3 and python3-venv"
  open_work_folder
  need_space 500 "moto"
  : >"$log"
  if ! long_step "Making a Python environment for moto" "$log" timeout 120 python3 -m venv "$work/moto"; then
    show_tail "$log"
    fail "python3 cannot make an environment of its own" "install Debian's package python3-venv"
  fi
  if ! long_step "Installing moto $version and what it needs from PyPI, into the cache" "$log" \
    timeout 600 "$work/moto/bin/python" -m pip install --disable-pip-version-check --no-input --only-binary :all: \
    "${packages[@]}"; then
    show_tail "$log"
    fail "moto could not be installed from PyPI" "check the network and pip's configuration; the log is $log"
  fi
  if ! long_step "Trying whether it starts" "$log" timeout 120 "$work/moto/bin/python" -c 'import moto.server'; then
    show_tail "$log"
    fail "moto $version does not start with this machine's Python" "see $log"
  fi
  mkdir -p "$cache/moto"
  [[ ! -e $home ]] || mv -T "$home" "$work/old"
  mv -T "$work/moto" "$home"
  clean_up
}

main "$@"
