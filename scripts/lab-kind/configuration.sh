# shellcheck shell=bash
# What a node is told before it starts: kubeadm's configuration, its pods' subnet, and the routes to the others'.
# shellcheck disable=SC2154

# As kind writes it, for kubeadm of Kubernetes 1.20.
kubeadm_configuration() {
  cat <<END
apiVersion: kubeadm.k8s.io/v1beta2
kind: ClusterConfiguration
kubernetesVersion: $version
clusterName: "$name"
controlPlaneEndpoint: "$endpoint:6443"
apiServer:
  certSANs: [localhost, 127.0.0.1]
controllerManager:
  extraArgs:
    enable-hostpath-provisioner: "true"
    # A node's pod subnet is the lab's to choose.
    allocate-node-cidrs: "false"
networking:
  podSubnet: 10.244.0.0/16
  serviceSubnet: 10.96.0.0/16
---
apiVersion: kubeadm.k8s.io/v1beta2
kind: InitConfiguration
bootstrapTokens:
- token: "$token"
$(local_endpoint "$1")
$(node_registration "$1")
---
apiVersion: kubeadm.k8s.io/v1beta2
kind: JoinConfiguration
$(join_as_control_plane "$1")
$(node_registration "$1")
discovery:
  bootstrapToken:
    apiServerEndpoint: "$endpoint:6443"
    token: "$token"
    unsafeSkipCAVerification: true
---
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
cgroupDriver: cgroupfs
failSwapOn: false
# The disk is the host's; nothing is evicted for want of it.
imageGCHighThresholdPercent: 100
evictionHard: {nodefs.available: "0%", nodefs.inodesFree: "0%", imagefs.available: "0%"}
---
apiVersion: kubeproxy.config.k8s.io/v1alpha1
kind: KubeProxyConfiguration
mode: iptables
# These settings are the host's.
conntrack: {maxPerCore: 0, min: 0, tcpEstablishedTimeout: 0s, tcpCloseWaitTimeout: 0s}
END
}

local_endpoint() {
  printf 'localAPIEndpoint:\n  advertiseAddress: "%s"\n  bindPort: 6443\n' "${address_of[$1]}"
}

join_as_control_plane() {
  [[ ${role_of[$1]} == control-plane ]] || return 0
  printf 'controlPlane:\n'
  local_endpoint "$1" | sed 's/^/  /'
}

# The kubelet itself sets the label, so that a node that is registered anew has it again.
node_registration() {
  cat <<END
nodeRegistration:
  criSocket: /run/containerd/containerd.sock
  kubeletExtraArgs:
    fail-swap-on: "false"
    node-ip: "${address_of[$1]}"
    provider-id: "kind://docker/$name/$1"
END
  [[ ${zone_of[$1]} == - ]] || printf '    node-labels: "topology.kubernetes.io/zone=%s"\n' "${zone_of[$1]}"
}

# Each node's pods have a subnet of their own behind a bridge. `isGateway`, not `isDefaultGateway`: that one adds a second default
# route beside the one below, and fails.
cni_configuration() {
  cat <<END
{
  "cniVersion": "0.3.1",
  "name": "kindnet",
  "plugins": [
    {
      "type": "bridge",
      "bridge": "cni0",
      "isGateway": true,
      "ipMasq": true,
      "hairpinMode": true,
      "ipam": {
        "type": "host-local",
        "dataDir": "/run/cni-ipam-state",
        "routes": [{"dst": "0.0.0.0/0"}],
        "ranges": [[{"subnet": "${pods_of[$1]}"}]]
      }
    },
    {"type": "portmap", "capabilities": {"portMappings": true}}
  ]
}
END
}

pod_routes() {
  local node
  for node in "${machines[@]}"; do [[ $node == "$1" ]] || echo "${pods_of[$node]} $node"; done
}

# The load balancer's. Names, as kind writes them: the engine's DNS knows a node that came back.
haproxy_configuration() {
  local node
  cat <<'END'
global
  maxconn 4096

resolvers docker
  nameserver dns 127.0.0.11:53

defaults
  mode tcp
  timeout connect 5s
  timeout client 24h
  timeout server 24h
  # It starts before the nodes have names.
  default-server init-addr none

frontend control-plane
  bind *:6443
  default_backend kube-apiservers

backend kube-apiservers
  option httpchk GET /healthz
END
  for node in "${control_plane_nodes[@]}"; do
    echo "  server $node $node:6443 check check-ssl verify none resolvers docker resolve-prefer ipv4"
  done
}

# kubeconfig PORT: as kind names its entries.
kubeconfig() {
  local admin
  admin=$(docker exec "$first" cat /etc/kubernetes/admin.conf)
  cat <<END
apiVersion: v1
kind: Config
clusters:
- name: kind-$name
  cluster:
    server: https://127.0.0.1:$1
    certificate-authority-data: $(yaml_value certificate-authority-data "$admin")
users:
- name: kind-$name
  user:
    client-certificate-data: $(yaml_value client-certificate-data "$admin")
    client-key-data: $(yaml_value client-key-data "$admin")
contexts:
- name: kind-$name
  context:
    cluster: kind-$name
    user: kind-$name
current-context: kind-$name
END
}

yaml_value() { sed -n "s/^ *$1: //p" <<<"$2"; }
