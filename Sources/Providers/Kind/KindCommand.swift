public import Model
public import Transport

/// The `kind` command, for clusters that are made for a run and deleted after it.
///
/// - Source: kind, "Configuration" <https://kind.sigs.k8s.io/docs/user/configuration/>
public struct KindCommand: Sendable {
  private static let making = Duration.seconds(600)
  private static let deleting = Duration.seconds(120)

  private let runner: any CommandRunner

  public init(runner: any CommandRunner = LocalCommandRunner()) {
    self.runner = runner
  }

  /// - Parameters:
  ///   - spec: its control planes, workers and zones are made; nothing else of it.
  ///   - kubeconfig: path of a file of this run's own: the user's stays as it is.
  public func create(_ name: String, _ spec: ClusterSpec, kubeconfig: String) async throws(ProviderError) {
    try await run(
      ["create", "cluster", "--name", name, "--config", "-", "--kubeconfig", kubeconfig, "--wait", "120s"],
      input: Self.configuration(spec), limit: Self.making)
  }

  public func delete(_ name: String, kubeconfig: String) async throws(ProviderError) {
    try await run(["delete", "cluster", "--name", name, "--kubeconfig", kubeconfig], limit: Self.deleting)
  }

  static func configuration(_ spec: ClusterSpec) -> String {
    let machines = spec.machines.filter { !$0.components.contains(.loadBalancer) }
    let nodes = machines.map { machine in
      let role = machine.components.contains(.etcd) ? "control-plane" : "worker"
      return "- role: \(role)\n  labels: {topology.kubernetes.io/zone: \"\(machine.zone)\"}\n"
    }
    return "kind: Cluster\napiVersion: kind.x-k8s.io/v1alpha4\nnodes:\n" + nodes.joined()
  }

  private func run(_ arguments: [String], input: String? = nil, limit: Duration) async throws(ProviderError) {
    do throws(CommandError) {
      try await runner.require(Command("kind", arguments, input: input.map { Array($0.utf8) }, deadline: limit))
    } catch {
      if case .notFound = error {
        throw .missing(
          what: "kind", why: "it makes the cluster that --cluster kind asks for",
          remedy: "install it (https://kind.sigs.k8s.io), or name a cluster that stands: --cluster kind:NAME")
      }
      throw .commandFailed(doing: "kind \(arguments[0]) \(arguments[1])", output: "\(error)")
    }
  }
}
