import Clients
import Model
import Providers

/// What a backup brings back although it was gone. Left alone, controllers act on it: pods are bound to a Node that no
/// machine stands behind.
///
/// - Source: openshift/origin, `test/extended/dr/quorum_restore.go`, which removes Nodes that a restore resurrected
enum RevivedSteps {
  static func removeRevived(_ context: RunbookContext) async throws(RecoveryError) -> String {
    let api = try await context.anyServer()
    let maps = try await revivedMaps(api, context)
    for map in maps {
      try await context.asking("removing ConfigMap \(map.name)") { () async throws(ClientError) in
        try await api.deleteConfigMap(map.name, in: map.namespace, deadline: Limits.call)
      }
    }
    let nodes = try await removeNodes(api, context)
    let objects = maps.map { "ConfigMap \($0.namespace)/\($0.name)" } + nodes.map { "Node \($0)" }
    if !objects.isEmpty { context.listener.revived(RevivedFacts(objects: objects, removed: objects)) }
    return objects.isEmpty
      ? "nothing that was gone came back" : "removed " + objects.joined(separator: ", ")
  }

  static func removeStaleNodes(_ context: RunbookContext) async throws(RecoveryError) -> String {
    let nodes = try await removeNodes(try await context.anyServer(), context)
    return nodes.isEmpty ? "a machine stands behind every Node" : "removed " + nodes.joined(separator: ", ")
  }

  private static func revivedMaps(
    _ api: KubernetesClient, _ context: RunbookContext
  ) async throws(RecoveryError) -> [ConfigMapName] {
    let deleted = context.deleted()
    var revived: [ConfigMapName] = []
    for namespace in Set(deleted.map(\.namespace)).sorted() {
      let present = try await context.asking("looking at namespace \(namespace)") { () async throws(ClientError) in
        try await api.configMapNames(in: namespace, deadline: Limits.command)
      }
      revived += deleted.filter { $0.namespace == namespace && present.contains($0.name) }
    }
    return revived.sorted()
  }

  private static func removeNodes(
    _ api: KubernetesClient, _ context: RunbookContext
  ) async throws(RecoveryError) -> [String] {
    // On a cluster that stood before, a Node without a machine that is known here may well have one.
    guard context.cluster.knowsEveryMachine else { return [] }
    let machines = Set(context.cluster.everyMachine.map(\.nodeName))
    return try await context.asking("removing Nodes without a machine") { () async throws(ClientError) in
      let stale = try await api.registeredNodes(deadline: Limits.command).filter { !machines.contains($0) }
      for node in stale { try await api.removeNode(node, deadline: Limits.call) }
      return stale
    }
  }
}

extension RunbookContext {
  /// Waits for one: an apiserver may go down again in the middle of a recovery.
  fileprivate func anyServer() async throws(RecoveryError) -> KubernetesClient {
    api(try await serving()[0].name)
  }
}
