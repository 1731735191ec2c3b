# shellcheck shell=bash
# What `up` is asked for, and the nodes that come of it: names as kind gives them, zones in turn, addresses and ports for good.
# shellcheck disable=SC2034,SC2154

# read_name NAME: sets name, folder and first. With the longest suffix it still has to be a host name.
read_name() {
  name=${1:-}
  [[ -n $name ]] || usage_error "which cluster? Give its name."
  [[ $name =~ ^[a-z0-9]([-a-z0-9]*[a-z0-9])?$ && ${#name} -le 40 ]] ||
    usage_error "'$name' is no name for a cluster: use up to 40 of a-z, 0-9 and -, with no - at either end"
  folder="$lab/clusters/$name"
  logs="$cache/logs/kind-lab-$name"
  first="$name-control-plane"
}

# NAME [--control-planes N] [--workers N] [--zones a,b,c] [--ssh] [--consent]
read_shape() {
  read_name "${1:-}"
  shift
  control_planes=1 workers=1 zones=() with_ssh=no with_consent=no
  while (($# > 0)); do
    case $1 in
      --control-planes) control_planes=$(a_number "$1" "${2:-}" 1 9) ;;
      --workers) workers=$(a_number "$1" "${2:-}" 0 20) ;;
      --zones) read_zones "${2:-}" ;;
      --ssh) with_ssh=yes ;;
      --consent) with_consent=yes ;;
      *) usage_error "up knows no '$1'" ;;
    esac
    case $1 in
      --ssh | --consent) shift ;;
      *) shift 2 ;;
    esac
  done
  shape="control planes: $control_planes, workers: $workers, zones: ${zones[*]:-none}, ssh: $with_ssh"
}

# a_number OPTION TEXT LEAST MOST
a_number() {
  if [[ ! $2 =~ ^[0-9]{1,2}$ ]] || ((10#$2 < $3 || 10#$2 > $4)); then
    usage_error "$1 takes a number from $3 to $4, not '$2'"
  fi
  echo "$((10#$2))"
}

read_zones() {
  local zone
  [[ -n $1 && $1 != *, ]] || usage_error "--zones takes names with commas between them, such as a,b,c"
  IFS=, read -r -a zones <<<"$1"
  for zone in "${zones[@]}"; do
    [[ $zone =~ ^[a-z0-9]([-a-z0-9]*[a-z0-9])?$ && ${#zone} -le 63 ]] || usage_error "'$zone' is no name for a zone"
  done
}

# --- The nodes ---

# Sets machines to the names of the nodes, everyone to those and the load balancer, and of each its role, zone, address, port and
# pod subnet. Writes them down before anything is made of them, so that no other cluster takes the same.
plan_nodes() {
  local number
  declare -gA role_of=() zone_of=() address_of=() port_of=() pods_of=()
  machines=() control_plane_nodes=() worker_nodes=() balancer=
  for ((number = 1; number <= control_planes; number++)); do plan_node control-plane "$number"; done
  for ((number = 1; number <= workers; number++)); do plan_node worker "$number"; done
  endpoint=$first
  everyone=("${machines[@]}")
  if ((control_planes > 1)); then plan_balancer; fi
  token=$(new_token)
  write_plan
}

# kind numbers from the second on.
plan_node() {
  local node="$name-$1"
  (($2 == 1)) || node+=$2
  next_address
  role_of[$node]=$1
  address_of[$node]=$free_address
  pods_of[$node]=10.244.${#machines[@]}.0/24
  zone_of[$node]=-
  ((${#zones[@]} == 0)) || zone_of[$node]=${zones[${#machines[@]} % ${#zones[@]}]}
  port_of[$node]=-
  machines+=("$node")
  if [[ $1 == control-plane ]]; then
    next_port
    port_of[$node]=$free_port
    control_plane_nodes+=("$node")
  else
    worker_nodes+=("$node")
  fi
}

plan_balancer() {
  balancer="$name-external-load-balancer"
  endpoint=$balancer
  next_address
  next_port
  role_of[$balancer]=external-load-balancer
  zone_of[$balancer]=-
  address_of[$balancer]=$free_address
  port_of[$balancer]=$free_port
  everyone+=("$balancer")
}

# kubeadm's form of it: six characters, a dot, sixteen more
new_token() {
  local digits
  digits=$(od --address-radix=n --format=x1 --read-bytes=11 /dev/urandom | tr -d ' \n')
  printf '%s.%s' "${digits:0:6}" "${digits:6}"
}

write_plan() {
  local node
  printf '%s\n' "$shape" >"$folder/shape"
  for node in "${everyone[@]}"; do
    echo "$node ${role_of[$node]} ${zone_of[$node]} ${address_of[$node]} ${port_of[$node]}"
  done >"$folder/nodes"
}
