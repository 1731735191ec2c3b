# shellcheck shell=bash
# What the set-up scripts and the kind lab share: words, the cache folder and its locks, long steps, and a private apt.
# Sourced under `set -euo pipefail`.

say() { printf '%s\n' "$*" >&2; }

# What is at work, for messages; a script that is no set-up gives itself another name.
task=Set-up

# fail WHAT [WHAT TO DO NEXT]: ends the script with status 2.
fail() {
  say ""
  say "$task stopped: $1"
  [[ -z ${2:-} ]] || say "  Next: $2"
  tell_full_disk
  exit 2
}

tell_full_disk() {
  [[ -d ${cache:-} ]] || return 0
  local free
  free=$(free_mebibytes) || return 0
  ((free >= 100)) ||
    say "  The disk that holds $cache has $free MiB left: free some, or set XDG_CACHE_HOME to a roomier place."
}

free_mebibytes() { df --output=avail --block-size=1M "$cache" | tail -n 1 | tr -d ' '; }

# need_space MEBIBYTES WHAT: asked up front, since apt can wait for ever on a full disk.
need_space() {
  local free
  free=$(free_mebibytes)
  ((free >= $1)) && return
  fail "$2 needs $1 MiB under $cache; $free MiB are free" "free some, or set XDG_CACHE_HOME to a roomier place"
}

# --- The cache ---

