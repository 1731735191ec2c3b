public struct RecoverySpec: Hashable, Sendable, Codable {
  public var means: RecoveryMeans
  /// When to give up, counted from the first fault. Beyond the objective, so that a late recovery still gets its number.
  public var deadline: Duration
  /// How long every required probe must be good before the cluster counts as recovered.
  public var stable: Duration
  public var requires: RequiredLanes
  /// The period of the monitor's status checks, for `auto-recover-machine`.
  public var alarmPeriod: Duration
  /// The zone in which machines are made anew; nil: where they stood.
  public var zone: ZoneName?

  public init(
    means: RecoveryMeans = .itself, deadline: Duration = .seconds(120), stable: Duration = .seconds(3),
    requires: RequiredLanes = .all, alarmPeriod: Duration = .seconds(60), zone: ZoneName? = nil
  ) {
    self.means = means
    self.deadline = deadline
    self.stable = stable
    self.requires = requires
    self.alarmPeriod = alarmPeriod
    self.zone = zone
  }
}

/// Which lanes have to be good for the cluster to count as recovered.
public enum RequiredLanes: String, Hashable, Sendable, Codable, CaseIterable {
  case all
  /// Those through the load balancer: machines that stay lost do not count.
  case service
}

public enum RecoveryMeans: Hashable, Sendable, Codable {
  /// The cluster has to heal by itself; written `self`.
  case itself
  case runbook(RunbookName)
  /// Steps of the core's own, one by one.
  case steps([RecoveryStepName])

  public var name: String {
    switch self {
    case .itself: "self"
    case .runbook(let name): name.rawValue
    case .steps: "steps"
    }
  }

  /// Whether something outside the drill has to bring machines back.
  public var awaitsMachines: Bool {
    switch self {
    case .itself: false
    case .runbook(let name): name == .awaitMachines
    case .steps(let steps): steps.contains(.awaitMachines)
    }
  }
}

/// A step of the recovery core, by the name that runbooks and reports give it.
public struct RecoveryStepName: RawRepresentable, Hashable, Sendable, Codable, CustomStringConvertible {
  public let rawValue: String
  public init(rawValue: String) { self.rawValue = rawValue }
  public init(_ name: String) { rawValue = name }
  public var description: String { rawValue }
}

/// The recoveries that ship.
public enum RunbookName: String, Hashable, Sendable, Codable, CaseIterable {
  case restartComponent = "restart-component"
  case restartMachine = "restart-machine"
  case autoRecoverMachine = "auto-recover-machine"
  case awaitMachines = "await-machines"
  case restoreFromBackup = "restore-from-backup"
  case replaceMember = "replace-member"
  case reattachVolume = "reattach-volume"
  case recoverFromSurvivor = "recover-from-survivor"
  case reprovisionInZone = "reprovision-in-zone"
  case rebuildCluster = "rebuild-cluster"
  case renewCertificates = "renew-certificates"
  case clearNospace = "clear-nospace"
}
