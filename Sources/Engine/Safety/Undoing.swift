public import Faults
public import Foundation
public import Model
public import Providers
import Recovery
import Transport

/// Takes out what another process put in.
public enum Undoing {
  /// - Parameter memory: what the fault had noted before it was put in.
  /// - Throws: ``FaultError`` when it may still be in place.
  public static func undo(
    _ chosen: ChosenFault, memory: Data?, on cluster: any Cluster
  ) async throws(FaultError) {
    let links = ClusterLinks(Addresses { cluster.access })
    let outcome = await outcome(of: chosen, memory, cluster, links)
    await offPool("undo-end") { links.close() }
    try outcome.get()
  }

  /// Removes the namespaces of a drill that did not come to its end.
  ///
  /// - Returns: those that stay.
  public static func removeNamespaces(of cluster: any Cluster) async -> [String] {
    let links = ClusterLinks(Addresses { cluster.access })
    let left = await HarnessNamespaces(api: links.api).remove()
    await offPool("undo-end") { links.close() }
    return left
  }

  private static func outcome(
    of chosen: ChosenFault, _ memory: Data?, _ cluster: any Cluster, _ links: ClusterLinks
  ) async -> Result<Void, FaultError> {
    do throws(FaultError) {
      let means = FaultMeans.live(links, cluster, backups: BackupCatalogue())
      let fault = try FaultCatalogue(cluster: cluster, seed: 0, means: means).make(chosen)
      try fault.recall(memory)
      try await fault.undo()
    } catch {
      return .failure(error)
    }
    // What goes off later would find nothing to take out; a machine that cannot be reached keeps its timer.
    for name in chosen.machines + chosen.others { try? await cluster.machine(name)?.disarm(chosen.mark) }
    return .success(())
  }
}
