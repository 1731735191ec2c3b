import Clients
import Model
import Recovery
import Synchronization

/// One object for each backup that is in it and was deleted right after: what a restore of it wrongly brings back.
final class DeletedObjects: Sendable {
  private static let deadline = Duration.seconds(2)

  private let api: KubernetesClient
  private let gone = Mutex<Set<ConfigMapName>>([])

  init(api: KubernetesClient) {
    self.api = api
  }

  /// Those whose deletion the API acknowledged.
  var all: Set<ConfigMapName> { gone.withLock(\.self) }

  func make(for backup: String) async {
    _ = try? await api.createConfigMap(Self.name(backup), in: ProbeObjects.namespace, deadline: Self.deadline)
  }

  func remove(for backup: String) async {
    let name = Self.name(backup)
    guard (try? await api.deleteConfigMap(name, in: ProbeObjects.namespace, deadline: Self.deadline)) != nil else {
      return
    }
    gone.withLock { _ = $0.insert(ConfigMapName(name, in: ProbeObjects.namespace)) }
  }

  private static func name(_ backup: String) -> String { "gone-after-\(backup)" }
}
