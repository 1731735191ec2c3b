#!/bin/bash
# The bare shell script that the embedded cluster's boot is measured against: it starts the same processes with the same
# flags, and nothing else. No machines, no supervisor, no mounts; only a network namespace, so that every member can have
# an address of its own.
#
#     scripts/bench-boot.sh 3        prints the seconds from the first process to the last apiserver's readiness
#     scripts/bench-boot.sh restore  one member loses its data: prints the seconds of `etcdctl snapshot restore`, etcd's
#                                    start and the apiserver's start, one after the other
#
# The certificates are made before the clock starts, and everything lies in memory, as it does in the sandbox.
set -euo pipefail
what=${1:-1}
members=$what
[[ $what != restore ]] || members=1
cache="${XDG_CACHE_HOME:-$HOME/.cache}/firedrill"
export PATH="$cache/tools/bin:${KUBEBUILDER_ASSETS:-$cache/kubernetes/current}:$PATH:/usr/sbin:/sbin"

if [[ ${2:-} != inside ]]; then
  exec unshare --user --map-root-user --net --mount --pid --fork --mount-proc --kill-child "$0" "$what" inside
fi

# As every service of the embedded cluster.
export GOMAXPROCS=1 GOGC=400

work=/run/bench
mount -t tmpfs tmpfs /run
mkdir -m 700 "$work"
cd "$work"
trap 'kill $(jobs -p) 2>/dev/null || true' EXIT

authority() {
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj "/CN=$1" \
    -keyout "$1.key" -out "$1.crt" 2>/dev/null
}

# issue AUTHORITY FILE SUBJECT NAME
# With every member's address: all of them live on one loopback here, where a peer connects *from* the address that it
# connects *to*, and etcd holds a peer to the addresses in its certificate.
issue() {
  openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "$3" -keyout "$2.key" -out "$2.csr" 2>/dev/null
  printf '%s\n' "subjectAltName=$addresses,DNS:$4" "extendedKeyUsage=serverAuth,clientAuth" >"$2.ext"
  openssl x509 -req -in "$2.csr" -CA "$1.crt" -CAkey "$1.key" -CAcreateserial -days 2 -out "$2.crt" \
    -extfile "$2.ext" 2>/dev/null
}

prepare() {
  local n
  ip link set lo up
  ip addr add 10.0.0.2/32 dev lo
  for ((n = 1; n <= members; n++)); do
    ip addr add "10.0.0.$((10 + n))/32" dev lo
    addresses+=",IP:10.0.0.$((10 + n))"
    cluster+="${cluster:+,}cp-$n=https://10.0.0.$((10 + n)):2380"
  done
  authority ca
  authority etcd-ca
  openssl ecparam -name prime256v1 -genkey -noout -out sa.key
  openssl ec -in sa.key -pubout -out sa.pub 2>/dev/null
  issue ca admin "/O=system:masters/CN=admin" admin
  issue ca check "/CN=check" check
  issue etcd-ca etcd-check "/CN=check" check
  cat check.crt check.key >check.pem
  cat etcd-check.crt etcd-check.key >etcd-check.pem
  for ((n = 1; n <= members; n++)); do
    issue etcd-ca "etcd@cp-$n" "/CN=cp-$n" "cp-$n"
    issue ca "apiserver@cp-$n" "/CN=kube-apiserver" "cp-$n"
    issue etcd-ca "client@cp-$n" "/CN=kube-apiserver-etcd-client" client
  done
  haproxy_configuration >haproxy.cfg
}

haproxy_configuration() {
  local n service
  printf '%s\n' "defaults" "  mode tcp" "  timeout connect 1s" "  timeout client 1h" "  timeout server 1h" "  timeout check 1s" \
    "  default-server inter 1s fastinter 250ms downinter 250ms fall 2 rise 1"
  for service in "6443 /readyz ca check" "2379 /health etcd-ca etcd-check"; do
    # shellcheck disable=SC2086
    set -- $service
    printf '%s\n' "listen s$1" "  bind 10.0.0.2:$1" "  option httpchk GET $2" "  http-check expect status 200"
    for ((n = 1; n <= members; n++)); do
      echo "  server cp-$n 10.0.0.$((10 + n)):$1 check check-ssl verify required verifyhost cp-$n ca-file $work/$3.crt crt $work/$4.pem"
    done
  done
}

