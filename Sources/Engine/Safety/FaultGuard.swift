public import Faults
public import Foundation
public import Model

/// A fault that is ready to be put in, with its targets as a value.
public struct ReadyFault: Sendable {
  public var fault: any PreparedFault
  public var chosen: ChosenFault

  public init(_ fault: any PreparedFault, _ chosen: ChosenFault) {
    self.fault = fault
    self.chosen = chosen
  }
}

/// What stands between a fault and a cluster that others use: nothing is put in without it.
public protocol FaultGuard: Sendable {
  /// Who forbids to break anything now; nil: nobody.
  func objection() async -> String?

  /// Returns once the fault can be taken out by somebody else, too.
  ///
  /// - Parameter limit: how long it is to stay in at most.
  /// - Throws: when that cannot be assured; then it must not be put in.
  func willInject(_ ready: ReadyFault, index: Int, limit: Duration) async throws(FaultError)
  func didInject(index: Int) async
  func didUndo(index: Int) async
  /// Only a recovery repairs it, and the cluster is not proved to be whole again: it stays on record.
  func staysOpen(index: Int) async
}

/// For a cluster of Firedrill's own, which ends with its process: nothing can be left behind.
public struct OwnClusterGuard: FaultGuard {
  public init() {}
  public func objection() async -> String? { nil }
  public func willInject(_ ready: ReadyFault, index: Int, limit: Duration) async throws(FaultError) {}
  public func didInject(index: Int) async {}
  public func didUndo(index: Int) async {}
  public func staysOpen(index: Int) async {}
}

/// Where faults are written down before they are put in, so that they can be taken out whatever happens to this process.
public protocol FaultBook: Sendable {
  /// Returns the entry's number once it is on the disk.
  ///
  /// - Parameter limit: from now to the moment at which its machines take it out by themselves.
  func intend(_ chosen: ChosenFault, memory: Data?, limit: Duration) async throws -> Int64
  func mark(_ entry: Int64, _ state: JournalEntry.State) async throws
}
