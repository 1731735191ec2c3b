# shellcheck shell=bash
# The nodes' root file system: Debian 12 by debootstrap, trimmed as kind trims its own, packed as the lower layer of the node
# image.
# shellcheck disable=SC2154

root_packages=(
  # the init
  systemd systemd-sysv dbus
  # the container runtime
  containerd runc containernetworking-plugins
  # what Kubernetes' components call
  conntrack ebtables ethtool iptables iproute2 kmod mount nftables socat util-linux
  # the load balancer of several control planes is a container of the same image
  haproxy
  # what drills and people use on a node
  ca-certificates curl openssh-server procps
)

# Units that write to the host's kernel, or that a container has no use for. /proc/sys is the host's as far as it has no
# namespace: no systemd-sysctl.
masked_units=(
  systemd-sysctl.service systemd-modules-load.service systemd-remount-fs.service systemd-update-utmp.service
  systemd-firstboot.service systemd-hwdb-update.service sys-fs-fuse-connections.mount
)

make_root_layer() {
  local tree="$work/root-tree" mirror
  ((EUID == 0)) ||
    fail "the nodes' root file system is made with debootstrap, which needs root" "run the same command as root"
  need_space 2048 "the nodes' root file system"
  install_packages debootstrap
  mirror=$(debian_mirror)
  bootstrap "$tree" "$mirror"
  trim_root "$tree"
  mkdir "$work/root"
  # What these hold is the running node's.
  tar --create --file "$work/root/layer.tar" --directory "$tree" --sort=name --numeric-owner --one-file-system --anchored \
    --exclude='./dev/*' --exclude='./proc/*' --exclude='./sys/*' --exclude='./run/*' --exclude='./tmp/*' .
  rm -rf "$tree"
  put_in_place "$work/root" "${root_layer%/*}"
  remove_others "${root_layer%/*}"
}

# The mirror that this machine's own apt uses.
debian_mirror() {
  local mirror
  # shellcheck disable=SC2016
  mirror=$(private_apt_get indextargets --format '$(CODENAME)|$(COMPONENT)|$(REPO_URI)' 'Created-By: Packages' |
    sed -n 's/^bookworm|main|//p' | head -n 1)
  [[ $mirror == http://* || $mirror == https://* ]] ||
    fail "this machine's apt has no http(s) source of Debian 12 (bookworm), component main" "check the sources under /etc/apt"
  printf '%s' "$mirror"
}

apt_proxy() {
  local proxy=
  eval "$(apt-config shell proxy Acquire::http::Proxy)"
  [[ $proxy == DIRECT ]] || printf '%s' "$proxy"
}

# In a mount namespace of its own: however it ends, nothing that it mounted is left in a folder that is removed later.
bootstrap() {
  local tree=$1 mirror=$2 log="$cache/logs/kind-lab-debootstrap.log" include
  include=$(IFS=, && printf '%s' "${root_packages[*]}")
  : >"$log"
  long_step "Bootstrapping Debian 12 for the nodes (about a minute)" "$log" \
    env http_proxy="${http_proxy:-$(apt_proxy)}" unshare --mount -- \
    debootstrap --variant=minbase --include="$include" bookworm "$tree" "$mirror" && return
  show_tail "$log"
  [[ ! -f $tree/debootstrap/debootstrap.log ]] || show_tail "$tree/debootstrap/debootstrap.log"
  fail "Debian could not be bootstrapped for the nodes" "read $log; check the network and the space under $cache"
}

trim_root() {
  local tree=$1 unit
  # Nothing starts but what the node image names itself: no sshd, no haproxy, no timers of apt.
  rm -f "$tree"/lib/systemd/system/{multi-user,local-fs,basic}.target.wants/* "$tree"/etc/systemd/system/*.wants/* \
    "$tree"/lib/systemd/system/sockets.target.wants/*{udev,initctl}* \
    "$tree"/lib/systemd/system/sysinit.target.wants/systemd-tmpfiles-setup.service
  for unit in "${masked_units[@]}"; do ln -sf /dev/null "$tree/etc/systemd/system/$unit"; done
  ln -sfn /lib/systemd/system/multi-user.target "$tree/etc/systemd/system/default.target"
  # What the lab writes into a node before it starts needs its folder.
  mkdir -p "$tree"/{kind,etc/kubernetes/manifests,etc/cni/net.d,etc/systemd/system/multi-user.target.wants,opt/cni} \
    "$tree"/{usr/lib/modules,usr/local/etc/haproxy,var/lib/kubelet,root/.ssh}
  chmod 700 "$tree/root" "$tree/root/.ssh"
  ln -sfn /usr/lib/cni "$tree/opt/cni/bin"
  # Every node gets its own.
  rm -f "$tree"/etc/ssh/ssh_host_* "$tree"/etc/hostname "$tree"/etc/resolv.conf
  : >"$tree/etc/machine-id"
  rm -rf "$tree"/var/lib/apt/lists/* "$tree"/var/cache/apt/archives/*.deb "$tree"/var/log/*.log \
    "$tree"/usr/share/{doc,info,man,locale}/*
}
