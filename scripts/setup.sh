#!/bin/bash
# Brings in what building and drilling need, and only what is missing: Debian packages, the daemons that a drill runs
# (unpacked privately, never installed), and the Kubernetes binaries. Ends with 0, or with 2 and what to do about it.
set -euo pipefail
scripts=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source-path=SCRIPTDIR source=lib.sh
source "$scripts/lib.sh"

# Inert packages: headers, compilers' helpers and command-line tools. None starts a daemon.
packages=(
  ca-certificates curl git iproute2 libcurl4-openssl-dev libsqlite3-dev libxml2-utils make nftables openssh-client pkg-config
  util-linux
)

# The daemons of a drill, and sshd for the tests, and the package of each. apt would start and enable them as services of this
# machine, so they are unpacked into the cache instead.
declare -A package_of=(
  [etcd]=etcd-server [etcdctl]=etcd-client [haproxy]=haproxy [keepalived]=keepalived [tini]=tini
  [runsvdir]=runit [runsv]=runit [sv]=runit [chpst]=runit [svlogd]=runit [sshd]=openssh-server
)

main() {
  check_host
  open_cache
  if [[ -n $(missing_packages "${packages[@]}") ]]; then
    take_lock "$cache/lock"
    install_packages "${packages[@]}"
    release_lock
  fi
  if ! tools_complete "$cache/tools"; then
    take_lock "$cache/lock"
    tools_complete "$cache/tools" || make_tools
    release_lock
  fi
  "$scripts/kubernetes-binaries.sh"
  say "Set-up is complete. Cache: $cache"
}

check_host() {
  [[ -n $(type -P swift) ]] ||
    fail "there is no swift on the PATH" "install the Swift 6.3 toolchain (https://www.swift.org/install/linux/)"
  [[ -n $(type -P apt-get) && -n $(type -P dpkg-query) ]] ||
    fail "this machine has no apt" "use Debian 12, or bring these yourself: ${packages[*]} ${!package_of[*]}"
}

tools_complete() {
  local name
  for name in "${!package_of[@]}"; do [[ -x $1/bin/$name ]] || return 1; done
}

# Fills a new folder, then swaps the link `tools` to it: a reader sees the old set or the new one.
make_tools() {
  local name found wanted=() folder
  open_work_folder
  mkdir -p "$work/tools/bin"
  for name in $(printf '%s\n' "${!package_of[@]}" | sort); do
    if found=$(own_tool "$name"); then
      ln -s "$found" "$work/tools/bin/$name"
    else
      wanted+=("$name")
    fi
  done
  if ((${#wanted[@]} > 0)); then
    say "Missing tools: ${wanted[*]}. They are unpacked into the cache, not installed."
    need_space 300 "that"
    unpack_tools "${wanted[@]}"
  fi
  folder="tools-$(date +%s)-$$"
  mv -T "$work/tools" "$cache/$folder"
  put_tools_in_place "$folder"
  rm -rf "$work"
}

# The machine's own copy, which is preferred; administrators' folders are often missing from a user's PATH.
own_tool() {
  local folder folders
  IFS=: read -r -a folders <<<"$PATH:/usr/local/sbin:/usr/sbin:/sbin"
  for folder in "${folders[@]}"; do
    [[ $folder == /* && $folder != "$cache"/* && -f $folder/$1 && -x $folder/$1 ]] || continue
    printf '%s\n' "$folder/$1"
    return
  done
  return 1
}

unpack_tools() {
  local name names all tree="$work/tools/tree"
  open_private_apt
  mapfile -t names < <(for name in "$@"; do echo "${package_of[$name]}"; done | sort -u)
  all=$(with_dependencies "${names[@]}")
  mapfile -t names <<<"$all"
  : >"$cache/logs/packages.log"
  unpack_packages "$tree" "${names[@]}"
  for name in "$@"; do offer_tool "$name" "$tree"; done
}

# Puts the tool into bin: a link, or a wrapper where some of its shared libraries lie in the private tree only.
offer_tool() {
  local name=$1 tree=$2 path libraries
  path=$(cd "$tree" && find ./usr/sbin ./usr/bin ./sbin ./bin -name "$name" ! -type d 2>/dev/null | head -n 1) || true
  [[ -n $path ]] || fail "Debian's package ${package_of[$name]} holds no $name"
  path=${path#./}
  if loads "$tree/$path"; then
    ln -s "../tree/$path" "$work/tools/bin/$name"
    return
  fi
  mapfile -t libraries < <(private_libraries "$tree")
  # shellcheck disable=SC2016
  local IFS=: unexpanded='$tree'
  LD_LIBRARY_PATH="${libraries[*]/#/"$tree/"}" loads "$tree/$path" ||
    fail "$name does not find its shared libraries" "install Debian's package ${package_of[$name]}"
  cat >"$work/tools/bin/$name" <<END
#!/bin/sh
tree=\${0%/*}/../tree
export LD_LIBRARY_PATH="${libraries[*]/#/"$unexpanded/"}\${LD_LIBRARY_PATH:+:\$LD_LIBRARY_PATH}"
exec "\$tree/$path" "\$@"
END
  chmod 755 "$work/tools/bin/$name"
}

# Whether the program finds its shared libraries; a static one needs none.
loads() {
  local needs
  needs=$(ldd "$1" 2>&1) || [[ $needs == *"not a dynamic executable"* ]] || return 1
  [[ $needs != *"not found"* ]]
}

put_tools_in_place() {
  local folder
  # A folder of that name, made by hand, gives way to the link.
  [[ -L $cache/tools || ! -e $cache/tools ]] || mv -T "$cache/tools" "$work/old-tools"
  ln -s "$1" "$work/link"
  mv -T "$work/link" "$cache/tools"
  # Older sets were incomplete, or nothing would have been made.
  for folder in "$cache"/tools-*; do [[ $folder == "$cache/$1" ]] || rm -rf "$folder"; done
}

main "$@"
