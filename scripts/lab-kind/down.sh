# shellcheck shell=bash
# lab-kind.sh down, list, kubeconfig and status.
# shellcheck disable=SC2154

down() {
  read_name "${1:-}"
  (($# == 1)) || usage_error "down takes one name"
  open_network
  need_engine
  take_lock "$lab/lock"
  refuse_foreign_containers
  if [[ -z $(containers_of_cluster) && ! -e $folder ]]; then
    say "There is no cluster $name."
    return
  fi
  remove_cluster
  say "Cluster $name is gone."
}

containers_of_cluster() {
  docker ps --all --quiet --filter "label=$cluster_label=$name" --filter "label=$lab_label=kind"
}

# A real kind's clusters carry the same labels but one.
refuse_foreign_containers() {
  local all own
  all=$(docker ps --all --quiet --filter "label=$cluster_label=$name")
  own=$(containers_of_cluster)
  [[ $all == "$own" ]] ||
    fail "there are containers of a cluster $name that the lab did not make" "choose another name, or: kind delete cluster"
}

# The containers with their anonymous volumes, the cluster's folder, and the network when nobody else is in it.
remove_cluster() {
  local ids containers
  ids=$(containers_of_cluster) || return
  if [[ -n $ids ]]; then
    mapfile -t containers <<<"$ids"
    docker rm --force --volumes "${containers[@]}" >/dev/null || return
  fi
  rm -rf "$folder"
  remove_network
}

remove_half_made() {
  say "Removing what was made of cluster $name."
  remove_cluster
}

# The names, a line each.
list() {
  need_engine
  docker ps --all --filter "label=$lab_label=kind" --format "{{.Label \"$cluster_label\"}}" | sort -u
}

# Prints the path, for KUBECONFIG.
print_kubeconfig() {
  read_name "${1:-}"
  [[ -f $folder/kubeconfig ]] || fail "the lab has no cluster $name" "make it: scripts/lab-kind.sh up $name"
  printf '%s\n' "$folder/kubeconfig"
}

# Works without an engine as well.
status() {
  local problem cluster node role zone address port
  know_images
  find_engine
  problem=$(engine_problem)
  echo "cache   $lab"
  if images_complete; then echo "images  $node_image"; else echo "images  not made yet: make lab-kind"; fi
  echo "engine  ${problem:-$engine_host}"
  for cluster in "$lab"/clusters/*/; do
    [[ -f ${cluster}nodes ]] || continue
    cluster=${cluster%/}
    echo
    echo "cluster ${cluster##*/} ($(<"$cluster/shape"))"
    if [[ -f $cluster/kubeconfig ]]; then echo "  KUBECONFIG=$cluster/kubeconfig"; else echo "  not whole"; fi
    while read -r node role zone address port; do
      printf '  %-32s %-22s zone %-6s %-16s port %s\n' "$node" "$role" "$zone" "$address" "$port"
    done <"$cluster/nodes"
  done
}
