# shellcheck shell=bash
# The clusters' network, and addresses and ports that a node keeps for good: one that came back with another's address would meet
# etcd members and certificates that know it by its old one.
# shellcheck disable=SC2154

# As kind: all clusters share the network `kind`, or the one that is named.
open_network() {
  network=${KIND_EXPERIMENTAL_DOCKER_NETWORK:-kind}
  [[ $network =~ ^[a-zA-Z0-9][a-zA-Z0-9_.-]*$ ]] ||
    fail "KIND_EXPERIMENTAL_DOCKER_NETWORK is '$network'" "name a Docker network with it, or unset it"
}

# Makes the network where it is missing and sets network_base and network_size.
need_network() {
  local subnet prefix
  if ! network_fact '{{.Name}}' >/dev/null; then
    make_network
  elif [[ $(network_fact "{{index .Labels \"$lab_label\"}}") != kind ]]; then
    fail "the Docker network $network was not made by the lab, so its nodes could not choose their addresses" \
      "remove it, or set KIND_EXPERIMENTAL_DOCKER_NETWORK to another name, such as firedrill-kind"
  fi
  subnet=$(network_fact '{{(index .IPAM.Config 0).Subnet}}')
  prefix=${subnet#*/}
  network_base=$(to_number "${subnet%/*}")
  network_size=$((1 << (32 - prefix)))
}

network_fact() { docker network inspect --format "$1" "$network" 2>/dev/null; }

# The engine knows which subnet is free on this machine, but lets containers choose their addresses only in one that was asked
# for: so it is asked twice. The lower half is for nodes; what the engine hands out by itself comes from the upper half, so that
# a node that is off finds its address free when it comes back.
make_network() {
  local probe="$network-probe" subnet base prefix
  docker network rm "$probe" >/dev/null 2>&1 || true
  docker network create --driver bridge --label "$lab_label=probe" "$probe" >/dev/null
  subnet=$(docker network inspect --format '{{(index .IPAM.Config 0).Subnet}}' "$probe")
  docker network rm "$probe" >/dev/null
  base=$(to_number "${subnet%/*}")
  prefix=${subnet#*/}
  docker network create --driver bridge --label "$lab_label=kind" --subnet "$subnet" \
    --gateway "$(to_address $((base + 1)))" \
    --ip-range "$(to_address $((base + (1 << (31 - prefix)))))/$((prefix + 1))" "$network" >/dev/null
}

# Only a network that the lab made and that no container is left in.
remove_network() {
  local containers
  [[ $(network_fact "{{index .Labels \"$lab_label\"}}") == kind ]] || return 0
  containers=$(docker ps --all --quiet --filter "network=$network")
  [[ -n $containers ]] || docker network rm "$network" >/dev/null 2>&1 || true
}

to_number() {
  local a b c d
  IFS=. read -r a b c d <<<"$1"
  echo $(((a << 24) + (b << 16) + (c << 8) + d))
}

to_address() { echo "$(($1 >> 24 & 255)).$(($1 >> 16 & 255)).$(($1 >> 8 & 255)).$(($1 & 255))"; }

# --- What is free ---

# Sets taken to the addresses and ports of all nodes, those included that are off or cut off.
know_what_is_taken() {
  local ids containers
  taken=" $({ cat "$lab"/clusters/*/nodes 2>/dev/null || true; } | tr '\n' ' ') "
  ids=$(docker ps --all --quiet --filter "network=$network")
  [[ -n $ids ]] || return 0
  mapfile -t containers <<<"$ids"
  taken+="$(docker inspect --format \
    '{{range .NetworkSettings.Networks}}{{.IPAddress}} {{with .IPAMConfig}}{{.IPv4Address}}{{end}} {{end}}' \
    "${containers[@]}" | tr '\n' ' ') "
}

# Sets free_address to the lowest address that no node has. The first is the gateway's.
next_address() {
  local offset
  for ((offset = 2; offset < network_size / 2; offset++)); do
    free_address=$(to_address $((network_base + offset)))
    [[ $taken == *" $free_address "* ]] || { taken+="$free_address " && return; }
  done
  fail "the Docker network $network has no free address left" "remove a cluster: scripts/lab-kind.sh list"
}

# Sets free_port to a port of the loopback for good; one that Docker chooses is another at each start. Below the range that the
# kernel takes for outgoing connections.
next_port() {
  local try
  for ((try = 0; try < 200; try++)); do
    free_port=$((20000 + RANDOM % 10000))
    [[ $taken != *" $free_port "* && -z $(ss --no-header --listening --tcp --numeric "sport = :$free_port" 9>&-) ]] || continue
    taken+="$free_port "
    return
  done
  fail "no free port was found between 20000 and 29999 on this machine" "end what listens there: ss -ltn"
}
