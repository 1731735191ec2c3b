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
    case processStop = "process.stop"
    case processCrashloop = "process.crashloop"
    case supervisorKill = "supervisor.kill"
    case machineShutdown = "machine.shutdown"
    case machineLose = "machine.lose"
    case machineReboot = "machine.reboot"
    case machinePause = "machine.pause"
    case machineDisconnect = "machine.disconnect"
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

    public var destroysData: Bool {
      switch self {
      case .storageLose, .storageCorrupt, .machineTerminate, .clusterDestroy: true
      default: false
      }
    }
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

  /// Whether acknowledged data may be gone once it was in: nothing but a recovery brings that back.
  public var destroysData: Bool { kind.destroysData }

  /// Whether somebody has to take it out when the harness ends in the middle of it: also a reboot, between off and on.
  public var canBeLeft: Bool { canBeUndone || kind == .machineReboot }

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

/// A fault made of plain commands, for what the catalogue lacks. Argument vectors, never shell text.
public struct CommandFault: Hashable, Sendable, Codable {
  /// Of `run`, of `undo` and of `effect`, each on each machine: then the machine ends it.
  public static let limit = Duration.seconds(30)

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

extension Fault.Kind {
  /// Whether nothing but a recovery repairs it: no undo, no timer, no supervisor.
  public var isLasting: Bool {
    switch self {
    case .storageLose, .storageCorrupt, .machineTerminate, .clusterDestroy: true
    default: false
    }
  }
}
