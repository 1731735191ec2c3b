/// A fault and when it is put in and taken out.
public struct ScheduledFault: Hashable, Sendable, Codable {
  public var fault: Fault
  /// What it waits for; `at` is counted from then.
  public var trigger: FaultTrigger
  /// Offset from the trigger.
  public var at: Duration
  /// How long until it is undone; nil: only recovery repairs it, or it lasts until the drill ends.
  public var duration: Duration?

  public init(
    _ fault: Fault, when trigger: FaultTrigger = .steadyState, at: Duration = .zero, for duration: Duration? = nil
  ) {
    self.fault = fault
    self.trigger = trigger
    self.at = at
    self.duration = duration
  }
}

/// The event that a fault waits for.
public enum FaultTrigger: Hashable, Sendable, Codable {
  /// The end of the steady state.
  case steadyState
  /// The monitor's rule fired.
  case detected
  /// The runbook began.
  case recoveryStarted
  /// The runbook began this step.
  case step(String)

  /// As drill files write it; a step is written `{step: NAME}`.
  public var word: String {
    switch self {
    case .steadyState: "steady"
    case .detected: "detected"
    case .recoveryStarted: "recovery.started"
    case .step(let name): "step \(name)"
    }
  }
}

/// A failure that can be put in. A new fault is a word here and a file of its own in the Faults room.
public enum Fault: Hashable, Sendable, Codable {
  /// A fault that needs to know only where.
  case on(TargetedFault, Target)
  case partition(NetworkPartition)
  case trouble(NetworkTrouble, on: Target)
  case zone(ZoneFault, ZoneName)
  case backup(BackupFault)
  /// All machines but the load balancers, and all disks.
  case destroyCluster
  case command(CommandFault)

  /// The word for a fault in drill files, records and reports.
  public enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
    case processKill = "process.kill"
    case processPause = "process.pause"
    case processCrashloop = "process.crashloop"
    case supervisorKill = "supervisor.kill"
    case machineShutdown = "machine.shutdown"
    case machineLose = "machine.lose"
    case machineReboot = "machine.reboot"
    case machineTerminate = "machine.terminate"
    case storageLose = "storage.lose"
    case storageDetach = "storage.detach"
    case storageFill = "storage.fill"
    case storageCorrupt = "storage.corrupt"
    case storageReadonly = "storage.readonly"
    case etcdNospace = "etcd.nospace"
    case networkPartition = "network.partition"
    case networkLoss = "network.loss"
    case networkDelay = "network.delay"
    case zoneLose = "zone.lose"
    case zonePartition = "zone.partition"
    case balancerStop = "balancer.stop"
    case certificateExpire = "certificate.expire"
    case backupCorrupt = "backup.corrupt"
    case backupMissing = "backup.missing"
    case clusterDestroy = "cluster.destroy"
    case command
  }

  public var kind: Kind {
    switch self {
    case .on(let fault, _): fault.kind
    case .partition: .networkPartition
    case .trouble(.loss, _): .networkLoss
    case .trouble(.delay, _): .networkDelay
    case .zone(.lose, _): .zoneLose
    case .zone(.partition, _): .zonePartition
    case .backup(.corrupt): .backupCorrupt
    case .backup(.missing): .backupMissing
    case .destroyCluster: .clusterDestroy
    case .command: .command
    }
  }

  /// Whether the harness can take it out again. A killed process or a wiped disk only comes back by recovery.
  public var canBeUndone: Bool {
    switch self {
    case .on(let fault, _): fault.canBeUndone
    case .partition, .trouble, .zone: true
    case .backup, .destroyCluster: false
    case .command(let command): command.undo != nil
    }
  }

  public var target: Target? {
    switch self {
    case .on(_, let target), .trouble(_, let target): target
    case .zone(_, let zone): Target(zone: zone, count: .all)
    case .partition, .backup, .destroyCluster: nil
    case .command(let command): command.on
    }
  }

  /// The target among etcd's members; nil when the fault falls on something else. A volume that is lost is etcd's, and a
  /// machine takes its member with it, whether the drill says so or not.
  public var memberTarget: Target? {
    switch self {
    case .on(let fault, var target) where fault.fallsOnStorage:
      target.component = .etcd
      return target
    case .on(let fault, let target) where fault.fallsOnMachine:
      guard target.component == nil else { return target.component?.isOnControlPlane == true ? target : nil }
      return target
    case .zone: return target
    case .destroyCluster: return Target(component: .etcd, count: .all)
    default: return target?.component == .etcd ? target : nil
    }
  }
}

