import Clients
import Foundation
import Model
import Providers

/// Looks at a real cluster's insides, with requests that change nothing.
struct ClusterSights: Sendable {
  static let controllers = [Component.controllerManager, .scheduler]
  private static let deadline = Duration.seconds(1)

  let cluster: any Cluster
  let links: ClusterLinks
  /// Which machines have to be whole: all, or those that answer.
  let requires: RequiredLanes
  let canary: Canary?

  private var members: [MachineName] {
    cluster.machines.filter { $0.components.contains(.etcd) }.map(\.name)
  }

  // MARK: quorum

  /// Asks every member at once; the first that commits will do.
  func quorum() async -> QuorumSight {
    await withTaskGroup(of: QuorumSight?.self) { group in
      for machine in members { group.addTask { await committing(machine) } }
      for await sight in group {
        guard let sight else { continue }
        group.cancelAll()
        return sight
      }
      return QuorumSight(commits: false, evidence: "no member answers a linearizable read")
    }
  }

  private func committing(_ machine: MachineName) async -> QuorumSight? {
    let etcd = links.etcd(of: machine)
    guard await etcd.commits(deadline: Self.deadline), let status = try? await etcd.status(deadline: Self.deadline),
      let leader = status.leaderID
    else { return nil }
    return QuorumSight(
      cluster: status.clusterID, leader: leader, commits: true,
      evidence: "etcd on \(machine) answers a linearizable read; a leader is elected")
  }

  // MARK: controllers

  func controllers() async -> ControllerSight? {
    let api = links.api
    async let nodes = cluster.workers.isEmpty ? [] : try? api.nodes(deadline: Self.deadline)
    var sight = ControllerSight()
    for component in Self.controllers {
      guard let lease = try? await api.lease(component.rawValue, deadline: Self.deadline) else { continue }
      sight.leases[component.rawValue] = ControllerSight.Lease(
        holder: lease.holder, acquired: lease.acquired, renewed: lease.renewed)
    }
    guard let found = await nodes else { return sight.leases.isEmpty ? nil : sight }
    sight.nodes = Dictionary(found.map { ($0.name, $0.isReady) }) { first, _ in first }
    return sight
  }

  // MARK: standstill

  func standstills() async -> Set<Standstill> {
    var found: Set<Standstill> = []
    for machine in cluster.everyMachine {
      if await isOff(machine) {
        found.insert(Standstill("machine \(machine.name)", .machineOff))
      } else {
        for component in machine.components {
          // What cannot be looked at does not stand still: its lanes tell about it.
          guard let processes = try? await machine.processes(of: component) else { continue }
          let what = "\(component.rawValue) on \(machine.name)"
          if processes.isEmpty { found.insert(Standstill(what, .ended)) }
          if !processes.isEmpty, processes.allSatisfy({ $0.state == "T" }) { found.insert(Standstill(what, .paused)) }
        }
      }
    }
    return found
  }

  /// A provider without power control has no machine that is off.
  private func isOff(_ machine: any Machine) async -> Bool {
    do { return try await machine.bootIdentity() == nil } catch { return false }
  }
}

/// Whether the cluster is whole again.
extension ClusterSights {
  func convergence(since: Date) async -> ConvergenceSight {
    async let etcd = etcdConverged()
    async let leases = leasesHeld(since: since)
    async let workers = workersReady(since: since)
    let findings = await [etcd, leases, workers]
    return ConvergenceSight(
      missing: findings.flatMap(\.missing),
      evidence: findings.map(\.evidence).filter { !$0.isEmpty }.joined(separator: "; "))
  }

  // MARK: etcd

  /// Every member votes, has reached the newest revision that any of them had, and holds the same up to it.
  private func etcdConverged() async -> ConvergenceSight {
    var seen: [MachineName: EtcdClient.Status] = [:]
    for machine in members { seen[machine] = try? await links.etcd(of: machine).status(deadline: Self.deadline) }
    let silent = members.filter { seen[$0] == nil }
    if let first = silent.first, requires == .all || silent.count == members.count {
      return missing("etcd on \(first) does not answer")
    }
    guard let asked = seen.keys.min(), let known = try? await links.etcd(of: asked).members(deadline: Self.deadline)
    else { return missing("etcd does not name its members") }
    let voters = known.filter { !$0.isLearner }.map(\.id)
    if let learner = seen.first(where: { !voters.contains($0.value.memberID) })?.key {
      return missing("etcd on \(learner) does not vote")
    }
    if requires == .all, known.count != members.count {
      return missing("etcd has \(known.count) members on \(members.count) machines")
    }
    return await equal(seen.keys.sorted(), revision: seen.values.map(\.revision).max() ?? 0)
  }

  private func equal(_ machines: [MachineName], revision: Int64) async -> ConvergenceSight {
    var hashes: [EtcdClient.Hash] = []
    for machine in machines {
      let etcd = links.etcd(of: machine)
      guard let now = try? await etcd.status(deadline: Self.deadline), now.revision >= revision else {
        return missing("etcd on \(machine) has not reached revision \(revision)")
      }
      guard let hash = try? await etcd.hash(at: revision, deadline: Self.deadline) else {
        return missing("etcd on \(machine) gives no hash at revision \(revision)")
      }
      hashes.append(hash)
    }
    // Compaction runs on each member in its own time, and the hash covers what is left.
    let differs = Dictionary(grouping: hashes, by: \.compactedAt).values.contains { Set($0).count > 1 }
    guard !differs else { return missing("the members' hashes at revision \(revision) differ") }
    return ConvergenceSight(evidence: "\(machines.count) etcd member(s) vote and are equal at revision \(revision)")
  }

  // MARK: controllers and workers

  private func leasesHeld(since: Date) async -> ConvergenceSight {
    for component in Self.controllers {
      guard let lease = try? await links.api.lease(component.rawValue, deadline: Self.deadline), lease.renewed > since
      else { return missing("nobody has renewed the lease of \(component.rawValue)") }
    }
    return ConvergenceSight(evidence: "the leaders' leases are renewed")
  }

  /// Machines that may stay lost leave nodes behind that never turn Ready; the canary tells whether the others do.
  private func workersReady(since: Date) async -> ConvergenceSight {
    guard let canary else { return ConvergenceSight() }
    guard let standing = try? await canary.standing(since: since) else {
      return missing("the API does not name nodes and pods")
    }
    let isWhole = requires == .all ? standing.isWhole : standing.isRescheduled
    return isWhole ? ConvergenceSight(evidence: standing.description) : missing(standing.description)
  }

  private func missing(_ what: String) -> ConvergenceSight { ConvergenceSight(missing: [what]) }
}
