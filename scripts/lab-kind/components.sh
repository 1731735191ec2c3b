# shellcheck shell=bash
# The images that nodes run, under the names that kubeadm asks for, in two archives: what every node needs, and what control
# planes need. CoreDNS is left out: Debian has none.
# shellcheck disable=SC2154

# The name that Firedrill gives its pods' image, so that they are as on any cluster.
busybox_image=docker.io/library/busybox:1.36

# Makes $work/archives/{node,control-plane}.tar.
make_component_images() {
  local name
  images_root="$work/images"
  tree="$work/tree"
  packages="$work/packages"
  wanted_images=$("$bin/kubeadm" config images list --kubernetes-version "$version" 2>>"$log") ||
    fail "$bin/kubeadm names no images" "read $log"
  mkdir -p "$images_root" "$tree" "$work"/archives "$work"/sets/{node,control-plane}
  unpack_debian
  say "Packing the images of Kubernetes $version's components"
  for name in "${components[@]}"; do pack_component "$name"; done
  pack_etcd
  pack_kube_proxy
  pack_pause
  pack_busybox
  pack_images "$work/sets/node" "$work/archives/node.tar"
  pack_images "$work/sets/control-plane" "$work/archives/control-plane.tar"
  rm -rf "$images_root" "$tree" "$packages"
}

# Programs for the images, and the libraries that they load: those of the nodes' own Debian.
unpack_debian() {
  : >"$cache/logs/packages.log"
  unpack_packages "$packages" busybox-static etcd-client etcd-server
  tar --extract --file "$root_layer" --directory "$tree" --no-same-owner \
    "./usr/lib/$triplet" ./usr/sbin/xtables-nft-multi ./usr/sbin/conntrack ./etc/protocols
}

# image_name WORD: as kubeadm names it, such as k8s.gcr.io/etcd:3.4.13-0
image_name() {
  grep -m 1 "/$1:" <<<"$wanted_images" || fail "kubeadm $version asks for no image $1" "read its list: kubeadm config images list"
}

# pack SET NAME CONFIGURATION FOLDER
pack() {
  pack_layer "$4" "$4.tar"
  add_image "$work/sets/$1" "$2" "$3" "$4.tar"
  rm -rf "$4"
}

pack_component() {
  local folder="$images_root/$1" name
  name=$(image_name "$1")
  install -D --mode=755 "$bin/$1" "$folder/usr/local/bin/$1"
  pack control-plane "$name" '"Env":["PATH=/usr/local/bin:/usr/bin:/bin"]' "$folder"
}

# With etcdctl, as the real image has it: restores run it from there.
pack_etcd() {
  local folder="$images_root/etcd" program name
  name=$(image_name etcd)
  for program in etcd etcdctl; do put_program "$folder" "$packages/usr/bin/$program" "/usr/local/bin/$program"; done
  put_shell "$folder"
  pack control-plane "$name" '"Env":["PATH=/usr/local/bin:/usr/bin:/bin"]' "$folder"
}

# It calls iptables, whose matches and targets are libraries that nothing names, and conntrack.
pack_kube_proxy() {
  local folder="$images_root/kube-proxy" name link extension
  name=$(image_name kube-proxy)
  install -D --mode=755 "$bin/kube-proxy" "$folder/usr/local/bin/kube-proxy"
  put_program "$folder" "$tree/usr/sbin/xtables-nft-multi" /usr/sbin/xtables-nft-multi
  put_program "$folder" "$tree/usr/sbin/conntrack" /usr/sbin/conntrack
  for extension in "$tree/usr/lib/$triplet"/xtables/*.so; do
    put_program "$folder" "$extension" "/usr/lib/$triplet/xtables/${extension##*/}"
  done
  for link in {iptables,ip6tables}{,-save,-restore}; do ln -s xtables-nft-multi "$folder/usr/sbin/$link"; done
  install -D --mode=644 "$tree/etc/protocols" "$folder/etc/protocols"
  mkdir -p "$folder/run"
  put_shell "$folder"
  pack node "$name" '"Env":["PATH=/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"]' "$folder"
}

pack_pause() {
  local folder="$images_root/pause" name
  name=$(image_name pause)
  install -D --mode=755 "$helpers_place/pause" "$folder/pause"
  pack node "$name" '"Entrypoint":["/pause"],"User":"65535:65535"' "$folder"
}

# For canaries and workloads.
pack_busybox() {
  local folder="$images_root/busybox" command
  put_shell "$folder"
  while read -r command; do
    [[ -e $folder/bin/$command ]] || ln -s busybox "$folder/bin/$command"
  done < <("$packages/bin/busybox" --list)
  pack node "$busybox_image" '"Env":["PATH=/bin"],"Cmd":["sh"]' "$folder"
}

# put_shell FOLDER: one static file, so that an image has a shell.
put_shell() {
  install -D --mode=755 "$packages/bin/busybox" "$1/bin/busybox"
  ln -s busybox "$1/bin/sh"
  mkdir -p "$1/tmp"
}

# put_program FOLDER FILE PATH: FILE as PATH of an image, with the shared libraries that it loads.
put_program() {
  local needs library libraries="$1/usr/lib/$triplet"
  install -D --mode=755 "$2" "$1$3"
  # The loader itself tells; it refuses a program that is static.
  needs=$("$tree/usr/lib/$triplet/${loader##*/}" --library-path "$tree/usr/lib/$triplet" --list "$2" 2>/dev/null) || return 0
  [[ $needs != *"not found"* ]] ||
    fail "${2##*/} needs shared libraries that the nodes' Debian lacks" "add their package to $parts/rootfs.sh"
  while read -r library; do
    [[ -e $libraries/${library##*/} ]] || install -D --mode=755 "$library" "$libraries/${library##*/}"
  done < <(sed -n 's/.* => \(\/[^ ]*\) (.*/\1/p' <<<"$needs")
  [[ -e $1$loader ]] || install -D --mode=755 "$tree/usr/lib/$triplet/${loader##*/}" "$1$loader"
}