extension Fault {
  /// Where it falls: its target, with the component that the fault itself implies. nil where it has sides or falls on all.
  public var place: Target? {
    guard case .on(.balancerStop, var target) = self else { return memberTarget ?? target }
    target.component = .loadBalancer
    return target
  }

  public static func processKill(on target: Target) -> Fault { .on(.processKill, target) }
  public static func processPause(on target: Target) -> Fault { .on(.processPause, target) }
  public static func storageLose(on target: Target) -> Fault { .on(.storageLose, target) }
}

/// The faults that need to know only where they fall; their words are those of ``Fault/Kind``.
public enum TargetedFault: String, Hashable, Sendable, Codable, CaseIterable {
  case processKill = "process.kill"
  case processPause = "process.pause"
  case processCrashloop = "process.crashloop"
  case supervisorKill = "supervisor.kill"
  case machineShutdown = "machine.shutdown"
  case machineLose = "machine.lose"
  case machineReboot = "machine.reboot"
  case machineTerminate = "machine.terminate"
  case storageLose = "storage.lose"
  case storageDetach = "storage.detach"
  case storageFill = "storage.fill"
  case storageCorrupt = "storage.corrupt"
  case storageReadonly = "storage.readonly"
  case etcdNospace = "etcd.nospace"
  case balancerStop = "balancer.stop"
  case certificateExpire = "certificate.expire"

  public var kind: Fault.Kind {
    switch self {
    case .processKill: .processKill
    case .processPause: .processPause
    case .processCrashloop: .processCrashloop
    case .supervisorKill: .supervisorKill
    case .machineShutdown: .machineShutdown
    case .machineLose: .machineLose
    case .machineReboot: .machineReboot
    case .machineTerminate: .machineTerminate
    case .storageLose: .storageLose
    case .storageDetach: .storageDetach
    case .storageFill: .storageFill
    case .storageCorrupt: .storageCorrupt
    case .storageReadonly: .storageReadonly
    case .etcdNospace: .etcdNospace
    case .balancerStop: .balancerStop
    case .certificateExpire: .certificateExpire
    }
  }

  /// `machine.shutdown` and `machine.lose` are undone by switching the machine on again.
  public var canBeUndone: Bool {
    switch self {
    case .processPause, .processCrashloop, .machineShutdown, .machineLose, .storageDetach, .storageFill,
      .storageReadonly, .balancerStop, .certificateExpire:
      true
    case .processKill, .supervisorKill, .machineReboot, .machineTerminate, .storageLose, .storageCorrupt, .etcdNospace:
      false
    }
  }

  public var fallsOnStorage: Bool {
    switch self {
    case .storageLose, .storageDetach, .storageFill, .storageCorrupt, .storageReadonly, .etcdNospace: true
    default: false
    }
  }

  public var fallsOnMachine: Bool {
    switch self {
    case .machineShutdown, .machineLose, .machineReboot, .machineTerminate: true
    default: false
    }
  }

  /// It breaks a component, so the drill has to name one.
  public var needsComponent: Bool {
    switch self {
    case .processKill, .processPause, .processCrashloop, .certificateExpire: true
    default: false
    }
  }
}

/// Traffic between two sets of machines that no longer passes.
public struct NetworkPartition: Hashable, Sendable, Codable {
  public enum Direction: String, Hashable, Sendable, Codable, CaseIterable {
    case both
    /// Packets from the first side to the second are dropped; those of the second still arrive at the first.
    case oneWay = "one-way"
  }

  public var from: NetworkSide
  public var to: NetworkSide
  public var direction: Direction

  public init(from: NetworkSide, to: NetworkSide, direction: Direction = .both) {
    self.from = from
    self.to = to
    self.direction = direction
  }
}

/// One side of a partition.
public enum NetworkSide: Hashable, Sendable, Codable {
  case machines(Target)
  /// Every machine that is not on the other side.
  case rest
}

public enum NetworkTrouble: Hashable, Sendable, Codable {
  /// Share of the packets that are dropped, 0 to 100.
  case loss(percent: Double)
  case delay(Duration)
}

public enum ZoneFault: String, Hashable, Sendable, Codable {
  /// Every machine of the zone loses its power.
  case lose = "zone.lose"
  /// Nothing passes between the zone and anything outside it.
  case partition = "zone.partition"
}

public enum BackupFault: String, Hashable, Sendable, Codable {
  /// Bits of the newest backup are flipped.
  case corrupt = "backup.corrupt"
  /// Every backup is gone.
  case missing = "backup.missing"
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
