# shellcheck shell=bash
# Node containers: made, given their files, started.
# shellcheck disable=SC2154

# kind runs its nodes with --privileged, which needs every capability that there is; where the machine itself lacks
# CAP_SYS_RESOURCE, as inside many sandboxes, such a container does not start. So: everything but that one.
node_flags() {
  privileges=(
    --cap-add ALL --cap-drop SYS_RESOURCE --security-opt seccomp=unconfined --security-opt apparmor=unconfined
    --security-opt systempaths=unconfined --device-cgroup-rule 'a *:* rwm' --sysctl net.ipv4.ip_forward=1
  )
  [[ ! -c /dev/kmsg ]] || privileges+=(--device /dev/kmsg)
  # /var is a volume, as in kind: the runtime's layers lie on a real file system there.
  mounts=(--tmpfs /tmp --tmpfs /run --volume /var)
  [[ ! -d /lib/modules ]] || mounts+=(--volume /lib/modules:/lib/modules:ro)
}

# create_container NAME FLAG… [-- COMMAND…]: with what nodes and the load balancer have in common.
create_container() {
  local node=$1 flags=() publish=()
  shift
  while (($# > 0)) && [[ $1 != -- ]]; do flags+=("$1") && shift; done
  (($# == 0)) || shift
  [[ ${port_of[$node]} == - ]] || publish=(--publish "127.0.0.1:${port_of[$node]}:6443/tcp")
  docker create --name "$node" --hostname "$node" --tty --label "$cluster_label=$name" \
    --label "$role_label=${role_of[$node]}" --label "$lab_label=kind" --network "$network" --ip "${address_of[$node]}" \
    --restart on-failure:1 --init=false --cgroupns private "${publish[@]}" "${flags[@]}" "$node_image" "$@" >/dev/null
  put_files "$node"
}

create_node() {
  local environment=()
  write_node_files "$1"
  [[ ${role_of[$1]} != control-plane ]] || environment=(--env KUBECONFIG=/etc/kubernetes/admin.conf)
  create_container "$1" "${privileges[@]}" "${mounts[@]}" "${environment[@]}"
}

# haproxy ends on SIGTERM, not on the image's signal.
create_balancer() {
  local file="$folder/files/$balancer/usr/local/etc/haproxy/haproxy.cfg"
  mkdir -p "${file%/*}"
  haproxy_configuration >"$file"
  create_container "$balancer" --stop-signal SIGTERM --entrypoint /usr/sbin/haproxy \
    -- -W -db -f /usr/local/etc/haproxy/haproxy.cfg
}

write_node_files() {
  local files="$folder/files/$1"
  mkdir -p "$files"/{kind,etc/cni/net.d}
  kubeadm_configuration "$1" >"$files/kind/kubeadm.conf"
  pod_routes "$1" >"$files/kind/pod-routes"
  cni_configuration "$1" >"$files/etc/cni/net.d/10-kindnet.conflist"
  [[ $with_ssh == no ]] || write_ssh_files "$1"
}

# Before it starts: what a node needs to know is there when its init looks. Files only, for a folder would get the access rights
# of the one here.
put_files() {
  local files="$folder/files/$1"
  (cd "$files" && find . ! -type d -print0) |
    tar --create --directory "$files" --null --no-recursion --files-from - --owner=0 --group=0 --numeric-owner --file - |
    docker cp - "$1:/"
}

# --- SSH ---

# One key for the cluster, a host key for each node, and what `ssh -F` needs to use them.
write_ssh_files() {
  local files="$folder/files/$1" host_key
  host_key="$files/etc/ssh/ssh_host_ed25519_key"
  mkdir -p "$files"/{etc/ssh,root/.ssh,etc/systemd/system/multi-user.target.wants} "$folder/ssh"
  [[ -f $folder/ssh/id_ed25519 ]] || ssh-keygen -q -t ed25519 -N '' -C "kind-$name" -f "$folder/ssh/id_ed25519" 9>&-
  ssh-keygen -q -t ed25519 -N '' -C "$1" -f "$host_key" 9>&-
  cp "$folder/ssh/id_ed25519.pub" "$files/root/.ssh/authorized_keys"
  ln -s /lib/systemd/system/ssh.service "$files/etc/systemd/system/multi-user.target.wants/ssh.service"
  echo "$1,${address_of[$1]} $(cut -d ' ' -f 1,2 "$host_key.pub")" >>"$folder/ssh/known_hosts"
  cat >>"$folder/ssh/config" <<END
Host $1
  HostName ${address_of[$1]}
  User root
  IdentityFile $folder/ssh/id_ed25519
  IdentitiesOnly yes
  UserKnownHostsFile $folder/ssh/known_hosts
END
}

# --- Started ---

wait_for_runtime() {
  patiently 60 runtime_ready "$1" && return
  say "  $1: containerd does not run"
  return 1
}

runtime_ready() {
  docker exec "$1" systemctl is-active --quiet containerd.service &&
    docker exec "$1" test -S /run/containerd/containerd.sock
}

# A worker does without the control plane's.
import_images() {
  local archive archives=(/kind/images/node.tar)
  [[ ${role_of[$1]} != control-plane ]] || archives+=(/kind/images/control-plane.tar)
  for archive in "${archives[@]}"; do
    docker exec "$1" ctr --namespace k8s.io images import "$archive" >>"$logs/$1.images.log" 2>&1 || return 1
  done
}

join_worker() {
  docker exec "$1" kubeadm join --skip-phases=preflight --config=/kind/kubeadm.conf --v=2 >"$logs/$1.kubeadm.log" 2>&1
}