# Where tools, binaries and unfinished work lie; the one place outside the project that set-up writes to.
open_cache() {
  [[ -n ${XDG_CACHE_HOME:-}${HOME:-} ]] || fail "neither HOME nor XDG_CACHE_HOME is set" "set one of them"
  cache="${XDG_CACHE_HOME:-$HOME/.cache}/firedrill"
  [[ $cache == /* ]] || fail "the cache folder '$cache' is not an absolute path" "set XDG_CACHE_HOME to one"
  mkdir -p "$cache/logs" ||
    fail "the cache folder $cache cannot be made" "make it writable, or set XDG_CACHE_HOME to a folder that is"
}

# take_lock FILE. Whoever makes something in the cache holds its lock, $cache/lock.
# Children are started without the lock (`9>&-`), so that it always ends with the script itself.
take_lock() {
  local started=$SECONDS file=$1
  exec 9>"$file"
  flock --nonblock 9 && return
  say "Another run is at work and holds $file; waiting for it."
  until flock --timeout 15 9; do say "  … still waiting ($((SECONDS - started)) s)"; done
}

release_lock() { exec 9>&-; }

# Makes $work, inside the cache so that a finished piece is renamed, never copied, into place.
# Only the holder of the lock works in there: whatever lies there already is a dead run's. A compiler of that run may still be
# ending; what it holds on to is removed by the next set-up.
open_work_folder() {
  rm -rf "$cache"/unfinished/* 2>/dev/null || true
  mkdir -p "$cache/unfinished"
  work=$(mktemp -d "$cache/unfinished/XXXXXX")
}

# At the end, by whatever way. A command that failed where none was expected to is told here.
at_exit() {
  local status=$? command=$BASH_COMMAND
  trap - EXIT
  clean_up
  case $status in
    # 3: this machine cannot do it (the kind lab without a container engine); 64: wrong usage
    0 | 2 | 3 | 64 | 129 | 130 | 143) exit "$status" ;;
  esac
  fail "'$command' failed" "see the lines above, mend that and run the same command again"
}
trap at_exit EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

# `undo` names the script's own function that takes back what is half made.
clean_up() {
  if [[ -n ${child:-} ]]; then
    kill -TERM -- "-$child" 2>/dev/null || true
    wait "$child" 2>/dev/null || true
  fi
  [[ -z ${undo:-} ]] || "$undo" || true
  # A compiler that is just ending may still write: look twice.
  [[ -z ${work:-} ]] || rm -rf "$work" 2>/dev/null || { sleep 1 && rm -rf "$work"; } || true
}

# --- Long steps ---

# long_step LABEL LOG COMMAND…: runs COMMAND with its output in LOG, and a sign of life every 15 seconds. Its status is the
# command's. The command is a process group of its own, ended when this script is, even by SIGKILL.
long_step() {
  local label=$1 log=$2 started=$SECONDS beat=15 status=0
  shift 2
  say "$label"
  setpriv --pdeathsig TERM -- setsid "$@" >>"$log" 2>&1 9>&- &
  child=$!
  while kill -0 "$child" 2>/dev/null; do
    sleep 0.2
    if ((SECONDS - started >= beat)); then
      say "  … still at it ($((SECONDS - started)) s)"
      beat=$((beat + 15))
    fi
  done
  wait "$child" || status=$?
  child=
  return "$status"
}

show_tail() {
  say "  The last lines of $1:"
  tail -n 15 "$1" | sed 's/^/    /' >&2
}

# --- Packages ---

missing_packages() {
  local name
  for name in "$@"; do
    [[ $(dpkg-query --show --showformat='${db:Status-Status}' "$name" 2>/dev/null) == installed ]] || printf '%s\n' "$name"
  done
}

# Installs what is missing of the named packages. They must be inert: no daemon starts, no configuration changes.
install_packages() {
  local missing as_root=()
  mapfile -t missing < <(missing_packages "$@")
  ((${#missing[@]} > 0)) || return 0
  local by_hand="apt-get update && apt-get install --no-install-recommends ${missing[*]}"
  if ((EUID != 0)); then
    type -P sudo >/dev/null ||
      fail "these Debian packages are missing: ${missing[*]}. Installing them needs root, and there is no sudo." \
        "run as root: $by_hand"
    say "sudo is needed, only to install these Debian packages."
    as_root=(sudo)
  fi
  local apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get --quiet
    --option DPkg::Lock::Timeout=120 --option Dpkg::Use-Pty=0)
  local install=("${apt[@]}" install --yes --no-install-recommends "${missing[@]}")
  say "Installing Debian packages: ${missing[*]}"
  if "${install[@]}" >&2 9>&-; then return; fi
  say "That failed; perhaps apt's package lists are old. Refreshing them and trying once more."
  if "${apt[@]}" update >&2 9>&- && "${install[@]}" >&2 9>&-; then return; fi
  fail "these Debian packages could not be installed: ${missing[*]}" "run as root: $by_hand"
}

# --- A private apt ---
# The machine's own Debian sources, keys, pins and proxies, with source packages switched on and all state in the cache:
# it needs no root, changes nothing of the system's, and its lists are as fresh as the mirror.

# What it fetches is fetched under `timeout`: nothing may hang for ever.
private_apt_get() { apt-get --config-file "$cache/apt/apt.conf" "$@"; }
private_apt_cache() { apt-cache --config-file "$cache/apt/apt.conf" "$@"; }

open_private_apt() {
  local log="$cache/logs/apt.log"
  : >"$log"
  mkdir -p "$cache"/apt/{lists,archives}/partial "$cache/apt/sources"
  write_apt_configuration >"$cache/apt/apt.conf"
  copy_debian_sources "$log"
  long_step "Reading Debian's package lists (privately)" "$log" \
    timeout 600 apt-get --config-file "$cache/apt/apt.conf" update --error-on=any && return
  show_tail "$log"
  fail "apt-get update failed on this machine's Debian sources" "check the network and the sources under /etc/apt"
}

write_apt_configuration() {
  cat <<END
Dir::Etc::sourcelist "/dev/null";
Dir::Etc::sourceparts "$cache/apt/sources";
Dir::State::lists "$cache/apt/lists";
Dir::Cache "$cache/apt";
Dir::Cache::archives "$cache/apt/archives";
Dir::Cache::pkgcache "";
Dir::Cache::srcpkgcache "";
Acquire::Languages "none";
Acquire::Retries "2";
#clear APT::Update::Pre-Invoke;
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
END
  # apt's download user cannot look into a home folder: say so up front, instead of a warning at each download.
  ((EUID != 0)) || echo 'APT::Sandbox::User "root";'
  # Only package and source lists; no icons, no contents.
  apt-config dump |
    sed -nE 's/^(Acquire::IndexTargets::deb(-src)?::([^: ]+)) .*/\1 \3/p' |
    awk '$2 != "Packages" && $2 != "Sources" { print $1 "::DefaultEnabled \"false\";" }'
}

# Only Debian's own sources are copied. apt knows an archive's origin from its lists; on a machine without lists they are read
# first, from a copy of all sources.
copy_debian_sources() {
  local origins log=$1
  # shellcheck disable=SC2016
  local format='$(ORIGIN)|$(REPO_URI)'
  origins=$(apt-get indextargets --format "$format" 2>/dev/null || true)
  if ! grep -q '^Debian|' <<<"$origins"; then
    copy_sources "*"
    long_step "Reading the origin of this machine's apt sources" "$log" \
      timeout 600 apt-get --config-file "$cache/apt/apt.conf" update || true
    origins=$(private_apt_get indextargets --format "$format" 2>/dev/null || true)
  fi
  if ! grep -q '^Debian|' <<<"$origins"; then
    show_tail "$log"
    fail "apt on this machine has no reachable source of origin Debian" "check the network and the sources under /etc/apt"
  fi
  copy_sources "$(sed -n 's/^Debian|//p' <<<"$origins" | sort -u)"
}

# copy_sources URIS: writes the entries whose address is one of URIS (a line each; `*` for every entry) into the private apt,
# each for binary and source packages.
copy_sources() {
  local wanted=$1 target="$cache/apt/sources" sourcelist sourceparts file number=0
  eval "$(apt-config shell sourcelist Dir::Etc::sourcelist/f sourceparts Dir::Etc::sourceparts/d)"
  rm -f "$target"/*
  for file in "$sourcelist" "$sourceparts"/*.list "$sourceparts"/*.sources; do
    [[ -f $file && -r $file ]] || continue
    number=$((number + 1))
    case $file in
      *.sources) WANTED=$wanted awk "$same_address$wanted_stanzas" "$file" >"$target/$number.sources" ;;
      *) WANTED=$wanted awk "$same_address$wanted_lines" "$file" >"$target/$number.list" ;;
    esac
  done
}

# shellcheck disable=SC2016
same_address='
  function plain(address) { sub(/:\/+/, ":", address); sub(/\/+$/, "", address); return address }
  function is_wanted(address) { return ("*" in wanted) || (plain(address) in wanted) }
  BEGIN { split(ENVIRON["WANTED"], lines, "\n"); for (i in lines) wanted[plain(lines[i])] }
'
# One line an entry: deb [options] address suite components
# shellcheck disable=SC2016
wanted_lines='
  /^[ \t]*deb(-src)?[ \t]/ && !/cdrom:/ {
    sub(/^[ \t]*deb(-src)?[ \t]+/, "")
    rest = $0
    sub(/^\[[^]]*\][ \t]*/, "", rest)
    split(rest, word, /[ \t]+/)
    if (is_wanted(word[1])) { print "deb " $0; print "deb-src " $0 }
  }
'
# One stanza an entry, fields over several lines (a key may stand in it)
# shellcheck disable=SC2016
wanted_stanzas='
  BEGIN { RS = ""; FS = "\n" }
  {
    take = 0; off = 0; field = ""; text = ""
    for (i = 1; i <= NF; i++) {
      if ($i ~ /^#/) continue
      if ($i ~ /^[^ \t:]+:/) { field = tolower($i); sub(/:.*/, "", field) }
      value = $i; sub(/^[^ \t:]+:/, "", value)
      if (field == "types") continue
      if (field == "enabled" && value ~ /^[ \t]*(no|false|without|off|disable)[ \t]*$/) off = 1
      if (field == "uris") {
        count = split(value, word, /[ \t]+/)
        for (j = 1; j <= count; j++) if (word[j] != "" && is_wanted(word[j])) take = 1
      }
      text = text $i "\n"
    }
    if (take && !off) print "Types: deb deb-src\n" text
  }
'

# with_dependencies PACKAGE…: the packages and what apt would add for them on this machine, shared libraries above all; a name a
# line.
with_dependencies() {
  local found
  found=$(private_apt_get --simulate install --no-install-recommends "$@") ||
    fail "apt cannot satisfy: $*" "see apt's message above"
  { printf '%s\n' "$@"; sed -n 's/^Inst \([^ ]*\) .*/\1/p' <<<"$found"; } | sort -u
}

# private_libraries TREE: the folders of an unpacked tree that hold shared libraries, below TREE; a folder a line.
private_libraries() { (cd "$1" && find . -name 'lib*.so*' -printf '%P\n' | sed 's,/[^/]*$,,' | sort -u); }

# unpack_packages FOLDER PACKAGE…: downloads the packages (apt checks them against the signed lists) and unpacks them into
# FOLDER. No maintainer script runs, nothing is installed.
unpack_packages() {
  local folder=$1 log="$cache/logs/packages.log" deb
  shift
  mkdir -p "$folder" "$work/debs"
  if ! long_step "Downloading, not installing: $*" "$log" \
    env --chdir="$work/debs" timeout 600 apt-get --config-file "$cache/apt/apt.conf" download "$@"; then
    show_tail "$log"
    fail "Debian's packages could not be downloaded" "check the network and run the same command again"
  fi
  for deb in "$work"/debs/*.deb; do dpkg-deb --extract "$deb" "$folder"; done
  rm -rf "$work/debs"
}
