public import Foundation
public import Model
import Probes
import Synchronization

/// The cluster's insides.
extension LiveStage {
  private var sights: ClusterSights? {
    running.withLock(\.self).map {
      ClusterSights(
        cluster: $0.cluster, links: $0.links, requires: plan.drill.recovery.requires, canary: $0.canary)
    }
  }

  public func quorum() async -> QuorumSight {
    await sights?.quorum() ?? QuorumSight(commits: false, evidence: "no cluster stands")
  }

  public func writesGoodSince() -> MonotonicTime? {
    let lane = plan.lanes.first { $0.probe == .apiWrite && $0.machine == nil }
    if let lane { return goodStretch(lane.id)?.since }
    guard let state = running.withLock({ $0?.ledger })?.state, state.isGood else { return nil }
    return state.goodSince
  }

  public func standstills() async -> Set<Standstill> { await sights?.standstills() ?? [] }
  public func controllers() async -> ControllerSight? { await sights?.controllers() }

  public func convergence(since: Date) async -> ConvergenceSight {
    await sights?.convergence(since: since) ?? ConvergenceSight(missing: ["no cluster stands"])
  }

  public func watchOutcome() async -> WatchFacts? {
    guard let running = running.withLock(\.self), let watch = running.watch, let ledger = running.ledger else {
      return nil
    }
    return await watch.outcome(of: ledger, offset: recorder.offset)
  }
}
