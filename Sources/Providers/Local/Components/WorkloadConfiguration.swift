import Model

/// What a worker serves without any help of the control plane: a page of its own, and the next worker's page through it.
/// Neither a name nor a rule of the API stands in the way, so its continuity is that of the machines and the network.
struct WorkloadConfiguration: Sendable {
  var node: Topology.Node
  var topology: Topology
  /// Where haproxy takes orders: a path on the machine.
  var socket: String

  /// The names by which a running haproxy is told of another address.
  static let server = "next/worker"

  func text() -> String {
    """
    global
      maxconn 256
      nbthread 1
      stats socket \(socket) mode 600 level admin

    defaults
      mode http
      timeout connect 500ms
      timeout client 1h
      timeout server 1s
      # A request that cannot be passed on is an outage, not something to be hidden by another try.
      retries 0

    frontend page
      bind :\(Port.workload)
      http-request return status 200 content-type text/plain string "\(node.name)"
    \(passingOn)
    """
  }

  private var passingOn: String {
    guard let next = topology.workloadBehind(node) else { return "" }
    return """

      listen next
        bind :\(Port.workloadBehind)
        server worker \(next.address):\(Port.workload)

      """
  }
}
