public import Foundation

/// One run of one or more drills: what `run.json` holds. All spans are seconds.
public struct RunRecord: Hashable, Sendable, Codable {
  public static let currentSchema = "firedrill.run/v1"

  public var schema: String
  public var id: String
  public var firedrillVersion: String
  public var started: Date
  public var seconds: Double
  public var host: HostFacts
  /// Arguments that repeat the run, its seed included.
  public var command: [String]
  public var seed: UInt64
  public var drills: [DrillRecord]

  public init(
    id: String, firedrillVersion: String, started: Date, seconds: Double, host: HostFacts, command: [String],
    seed: UInt64, drills: [DrillRecord]
  ) {
    schema = Self.currentSchema
    self.id = id
    self.firedrillVersion = firedrillVersion
    self.started = started
    self.seconds = seconds
    self.host = host
    self.command = command
    self.seed = seed
    self.drills = drills
  }

  public var exitCode: ExitCode {
    ExitCode(drills.map(\.status), faultLeft: drills.contains(where: \.mayHaveLeftFault))
  }
}

extension DrillRecord {
  /// Whether a fault may outlive the drill. The local provider's faults end with their sandbox, undone or not.
  public var mayHaveLeftFault: Bool {
    guard cluster?.provider != "local" else { return false }
    // Also one that failed half-way.
    let isUnrepaired = measures.timeToRecover == nil && faults.contains(where: \.kind.isLasting)
    return isUnrepaired || faults.contains { $0.undone == false } || !leftBehind.isEmpty
  }
}

/// How a drill ended.
public enum DrillStatus: String, Hashable, Sendable, Codable, CaseIterable {
  /// The fault was real, the cluster recovered, every objective was met.
  case passed
  /// An objective was missed.
  case failed
  /// The drill proved nothing: the fault had no effect, or the harness could not look when it mattered.
  case invalid
  /// The harness or the cluster failed before anything could be judged.
  case errored
  /// It does not apply here, for the reason given.
  case skipped
}

/// What the process says to its caller.
public enum ExitCode: Int32, Hashable, Comparable, Sendable, Codable {
  case passed = 0
  case objectiveMissed = 1
  case provedNothing = 2
  case faultLeft = 3
  case usage = 64

  public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }

  /// The worst of `statuses` decides; a fault that may still be in place is worse than all.
  public init(_ statuses: [DrillStatus], faultLeft: Bool = false) {
    if faultLeft {
      self = .faultLeft
    } else if statuses.contains(.invalid) || statuses.contains(.errored) {
      self = .provedNothing
    } else {
      self = statuses.contains(.failed) ? .objectiveMissed : .passed
    }
  }
}