start_etcd() {
  local n=$1 address=10.0.0.$((10 + $1))
  etcd --name="cp-$n" --data-dir="data-$n" --listen-client-urls="https://$address:2379" \
    --advertise-client-urls="https://$address:2379" --listen-peer-urls="https://$address:2380" \
    --initial-advertise-peer-urls="https://$address:2380" --initial-cluster="$cluster" --initial-cluster-state=new \
    --cert-file="etcd@cp-$n.crt" --key-file="etcd@cp-$n.key" --client-cert-auth=true --trusted-ca-file=etcd-ca.crt \
    --peer-cert-file="etcd@cp-$n.crt" --peer-key-file="etcd@cp-$n.key" --peer-client-cert-auth=true \
    --peer-trusted-ca-file=etcd-ca.crt --pre-vote --logger=zap --log-outputs=stderr >"etcd-$n.log" 2>&1 &
}

start_apiserver() {
  local n=$1 address=10.0.0.$((10 + $1))
  kube-apiserver --advertise-address="$address" --bind-address="$address" --secure-port=6443 \
    --tls-cert-file="apiserver@cp-$n.crt" --tls-private-key-file="apiserver@cp-$n.key" --client-ca-file=ca.crt \
    --authorization-mode=Node,RBAC --allow-privileged=true --etcd-servers="https://$address:2379" \
    --etcd-cafile=etcd-ca.crt --etcd-certfile="client@cp-$n.crt" --etcd-keyfile="client@cp-$n.key" \
    --service-cluster-ip-range=10.96.0.0/12 --service-account-issuer=https://kubernetes.default.svc.cluster.local \
    --service-account-key-file=sa.pub --service-account-signing-key-file=sa.key --profiling=false \
    --runtime-config="api/beta=false,batch/v1beta1=true,discovery.k8s.io/v1beta1=true,flowcontrol.apiserver.k8s.io/v1beta1=true,policy/v1beta1=true" \
    >"apiserver-$n.log" 2>&1 &
}

wait_until_ready() {
  local n deadline=$((SECONDS + 120))
  for ((n = 1; n <= members; n++)); do
    until [[ $(curl --silent --max-time 2 --cacert ca.crt --cert admin.crt --key admin.key --output /dev/null \
      --write-out '%{http_code}' "https://10.0.0.$((10 + n)):6443/readyz") == 200 ]]; do
      ((SECONDS < deadline)) || { tail -q -n 1 ./*.log >&2; exit 1; }
      sleep 0.05
    done
  done
}

wait_until_healthy() {
  until [[ $(curl --silent --max-time 1 --cacert etcd-ca.crt --cert client@cp-1.crt --key client@cp-1.key \
    https://10.0.0.11:2379/health) == *true* ]]; do sleep 0.02; done
}

# What an operator types at the least, and nothing else: no check of the backup, no old data kept.
restore() {
  export ETCDCTL_API=3
  etcdctl --endpoints=https://10.0.0.11:2379 --cacert=etcd-ca.crt --cert=client@cp-1.crt --key=client@cp-1.key \
    snapshot save backup.db >save.log 2>&1
  # shellcheck disable=SC2046
  kill -KILL $(jobs -p) 2>/dev/null || true
  wait 2>/dev/null || true
  rm -rf data-1
  begun=$EPOCHREALTIME
  etcdctl snapshot restore backup.db --name=cp-1 --data-dir=data-1 --initial-cluster="$cluster" \
    --initial-advertise-peer-urls=https://10.0.0.11:2380 >restore.log 2>&1
  start_etcd 1
  wait_until_healthy
  start_apiserver 1
  wait_until_ready
}

cluster=
addresses=IP:127.0.0.1,IP:10.0.0.2
prepare
begun=$EPOCHREALTIME
for ((n = 1; n <= members; n++)); do
  start_etcd "$n"
  start_apiserver "$n"
done
((members == 1)) || haproxy -db -f haproxy.cfg >haproxy.log 2>&1 &
wait_until_ready
[[ $what != restore ]] || restore
ended=$EPOCHREALTIME
printf '%d.%03d\n' $(((${ended/./} - ${begun/./}) / 1000000)) $(((${ended/./} - ${begun/./}) / 1000 % 1000))
