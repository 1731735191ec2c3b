public import Clients
public import Foundation
public import Model
import Transport

/// Proves that a cluster's state is live and not restored text.
///
/// A restore brings back every object's status, so "Ready" reads prove nothing. This asks for things that only a living
/// control plane can do: a new write seen by a watch, a new namespace given its service account by the controller
/// manager, and the leases of controller manager and scheduler renewed after the fault.
public struct FreshnessProver: Sendable {
  private static let callDeadline = Duration.seconds(2)
  private static let pause = Duration.milliseconds(50)
  public static let namespace = "firedrill-freshness"
  /// What the names of further namespaces begin with, one for each proof.
  public static let canaryPrefix = "firedrill-canary-n"

  private let api: KubernetesClient
  private let clock: any DrillClock

  public init(api: KubernetesClient, clock: any DrillClock = SystemClock()) {
    self.api = api
    self.clock = clock
  }

  /// What came of it, with the moment of the last piece of evidence.
  public struct Result: Hashable, Sendable {
    public var proved: Bool
    public var at: MonotonicTime
    public var evidence: [String]

    public init(proved: Bool, at: MonotonicTime, evidence: [String]) {
      self.proved = proved
      self.at = at
      self.evidence = evidence
    }
  }

  /// Asks until every piece is there or `limit` has passed.
  ///
  /// - Parameter since: the wall-clock time of the fault; only lease renewals after it count.
  public func prove(since: Date, limit: Duration) async -> Result {
    let end = clock.now() + limit
    let pieces: [@Sendable () async -> Piece] = [
      { await until(end, "a watch sees a new write") { await watchSeesWrite() } },
      { await controllerActs(until: end) },
      { await leaseRenewed("kube-controller-manager", since, until: end) },
      { await leaseRenewed("kube-scheduler", since, until: end) },
    ]
    let found = await withTaskGroup(of: Piece.self) { group in
      for piece in pieces { group.addTask { await piece() } }
      return await group.reduce(into: []) { $0.append($1) }
    }
    return Result(
      proved: found.allSatisfy(\.proved), at: found.map(\.at).max() ?? clock.now(),
      evidence: found.map { ($0.proved ? "" : "not seen: ") + $0.what }.sorted())
  }

  private struct Piece {
    var what: String
    var proved: Bool
    var at: MonotonicTime
  }

  private func until(_ end: MonotonicTime, _ what: String, _ holds: () async -> Bool) async -> Piece {
    while clock.now() < end, !Task.isCancelled {
      if await holds() { return Piece(what: what, proved: true, at: clock.now()) }
      try? await clock.sleep(until: clock.now() + Self.pause)
    }
    return Piece(what: what, proved: false, at: clock.now())
  }

  private func watchSeesWrite() async -> Bool {
    let name = uniqueName()
    do {
      try await api.createNamespace(Self.namespace, deadline: Self.callDeadline)
      let watch = try await api.watchConfigMaps(in: Self.namespace, lifetime: Self.callDeadline)
      async let written = api.createConfigMap(name, in: Self.namespace, deadline: Self.callDeadline)
      var seen = ""
      for try await part in watch.body {
        seen += String(decoding: part, as: UTF8.self)
        if seen.contains(#""\#(name)""#) { break }
      }
      _ = try await written
      return seen.contains(#""\#(name)""#)
    } catch {
      return false
    }
  }

  private func controllerActs(until end: MonotonicTime) async -> Piece {
    let name = Self.canaryPrefix + uniqueName()
    return await until(end, "the controller manager made a service account in a new namespace") {
      do {
        try await api.createNamespace(name, deadline: Self.callDeadline)
      } catch {
        return false
      }
      return await api.hasDefaultServiceAccount(in: name, deadline: Self.callDeadline)
    }
  }

  private func leaseRenewed(_ lease: String, _ since: Date, until end: MonotonicTime) async -> Piece {
    await until(end, "the lease of \(lease) was renewed after the fault") {
      guard let renewed = try? await api.leaseRenewal(lease, deadline: Self.callDeadline) else { return false }
      return renewed > since
    }
  }

  private func uniqueName() -> String {
    "n" + String(UInt64.random(in: .min ... .max), radix: 36)
  }
}
