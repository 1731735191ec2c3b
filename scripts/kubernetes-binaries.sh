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

names=(kube-apiserver kube-controller-manager kube-scheduler)
# The same minor version as Debian's source, so that both ways behave alike.
version=${FIREDRILL_KUBERNETES_VERSION:-v1.20.15}
base=${FIREDRILL_KUBERNETES_URL:-https://dl.k8s.io}
declare -A build_time=(
  [kube-apiserver]="two minutes" [kube-controller-manager]="half a minute" [kube-scheduler]="ten seconds"
  [kubemark]="a minute"
)
with_kubemark=${FIREDRILL_WITH_KUBEMARK:-}

main() {
  [[ $version =~ ^v[0-9]+\.[0-9]+\.[0-9]+[-.a-z0-9]*$ ]] ||
    fail "FIREDRILL_KUBERNETES_VERSION is '$version'" "write it like v1.20.15"
  if use_assets; then return; fi
  open_cache
  kubernetes="$cache/kubernetes"
  mkdir -p "$kubernetes"
  if use_cache; then return; fi
  take_lock
  if use_cache; then return; fi
  open_work_folder
  if ! three_in_cache; then download_release; fi
  # A release has no kubemark.
  if ! three_in_cache || ! kubemark_settled; then build_from_debian; fi
  use_cache
}

# missing_in FOLDER: the binaries that FOLDER lacks.
missing_in() {
  local name lacks=()
  for name in "${names[@]}"; do [[ -f $1/$name && -x $1/$name ]] || lacks+=("$name"); done
  printf '%s' "${lacks[*]}"
}

use_assets() {
  [[ -n ${KUBEBUILDER_ASSETS:-} ]] || return 1
  local lacks
  lacks=$(missing_in "$KUBEBUILDER_ASSETS")
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
    [[ -z $(missing_in "$kubernetes/$wanted") ]] || return 1
    make_current "$wanted"
  fi
  [[ -z $(missing_in "$kubernetes/current") ]]
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

# --- The official release ---

# Leaves the cache as it was when the release cannot be had here. What arrives damaged is an error: it is refused, and nothing
# else takes its place.
download_release() {
  local name folder="$work/release" from
  need_space 500 "the release"
  from="${base%/}/$version/bin/linux/$(release_architecture)"
  mkdir "$folder"
  say "Looking for the official release: $from"
  for name in "${names[@]}"; do
    fetch "$from/$name.sha256" "$work/$name.sha256" || return 0
    fetch "$from/$name" "$folder/$name" || return 0
    check_sum "$name" "$folder/$name" "$from/$name"
  done
  chmod 755 "$folder"/*
  keep "$folder" "$version"
}

release_architecture() {
  local architecture
  architecture=$(dpkg --print-architecture)
  case $architecture in
    armhf) echo arm ;;
    i386) echo 386 ;;
    ppc64el) echo ppc64le ;;
    *) echo "$architecture" ;;
  esac
}

# fetch ADDRESS FILE: status 1 when the server cannot be reached or has no such file.
fetch() {
  local status=0 code problem="$work/curl.log"
  : >"$problem"
  long_step "Downloading ${1##*/}" "$problem" curl --disable --silent --show-error --fail --location \
    --proto '=https,http' --proto-redir '=https,http' --connect-timeout 5 --speed-limit 1000 --speed-time 30 \
    --retry 2 --retry-delay 1 --output "$2" --write-out 'status %{http_code}\n' "$1" || status=$?
  ((status != 0)) || return 0
  code=$(sed -n 's/^status //p' "$problem" | tail -n 1)
  problem=$(grep '^curl:' "$problem" | tail -n 1 || true)
  # curl 23: it could not write the file
  ((status != 23)) || fail "${1##*/} could not be written to $cache ($problem)" "free some space and run it again"
  if [[ $code == 2?? ]]; then
    fail "${1##*/} was cut off while it was downloaded from $1 ($problem). Nothing was kept." \
      "run it again; if it goes on, look for a proxy in between, or set KUBEBUILDER_ASSETS to binaries of your own"
  elif [[ -z $code || $code == 000 ]]; then
    say "The official release cannot be reached: ${problem#curl: }"
  else
    say "The official release is not there: $1 answers $code."
  fi
  return 1
}

check_sum() {
  local name=$1 file=$2 address=$3 expected actual
  read -r expected _ <"$work/$name.sha256" || true
  [[ $expected =~ ^[0-9a-f]{64}$ ]] ||
    fail "$address.sha256 holds no SHA-256. Nothing was kept." "look for a proxy or a log-in page in between, then run it again"
  actual=$(sha256sum "$file" | cut -d ' ' -f 1)
  [[ $actual == "$expected" ]] ||
    fail "$name has the wrong SHA-256: $address gave $actual, its .sha256 says $expected. Nothing was kept." \
      "do not use that file; run it again, and if it goes on find out who changes it on the way"
}

# --- Debian's source package ---

# Builds the three with kubemark, or kubemark alone beside three that are there; a set is kept when it is whole.
build_from_debian() {
  local name
  log="$cache/logs/kubernetes-build.log"
  source_tree="$work/kubernetes"
  : >"$log"
  say "Building Kubernetes from Debian's source package: once, about six minutes on two cores. Log: $log"
  # GNU make takes no blanks in paths.
  [[ $cache != *[[:space:]]* ]] ||
    fail "the cache folder '$cache' has a blank in its name" "set XDG_CACHE_HOME to a folder without"
  need_space 3072 "the build"
  install_packages dpkg-dev
  open_private_apt
  get_source
  get_go
  prepare_build
  if ! three_in_cache; then
    for name in "${names[@]}"; do build "$name"; done
    [[ $with_kubemark == 0 ]] || build kubemark
    keep "$work/built" "$debian_version"
  fi
  kubemark_settled || add_kubemark
}

get_source() {
  local package="$work/source" description
  mkdir "$package"
  if ! long_step "Downloading Debian's source package kubernetes (35 MB, checked by apt)" "$log" \
    env --chdir="$package" timeout 600 \
    apt-get --config-file "$cache/apt/apt.conf" --only-source --download-only source kubernetes; then
    show_tail "$log"
    fail "Debian's source package kubernetes could not be downloaded" \
      "check the network and run it again, or set KUBEBUILDER_ASSETS to binaries of your own"
  fi
  description=$(find "$package" -name '*.dsc')
  debian_version=$(upstream_version "$(sed -n 's/^Version: //p' "$description")")
  # For kubemark alone, the same minor version is near enough.
  [[ ${FIREDRILL_KUBERNETES_VERSION:-$debian_version} == "$debian_version" ]] || three_in_cache ||
    fail "Kubernetes $version was asked for; its release cannot be had here, and Debian's source is $debian_version" \
      "unset FIREDRILL_KUBERNETES_VERSION to build $debian_version, or set KUBEBUILDER_ASSETS to binaries of your own"
  long_step "Unpacking Kubernetes $debian_version" "$log" dpkg-source --extract "$description" "$source_tree" || build_failed
  rm -rf "$package"
  [[ -d $source_tree/vendor/github.com/modern-go/reflect2 ]] ||
    fail "Debian's source package kubernetes on this release ($debian_version) is not laid out as this script expects" \
      "set KUBEBUILDER_ASSETS to binaries of your own"
}

# 1.20.5+really1.20.2-1.1+deb12u1 is v1.20.2
upstream_version() {
  local text=${1##*really}
  text=${text##*:}
  text=${text%%-*}
  printf 'v%s' "${text%%[+~]*}"
}

# Debian's Go and the newer reflect2, unpacked into the work folder: nothing to install, the same compiler on every machine.
get_go() {
  local packages
  mapfile -t packages < <(private_apt_cache depends --recurse --no-recommends --no-suggests --no-conflicts --no-breaks \
    --no-replaces --no-enhances golang-go golang-github-modern-go-reflect2-dev | grep '^golang-' | sort -u)
  ((${#packages[@]} > 0)) ||
    fail "Debian's Go (golang-go) is not in this machine's apt sources" "check the sources under /etc/apt"
  unpack_packages "$work/debian" "${packages[@]}"
}

# Everything that the build writes stays in the work folder; nothing of the caller's make or Go leaks in.
prepare_build() {
  mkdir -p "$work"/{home,tmp,shim,built}
  # The tree's build copies its tools with rsync, whose package would bring a service along.
  printf '#!/bin/sh\n# rsync -pc FILE FOLDER\nshift\nexec cp -p "$@"\n' >"$work/shim/rsync"
  chmod 755 "$work/shim/rsync"
  unset MAKEFLAGS MFLAGS MAKELEVEL MAKEOVERRIDES GOBIN GOROOT GOPATH GOARCH GOOS "${!KUBE_@}"
  export HOME="$work/home" TMPDIR="$work/tmp" PATH="$work/shim:$work/debian/usr/lib/go/bin:$PATH"
  export GO111MODULE=off CGO_ENABLED=0 GOFLAGS='' GOENV=off GOTOOLCHAIN=local
  go version >>"$log" 2>&1 || build_failed
  cd "$source_tree"
  long_step "Generating code with the source tree's own make (about a minute)" "$log" make generated_files || build_failed
  export GOPATH="$source_tree/_output/local/go"
  export GOCACHE="$GOPATH/cache"
  cd "$GOPATH/src/k8s.io/kubernetes"
  write_overlay >"$work/overlay.json"
}

# The vendored modern-go/reflect2 crashes when it is built with Go 1.18 or newer: Debian's replaces it, file by file.
write_overlay() {
  local old="$GOPATH/src/k8s.io/kubernetes/vendor/github.com/modern-go/reflect2"
  local new="$work/debian/usr/share/gocode/src/github.com/modern-go/reflect2" file lines=()
  for file in "$old"/*.go; do [[ -e $new/${file##*/} ]] || lines+=("\"$file\": \"\""); done
  for file in "$new"/*.go; do lines+=("\"$old/${file##*/}\": \"$file\""); done
  printf '{"Replace": {\n'
  printf '%s\n' "${lines[@]}" | sed '$!s/$/,/'
  printf '}}\n'
}

build() {
  local variable=k8s.io/kubernetes/vendor/k8s.io/component-base/version major minor flags
  IFS=. read -r major minor _ <<<"${debian_version#v}"
  flags="-s -w -X $variable.gitVersion=$debian_version -X $variable.gitMajor=$major -X $variable.gitMinor=$minor"
  long_step "Building $1 (about ${build_time[$1]})" "$log" \
    go build -overlay "$work/overlay.json" -ldflags "$flags" -o "$work/built/$1" "./cmd/$1" || build_failed
}

add_kubemark() {
  build kubemark
  sync "$work/built/kubemark"
  mv -T "$work/built/kubemark" "$kubernetes/current/kubemark"
}

build_failed() {
  show_tail "$log"
  fail "Kubernetes could not be built" "read $log; or set KUBEBUILDER_ASSETS to binaries of your own"
}

main "$@"
