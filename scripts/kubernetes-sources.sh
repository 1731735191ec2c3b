# shellcheck shell=bash
# Where Kubernetes' binaries come from: the official release, checked by its SHA-256, and Debian's signed source package, built
# with Debian's Go. Sourced after lib.sh; everything is made in $work, with what it prints in $log.
# shellcheck disable=SC2154

base=${FIREDRILL_KUBERNETES_URL:-https://dl.k8s.io}
declare -A build_time=(
  [kube-apiserver]="two minutes" [kube-controller-manager]="half a minute" [kube-scheduler]="ten seconds"
  [kubemark]="a minute" [kubelet]="a minute" [crictl]="ten seconds" [pause]="a second"
)

# missing_in FOLDER NAME…: the programs that FOLDER lacks.
missing_in() {
  local folder=$1 name lacks=()
  shift
  for name in "$@"; do [[ -f $folder/$name && -x $folder/$name ]] || lacks+=("$name"); done
  printf '%s' "${lacks[*]}"
}

# --- The official release ---

# download_release VERSION FOLDER NAME…: status 1 when it cannot be had here. What arrives damaged is an error: it is refused,
# and nothing else takes its place.
download_release() {
  local folder=$2 name from
  from="${base%/}/$1/bin/linux/$(release_architecture)"
  shift 2
  mkdir -p "$folder"
  say "Looking for the official release: $from"
  for name in "$@"; do
    fetch "$from/$name.sha256" "$work/$name.sha256" || return 1
    fetch "$from/$name" "$folder/$name" || return 1
    check_sum "$name" "$folder/$name" "$from/$name"
  done
  chmod 755 "$folder"/*
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
# In this order: download_source, unpack_source, get_go, prepare_go, generate_code (which plain programs do without),
# enter_source, build.

# Sets debian_version and leaves the package in the work folder.
download_source() {
  local package="$work/source"
  # GNU make takes no blanks in paths.
  [[ $cache != *[[:space:]]* ]] ||
    fail "the cache folder '$cache' has a blank in its name" "set XDG_CACHE_HOME to a folder without"
  need_space 3072 "the build"
  install_packages dpkg-dev
  open_private_apt
  mkdir "$package"
  if ! long_step "Downloading Debian's source package kubernetes (35 MB, checked by apt)" "$log" \
    env --chdir="$package" timeout 600 \
    apt-get --config-file "$cache/apt/apt.conf" --only-source --download-only source kubernetes; then
    show_tail "$log"
    fail "Debian's source package kubernetes could not be downloaded" \
      "check the network and run it again, or set KUBEBUILDER_ASSETS to binaries of your own"
  fi
  source_description=$(find "$package" -name '*.dsc')
  debian_version=$(upstream_version "$(sed -n 's/^Version: //p' "$source_description")")
}

# 1.20.5+really1.20.2-1.1+deb12u1 is v1.20.2
upstream_version() {
  local text=${1##*really}
  text=${text##*:}
  text=${text%%-*}
  printf 'v%s' "${text%%[+~]*}"
}

unpack_source() {
  source_tree="$work/kubernetes"
  long_step "Unpacking Kubernetes $debian_version" "$log" \
    dpkg-source --extract "$source_description" "$source_tree" || build_failed
  rm -rf "$work/source"
  [[ -d $source_tree/vendor/github.com/modern-go/reflect2 ]] ||
    fail "Debian's source package kubernetes on this release ($debian_version) is not laid out as this script expects" \
      "set KUBEBUILDER_ASSETS to binaries of your own"
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
prepare_go() {
  mkdir -p "$work"/{home,tmp,shim,built}
  # The tree's build copies its tools with rsync, whose package would bring a service along.
  printf '#!/bin/sh\n# rsync -pc FILE FOLDER\nshift\nexec cp -p "$@"\n' >"$work/shim/rsync"
  chmod 755 "$work/shim/rsync"
  unset MAKEFLAGS MFLAGS MAKELEVEL MAKEOVERRIDES GOBIN GOROOT GOPATH GOARCH GOOS "${!KUBE_@}"
  export HOME="$work/home" TMPDIR="$work/tmp" PATH="$work/shim:$work/debian/usr/lib/go/bin:$PATH"
  export GO111MODULE=off CGO_ENABLED=0 GOFLAGS='' GOENV=off GOTOOLCHAIN=local
  go version >>"$log" 2>&1 || build_failed
}

generate_code() {
  cd "$source_tree" || exit
  long_step "Generating code with the source tree's own make (about a minute)" "$log" make generated_files || build_failed
}

enter_source() {
  export GOPATH="$source_tree/_output/local/go"
  export GOCACHE="$GOPATH/cache"
  local link="$GOPATH/src/k8s.io/kubernetes"
  # Generating code makes this link as well.
  if [[ ! -e $link ]]; then
    mkdir -p "${link%/*}"
    ln -s "$source_tree" "$link"
  fi
  cd "$link" || exit
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

# build NAME [FOLDER]: the program in FOLDER of the source tree, cmd/NAME when not given, becomes $work/built/NAME.
build() {
  local package major minor flags=(-s -w)
  IFS=. read -r major minor _ <<<"${debian_version#v}"
  # What `--version` prints, and what clients and some of the API's answers name.
  for package in component-base/version client-go/pkg/version; do
    package=k8s.io/kubernetes/vendor/k8s.io/$package
    flags+=(-X "$package.gitVersion=$debian_version" -X "$package.gitMajor=$major" -X "$package.gitMinor=$minor")
  done
  long_step "Building $1 (about ${build_time[$1]:-half a minute})" "$log" \
    go build -overlay "$work/overlay.json" -ldflags "${flags[*]}" -o "$work/built/$1" "./${2:-cmd/$1}" || build_failed
}

build_failed() {
  show_tail "$log"
  fail "Kubernetes could not be built" "read $log; or set KUBEBUILDER_ASSETS to binaries of your own"
}
