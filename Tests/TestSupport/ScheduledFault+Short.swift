public import Model

/// Faults in few words, for tables of drills.
extension ScheduledFault {
  public static func at(_ fault: Fault) -> ScheduledFault { ScheduledFault(fault) }

  public static func etcd(_ kind: TargetedFault, _ count: TargetCount = .one, for seconds: Int? = nil) -> Self {
    ScheduledFault(.on(kind, Target(component: .etcd, count: count)), for: seconds.map { .seconds($0) })
  }

  public static func server(_ kind: TargetedFault, _ count: TargetCount = .one, for seconds: Int? = nil) -> Self {
    ScheduledFault(.on(kind, Target(component: .apiserver, count: count)), for: seconds.map { .seconds($0) })
  }

  public static func named(_ kind: TargetedFault, _ machine: String) -> Self {
    ScheduledFault(.on(kind, Target(component: .etcd, machine: MachineName(machine))))
  }

  public static func zone(_ kind: ZoneFault, _ zone: String, for seconds: Int? = nil) -> Self {
    ScheduledFault(.zone(kind, ZoneName(zone)), for: seconds.map { .seconds($0) })
  }

  public static func balancer(for seconds: Int? = nil) -> Self {
    ScheduledFault(.on(.balancerStop, Target()), for: seconds.map { .seconds($0) })
  }

  /// Two control planes, one way only.
  public static func between(_ one: Int, _ other: Int, for seconds: Int? = nil) -> Self {
    let sides = [one, other].map { NetworkSide.machines(Target(machine: MachineName("cp-\($0)"))) }
    return ScheduledFault(
      .partition(NetworkPartition(from: sides[0], to: sides[1], direction: .oneWay)), for: seconds.map { .seconds($0) })
  }

  public static func cut(
    _ target: Target, direction: NetworkPartition.Direction = .both, for seconds: Int? = nil
  ) -> Self {
    ScheduledFault(
      .partition(NetworkPartition(from: .machines(target), to: .rest, direction: direction)),
      for: seconds.map { .seconds($0) })
  }
}

extension Fault {
  public static func etcdLeader(_ kind: TargetedFault) -> Fault { .on(kind, .etcdLeader) }
}

extension Target {
  public static let etcdLeader = Target(component: .etcd, role: .leader)
}
