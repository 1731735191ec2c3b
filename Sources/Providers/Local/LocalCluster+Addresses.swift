import Model
import Transport

extension LocalCluster {
  /// Both in the configuration, for the next start, and in the haproxy that runs, whose connections stay.
  public func updateLoadBalancers() async throws(ProviderError) {
    let blueprint = blueprint
    for node in blueprint.topology.loadBalancers {
      let settings = LoadBalancerSettings(node: node, blueprint: blueprint)
      try settings.writeConfiguration()
      try await tell(node, settings.haproxy.addressOrders())
    }
  }

  /// Tells each worker where the one is that it passes requests on to. One that was terminated is told when it is made
  /// anew.
  func updateWorkload() async throws(ProviderError) {
    let blueprint = blueprint
    for node in blueprint.topology.workers where TextFile.exists(LocalLayout.files(of: node.name).settings) {
      guard let next = blueprint.topology.workloadBehind(node) else { continue }
      try WorkerSettings(node: node, blueprint: blueprint).writeConfiguration()
      try await tell(node, ["set server \(WorkloadConfiguration.server) addr \(next.address) port \(Port.workload)"])
    }
  }

  /// A haproxy that is down needs no order: it reads its configuration when it comes up.
  private func tell(_ node: Topology.Node, _ orders: [String]) async throws(ProviderError) {
    let runtime = HaproxyRuntime(socketPath: LocalLayout.files(of: node.name).haproxySocket)
    let answers: [String]
    do throws(ProviderError) {
      answers = try await offPool("haproxy-orders") { () throws(ProviderError) in try runtime.order(orders) }
    } catch {
      return
    }
    // Success is told in words too: look for the failures.
    if let refusal = answers.first(where: { $0.contains("No such server") || $0.contains("Unknown command") }) {
      throw .commandFailed(doing: "telling haproxy on \(node.name) the new addresses", output: refusal)
    }
  }
}
