public import Model

/// The embedded cluster: a real control plane as plain processes in the sandbox of this worker.
///
///     let sandbox = try Sandbox.enter(logs: logs, tools: tools, marker: id)
///     let cluster = try await LocalCluster.boot(spec, in: sandbox)
public struct LocalCluster: Cluster {
  public let facts: ClusterFacts
  public let machines: [any Machine]
  public let access: ClusterAccess
  public let loadBalancers: [any Machine]
  let topology: Topology
  let sandbox: Sandbox
  let identities: ClusterIdentities

  /// Its processes, signals and volumes are real; no fault here is only played.
  public func fidelity(of fault: Fault.Kind) -> Fidelity {
    switch fault {
    // The disk is a folder in memory that is taken away, not a device that fails.
    case .storageLose, .storageDetach, .storageReadonly: .equivalent
    default: .real
    }
  }

  /// A kubeconfig of a cluster administrator with everything embedded, for an address that leads here.
  ///
  /// - Parameter server: such as `https://127.0.0.1:6443`; the certificates name 127.0.0.1 and localhost.
  public func kubeconfig(server: String) throws(ProviderError) -> String {
    do {
      let authority = try identities.authority.pem()
      return Kubeconfig(server: server, authority: authority, identity: identities.admin).text()
    } catch {
      throw .system(doing: "write a kubeconfig", reason: "\(error)")
    }
  }
}
