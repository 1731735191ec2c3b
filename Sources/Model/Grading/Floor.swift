extension RecoveryFloor {
  /// The floor of a drill: that of the fault which takes longest to recover from.
  ///
  /// - Returns: nil where a fault's way back is not made of known parts, such as a command's.
  public static func of(_ drill: Drill) -> RecoveryFloor? {
    let floors = drill.faults.map { scheduled in parts(scheduled, drill).map(RecoveryFloor.init(parts:)) }
    guard !floors.contains(nil) else { return nil }
    return floors.compactMap(\.self).max { $0.seconds < $1.seconds }
  }

  private static func parts(_ scheduled: ScheduledFault, _ drill: Drill) -> [Part]? {
    if let duration = scheduled.duration {
      return [Part(name: "until the fault ends", seconds: duration.seconds, source: "the drill")]
    }
    switch scheduled.fault {
    case .on(let fault, let target): return parts(fault, target, drill)
    case .zone(.lose, _): return machineParts(drill, losesAll: drill.cluster.zones.count == 1)
    case .destroyCluster: return [.restore, .etcdBootstrap, .apiserverStart]
    case .zone, .partition, .trouble, .backup, .command: return nil
    }
  }

  private static func parts(_ fault: TargetedFault, _ target: Target, _ drill: Drill) -> [Part]? {
    let members = drill.cluster.controlPlanes
    // The service does not stand on a worker.
    guard !drill.cluster.isWorker(target.machine) else { return nil }
    switch fault {
    case .processKill, .supervisorKill: return processParts(target, drill)
    case .machineLose, .machineShutdown, .machineReboot, .machineTerminate:
      return machineParts(drill, losesAll: target.count.number(of: members) == members)
    case .storageLose, .storageCorrupt:
      let left = members - target.count.number(of: members)
      return left >= quorum(ofMembers: members)
        ? [target.etcdAway] : [.restore, .etcdBootstrap, .apiserverStart]
    default: return nil
    }
  }

  private static func processParts(_ target: Target, _ drill: Drill) -> [Part]? {
    let isEverySpareGone = drill.cluster.controlPlanes == 1 || target.count == .all
    switch target.component {
    case .etcd: return [target.etcdAway]
    case .apiserver: return drill.recovery.requires == .service && !isEverySpareGone ? [.retry] : [.apiserverStart]
    // One of several may hold the lease or not.
    case .controllerManager, .scheduler: return isEverySpareGone ? [.lease] : nil
    default: return nil
    }
  }

  /// A machine that may stay away costs the service one request; one that has to come back, its start.
  private static func machineParts(_ drill: Drill, losesAll: Bool) -> [Part] {
    let mayStayAway = drill.cluster.controlPlanes > 1 && drill.recovery.requires == .service && !losesAll
    let alarm = drill.recovery.means == .runbook(.autoRecoverMachine) ? [Part.alarm(drill.recovery.alarmPeriod)] : []
    return mayStayAway ? [.retry] : alarm + [.etcdStart, .apiserverStart]
  }
}

extension ClusterSpec {
  fileprivate func isWorker(_ name: MachineName?) -> Bool {
    machines.contains { $0.name == name && $0.components == Component.worker }
  }
}

extension Target {
  fileprivate var etcdAway: RecoveryFloor.Part { role == .leader ? .election : .etcdStart }
}

/// The parts. What was measured was measured on two quiet cores: etcd 3.4 with a warm page cache, kube-apiserver 1.20 as the
/// embedded cluster starts it. A part must not be above the fastest that was ever seen, or a recovery would beat its floor.
extension RecoveryFloor.Part {
  static let retry = Self(name: "one request to another replica", seconds: 0.05, source: "measured")
  static let apiserverStart = Self(name: "kube-apiserver starts", seconds: 2, source: "measured")
  static let etcdStart = Self(name: "etcd starts with its data", seconds: 0.08, source: "measured")
  static let etcdBootstrap = Self(name: "etcd starts as a new cluster", seconds: 1.05, source: "measured")
  static let restore = Self(name: "the snapshot is restored", seconds: 0.13, source: "measured")
  static let election = Self(name: "etcd elects a leader", seconds: 1, source: "etcd's default election timeout")
  static let lease = Self(name: "the leader lease runs out", seconds: 13, source: "Kubernetes' 15 s, renewed every 2 s")

  /// Two periods of status checks have to fail before the alarm acts.
  static func alarm(_ period: Duration) -> Self {
    Self(name: "the alarm's two periods", seconds: period.seconds * 2, source: "the drill")
  }
}
