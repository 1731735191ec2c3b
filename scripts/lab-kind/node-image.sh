# shellcheck shell=bash
# The node image: the root file system, and on it what makes it a node of Kubernetes. Shaped as kind's.
# shellcheck disable=SC2154

# Takes the archives that make_component_images leaves in the work folder.
make_node_image() {
  local stage="$work/stage"
  say "Packing the node image $node_image"
  cp -R "$parts/node" "$stage"
  put_programs "$stage"
  put_containerd_configuration "$stage"
  enable_units "$stage" /etc/systemd/system/kubelet.service /etc/systemd/system/kind-routes.service \
    /lib/systemd/system/containerd.service
  mkdir -p "$stage/kind"
  printf '%s' "$version" >"$stage/kind/version"
  mv "$work/archives" "$stage/kind/images"
  pack_layer "$stage" "$work/node-layer.tar"
  rm -rf "$stage"
  mkdir "$work/node-image"
  add_image "$work/node-image" "$node_image" "$(node_configuration)" "$root_layer" "$work/node-layer.tar"
  finish_images "$work/node-image"
  put_in_place "$work/node-image" "$node_place"
  remove_others "$node_place"
}

put_programs() {
  local name
  mkdir -p "$1/usr/bin" "$1/usr/local/bin"
  for name in kubeadm kubelet kubectl; do install --mode=755 "$bin/$name" "$1/usr/bin/$name"; done
  install --mode=755 "$helpers_place/crictl" "$1/usr/local/bin/crictl"
}

# restrict_oom_score_adj: static pods ask for a protection that a container without CAP_SYS_RESOURCE cannot hand out.
put_containerd_configuration() {
  mkdir -p "$1/etc/containerd"
  cat >"$1/etc/containerd/config.toml" <<END
version = 2

[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "$(image_name pause)"
  restrict_oom_score_adj = true
  tolerate_missing_hugetlb_controller = true

  [plugins."io.containerd.grpc.v1.cri".containerd]
    snapshotter = "overlayfs"
    default_runtime_name = "runc"

    [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
      runtime_type = "io.containerd.runc.v2"

      [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
        SystemdCgroup = false

  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "/opt/cni/bin"
    conf_dir = "/etc/cni/net.d"
END
}

# enable_units STAGE FILE…
enable_units() {
  local unit wants="$1/etc/systemd/system/multi-user.target.wants"
  shift
  mkdir -p "$wants"
  for unit in "$@"; do ln -s "$unit" "$wants/${unit##*/}"; done
}

# systemd looks for `container`, and is told to shut down by SIGRTMIN+3, not by SIGTERM.
node_configuration() {
  local words=(
    '"Env":["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin","container=docker"]'
    '"Entrypoint":["/usr/local/bin/entrypoint","/sbin/init"]'
    '"StopSignal":"SIGRTMIN+3"'
    "\"Labels\":{\"firedrill.dev/recipe\":\"$node_recipe\"}"
  )
  (IFS=, && printf '%s' "${words[*]}")
}
