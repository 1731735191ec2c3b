/// A fault and when it is put in and taken out.
public struct ScheduledFault: Hashable, Sendable, Codable {
  public var fault: Fault
  /// Offset from the end of the steady state.
  public var at: Duration
  /// How long until it is undone; nil: only recovery repairs it, or it lasts until the drill ends.
  public var duration: Duration?

  public init(_ fault: Fault, at: Duration = .zero, for duration: Duration? = nil) {
    self.fault = fault
    self.at = at
    self.duration = duration
  }
}

/// A failure that can be put in. A new fault is a new case here and a file of its own in the Faults room.
public enum Fault: Hashable, Sendable, Codable {
  case processKill(on: Target)
  case processPause(on: Target)
  case storageLose(on: Target)
  case command(CommandFault)

  public enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
    case processKill = "process.kill"
    case processPause = "process.pause"
    case storageLose = "storage.lose"
    case command
  }

  public var kind: Kind {
    switch self {
    case .processKill: .processKill
    case .processPause: .processPause
    case .storageLose: .storageLose
    case .command: .command
    }
  }

  /// Whether the harness can take it out again. A killed process or a wiped disk only comes back by recovery.
  public var canBeUndone: Bool {
    switch self {
    case .processPause: true
    case .processKill, .storageLose: false
    case .command(let command): command.undo != nil
    }
  }

  public var target: Target? {
    switch self {
    case .processKill(let target), .processPause(let target), .storageLose(let target): target
    case .command(let command): command.on
    }
  }

  /// The target among etcd's members; nil when the fault falls on something else. A volume that is lost is etcd's, whether
  /// the drill says so or not.
  public var memberTarget: Target? {
    guard case .storageLose(var target) = self else { return target?.component == .etcd ? target : nil }
    target.component = .etcd
    return target
  }
}

/// A fault made of plain commands, for what the catalogue lacks. Argument vectors, never shell text.
public struct CommandFault: Hashable, Sendable, Codable {
  public var on: Target
  public var run: [String]
  public var undo: [String]?
  /// Exit status 0 proves the effect; empty: a lane that leaves its steady state does.
  public var effect: [String]

  public init(on: Target, run: [String], undo: [String]? = nil, effect: [String]) {
    self.on = on
    self.run = run
    self.undo = undo
    self.effect = effect
  }
}

/// Which machines a fault falls on: all conditions must hold, then `count` of the rest are taken.
public struct Target: Hashable, Sendable, Codable {
  public var component: Component?
  public var machine: MachineName?
  public var zone: ZoneName?
  public var role: MemberRole?
  public var count: TargetCount

  public init(
    component: Component? = nil, machine: MachineName? = nil, zone: ZoneName? = nil, role: MemberRole? = nil,
    count: TargetCount = .one
  ) {
    self.component = component
    self.machine = machine
    self.zone = zone
    self.role = role
    self.count = count
  }
}

/// A member's part in etcd's consensus at the moment of the fault.
public enum MemberRole: String, Hashable, Sendable, Codable, CaseIterable {
  case leader
  case follower
}

public enum TargetCount: String, Hashable, Sendable, Codable, CaseIterable {
  case one, minority, majority, all

  /// Members to take out of `total`.
  ///
  ///     total     1  2  3  5
  ///     minority  0  0  1  2      as many as etcd survives
  ///     majority  1  1  2  3      the fewest whose loss costs quorum
  public func number(of total: Int) -> Int {
    switch self {
    case .one: min(1, total)
    case .minority: total - quorum(ofMembers: total)
    case .majority: total - total / 2
    case .all: total
    }
  }
}

/// Voting members that must stay up for a cluster of `members` to accept writes.
///
///     members  1  3  4  5
///     quorum   1  2  3  3      even sizes buy no extra tolerance
///
/// - Source: etcd FAQ, failure tolerance <https://etcd.io/docs/latest/faq/>
public func quorum(ofMembers members: Int) -> Int {
  members / 2 + 1
}
