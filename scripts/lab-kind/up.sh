# shellcheck shell=bash
# lab-kind.sh up: a cluster from nothing to Ready, as kind goes about it.
# shellcheck disable=SC2034,SC2154

up() {
  read_shape "$@"
  open_network
  need_engine
  need_images
  [[ $with_ssh == no ]] || install_packages openssh-client
  take_lock "$lab/lock"
  umask 077
  case $(state_of_cluster) in
    whole)
      keep_cluster
      return
      ;;
    half)
      say "What an interrupted run left of cluster $name is removed."
      remove_cluster
      ;;
    none) ;;
    # It has said why.
    *) exit 2 ;;
  esac
  need_store $((control_planes + workers))
  start_clock
  undo=remove_half_made
  make_cluster
  undo=
  say "Cluster $name is up. KUBECONFIG: $folder/kubeconfig"
}

# Whole is a cluster whose kubeconfig is written: that comes last.
state_of_cluster() {
  local containers
  refuse_foreign_containers
  containers=$(containers_of_cluster)
  if [[ -n $containers && -f $folder/kubeconfig ]]; then
    echo whole
  elif [[ -n $containers || -e $folder ]]; then
    echo half
  else
    echo none
  fi
}

# For a cluster that stands already.
keep_cluster() {
  local count
  [[ $(<"$folder/shape") == "$shape" ]] ||
    fail "cluster $name stands already, made otherwise ($(<"$folder/shape"))" \
      "use it, or remove it first: scripts/lab-kind.sh down $name"
  count=$(grep --count --invert-match ' external-load-balancer ' "$folder/nodes")
  patiently 60 nodes_are_ready "$count" ||
    fail "cluster $name stands already, and not all of its nodes are Ready" \
      "see: docker exec $first kubectl get nodes; or make it anew: scripts/lab-kind.sh down $name"
  give_consent
  say "Cluster $name stands already. KUBECONFIG: $folder/kubeconfig"
}

make_cluster() {
  need_network
  know_what_is_taken
  mkdir -p "$logs"
  rm -f "$logs"/*
  mkdir "$folder"
  plan_nodes
  load_node_image
  stage "node image in the engine"
  make_containers
  stage "containers up"
  at_once import_images "${machines[@]}" || give_up "the images could not be imported on every node"
  stage "images imported"
  init_control_plane
  join_control_planes
  join_workers
  patiently 180 nodes_are_ready "${#machines[@]}" || give_up "not all nodes became Ready within three minutes"
  stage "all nodes Ready"
  give_consent
  write_kubeconfig
  stage "total" "$clock_began"
}

make_containers() {
  local node
  node_flags
  for node in "${machines[@]}"; do create_node "$node"; done
  [[ -z $balancer ]] || create_balancer
  docker start "${everyone[@]}" >/dev/null
  at_once wait_for_runtime "${machines[@]}" || give_up "not every node came up"
}

init_control_plane() {
  kubeadm_on "$first" init --skip-phases=preflight,addon/coredns --skip-token-print ||
    give_up "kubeadm init failed on $first" "$logs/$first.kubeadm.log"
  # A lone node has to run what a cluster is given to run.
  ((${#machines[@]} > 1)) || docker exec "$first" kubectl taint nodes --all node-role.kubernetes.io/master- >/dev/null
  stage "kubeadm init"
}

# kubeadm_on NODE COMMAND FLAG…
kubeadm_on() {
  local node=$1 command=$2
  shift 2
  long_step "kubeadm $command on $node" "$logs/$node.kubeadm.log" timeout 300 "$client" --host "$engine_host" \
    exec "$node" kubeadm "$command" --config=/kind/kubeadm.conf "$@" --v=2
}

# One after the other, as etcd takes new members. What all control planes share is copied, as kind does it.
join_control_planes() {
  local node
  for node in "${control_plane_nodes[@]:1}"; do
    docker exec "$first" tar --create --directory / --file - \
      etc/kubernetes/pki/{ca,front-proxy-ca,etcd/ca}.{crt,key} etc/kubernetes/pki/sa.{key,pub} |
      docker exec --interactive "$node" tar --extract --directory / --file -
    kubeadm_on "$node" join --skip-phases=preflight ||
      give_up "kubeadm join failed on $node" "$logs/$node.kubeadm.log"
    stage "$node joined"
  done
}

join_workers() {
  ((${#worker_nodes[@]} > 0)) || return 0
  at_once join_worker "${worker_nodes[@]}" || give_up "kubeadm join failed on a worker"
  stage "workers joined"
}

# nodes_are_ready COUNT
nodes_are_ready() {
  local ready
  ready=$(docker exec "$first" kubectl get nodes \
    --output 'jsonpath={range .items[*]}{.status.conditions[?(@.type=="Ready")].status}{"\n"}{end}' |
    grep --count '^True$') || return 1
  ((ready == $1))
}

# Firedrill drills a cluster that it did not make only where the cluster says so.
give_consent() {
  [[ $with_consent == no ]] ||
    docker exec "$first" kubectl label --overwrite namespace kube-system firedrill.dev/consent=true >/dev/null
}

write_kubeconfig() {
  local port=${port_of[$endpoint]}
  patiently 60 answers "$port" || give_up "the API server does not answer at 127.0.0.1:$port"
  kubeconfig "$port" >"$folder/kubeconfig.new"
  mv "$folder/kubeconfig.new" "$folder/kubeconfig"
}

answers() { curl --disable --silent --fail --insecure --noproxy '*' --max-time 5 "https://127.0.0.1:$1/readyz" 9>&-; }

# give_up WHAT [LOG]: keeps what tells why; the way out then removes the cluster.
give_up() {
  local node
  [[ -z ${2:-} ]] || show_tail "$2"
  for node in "${everyone[@]}"; do
    patience=20 docker logs "$node" >"$logs/$node.log" 2>&1 || true
    patience=20 docker exec "$node" journalctl --no-pager --lines 2000 >"$logs/$node.journal" 2>&1 || true
  done
  fail "$1" "read the logs in $logs, then run it again"
}

# --- For tests ---

print_environment() {
  read_name "${1:-}"
  (($# == 1)) || usage_error "environment takes a name and nothing more"
  need_engine
  [[ -f $folder/kubeconfig ]] || fail "there is no cluster $name" "make it: scripts/lab-kind.sh up $name --ssh"
  printf 'export %s=%q\n' DOCKER_HOST "$engine_host" FIREDRILL_LAB "$name" FIREDRILL_LAB_FOLDER "$folder" \
    FIREDRILL_LAB_DOCKER "$client"
}
