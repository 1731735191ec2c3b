import Model

/// Two load balancers with one address: VRRP between them decides which of them has it.
///
/// The balancer that has the address says so five times a second. The other takes it after three sayings that it missed,
/// 0.7 s, or at once when the first one gives it up, which it does as soon as its haproxy ends. Nobody takes it back
/// from one that serves: each move costs clients their connections.
struct KeepalivedConfiguration: Sendable {
  var node: Topology.Node
  var topology: Topology
  /// A file that says whether haproxy serves: 0, or -254 when it does not.
  var serving: String

  static let serves = "0"
  static let doesNotServe = "-254"

  func text() -> String {
    let peers = topology.loadBalancers.filter { $0.name != node.name }.map { "\($0.address)" }.joined(separator: " ")
    return """
      global_defs {
        router_id \(node.name)
        vrrp_garp_master_delay 0
      }
      track_file serving {
        file \(serving)
      }
      vrrp_instance entrance {
        state BACKUP
        nopreempt
        interface eth0
        version 3
        virtual_router_id 1
        priority \(priority)
        advert_int 0.2
        unicast_src_ip \(node.address)
        unicast_peer { \(peers) }
        virtual_ipaddress { \(topology.entrance)/24 dev eth0 }
        track_file { serving weight 1 }
      }

      """
  }

  /// The first balancer is the one that serves when both have just started.
  private var priority: Int {
    100 - (topology.loadBalancers.firstIndex { $0.name == node.name } ?? 0)
  }
}
