import Engine
import Foundation
public import Model
import Providers

/// Drills as a cluster that stands already would see them: with its own machines and zones. Changes nothing.
public struct StandingPlans: Sendable {
  public var placed: [Drill]
  /// Those that do not fit, and why.
  public var misfits: [String]

  /// - Throws: ``RunnerError`` when the cluster cannot be asked.
  public static func place(_ drills: [Drill], on target: ClusterTarget) async throws(RunnerError) -> StandingPlans {
    // One that is made for the run is made as its drill asks.
    guard target.reference != .local, target.reference != .kind(nil) else {
      return StandingPlans(placed: drills, misfits: [])
    }
    let folder = ProtectedFolder.temporary("plan")
    defer { ProtectedFolder.remove(folder) }
    let connection: ClusterConnection
    do {
      connection = try await ClusterConnection.open(
        target, folder: folder, environment: ProcessInfo.processInfo.environment)
    } catch {
      throw .environment("\(error.description); \(error.remedy)")
    }
    let placement = Placement(connection.cluster.facts)
    await uncancelled { await connection.close() }
    var plans = StandingPlans(placed: [], misfits: [])
    for drill in drills {
      switch placement.place(drill) {
      case .success(let placed): plans.placed.append(placed)
      case .failure(let misfit): plans.misfits.append("\(drill.name): skipped: \(misfit.reason)")
      }
    }
    return plans
  }
}
