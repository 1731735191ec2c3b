import Model
import Transport

/// The cables between machines and the bridges of their zones.
enum Cables {
  /// Plugs each machine into its zone, in one call for all of them.
  ///
  /// - Parameter first: what the same call is to make before, such as the zones themselves.
  static func plug(
    _ machines: [(node: Topology.Node, held: MachineInit)], after first: String = "", _ tools: LocalTools
  ) async throws(ProviderError) {
    for machine in machines { try await machine.held.waitForNetworkNamespace() }
    let batch = first + NetworkBatch.cables(machines.map { (node: $0.node, process: $0.held.pid) })
    _ = try await runOnHost(
      Command(try tools.path(of: .ip), ["-batch", "-"], input: Array(batch.utf8), deadline: .seconds(10)))
  }

  /// Pulls the cable of a machine that is off. The kernel does so by itself, but only some time after the machine's end;
  /// until then the cable's name is taken.
  static func unplug(_ node: Topology.Node, _ tools: LocalTools) async throws(ProviderError) {
    // Refused when the kernel was faster.
    _ = try? await runOnHost(
      Command(try tools.path(of: .ip), ["link", "delete", node.name.rawValue], deadline: .seconds(10)))
  }
}
