/// etcd's quota on the lab.
extension KindLab {
  /// In bytes: one that is used up within seconds, where etcd's own takes 2 GB. `nil` gives it back its own. etcd is started anew,
  /// which is waited for.
  static func setQuota(_ bytes: String?) async {
    // Not edited in place: a kubelet takes every file in that folder for a manifest.
    let script = #"""
      manifest=/etc/kubernetes/manifests/etcd.yaml
      sed '/--quota-backend-bytes/d' $manifest >/root/etcd.yaml
      [ -z "$1" ] || sed -i 's/^\( *\)- etcd$/&\n\1- --quota-backend-bytes='"$1/" /root/etcd.yaml
      cmp -s /root/etcd.yaml $manifest && exit
      mv /root/etcd.yaml $manifest
      for _ in $(seq 120); do
        line=$(tr '\0' ' ' <"/proc/$(pidof etcd)/cmdline" 2>/dev/null)
        case $line in
          *--quota-backend-bytes="$1 "*) exit ;;
          *--quota-backend-bytes*) ;;
          ?*) [ -n "$1" ] || exit ;;
        esac
        sleep 0.5
      done
      """#
    for node in planes { await run(["exec", node.name, "sh", "-c", script, "sh", bytes ?? ""]) }
  }

  /// Alarms, and what a drill wrote.
  static func etcdTroubles() async -> [String] {
    let look = #"""
      container=$(crictl ps --name '^etcd$' -q) || exit
      ctl() {
        crictl exec "$container" etcdctl --endpoints https://127.0.0.1:2379 --cacert /etc/kubernetes/pki/etcd/ca.crt \
          --cert /etc/kubernetes/pki/etcd/server.crt --key /etc/kubernetes/pki/etcd/server.key "$@"
      }
      ctl alarm list && ctl get --prefix firedrill --keys-only
      """#
    let text = await run(["exec", controlPlane, "sh", "-c", look]) ?? "etcd cannot be looked at"
    return text.split(separator: "\n").map(String.init)
  }
}
