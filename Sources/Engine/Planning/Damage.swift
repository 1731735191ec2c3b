import Model

/// What a fault does to a component, as far as its way back is concerned.
enum Harm: Hashable, Sendable, CaseIterable {
  /// Its supervisor brings it back.
  case blip
  /// The process hangs, or ends each time it is started.
  case process
  /// Its machine has no power.
  case power
  /// Nobody reaches it.
  case cut
  /// Its machine is there, its data is not.
  case data
  /// Its machine is gone for good, and its data with it.
  case machine
  /// Its machine is gone for good; its volume is left.
  case stranded
  /// Its volume was taken away.
  case volume
  /// Its volume is full or refuses writes.
  case storage
  case certificate
}

/// One component on some machines, and what a fault does to it there.
struct Damage: Hashable, Sendable {
  var component: Component
  var portion: Portion
  var harm: Harm
  /// It is taken out again by itself.
  var ends: Bool
}

/// What a fault does to the parts of a cluster. Pure.
struct DamageReport: Sendable {
  /// What a whole machine takes with it.
  private static let onMachines: [Component] = [.etcd, .apiserver, .loadBalancer, .kubelet]

  let cluster: ClusterSpec

  func damages(of scheduled: ScheduledFault) -> [Damage] {
    let ends = scheduled.duration != nil
    return harms(of: scheduled.fault).filter { !$0.portion.isEmpty }.map { part in
      Damage(component: part.component, portion: part.portion, harm: part.harm, ends: ends || part.harm == .blip)
    }
  }

  func total(_ component: Component) -> Int { pool(component).count }

  func pool(_ component: Component) -> [PlannedMachine] {
    cluster.machines.filter { $0.components.contains(component) }
  }

  private typealias Part = (component: Component, portion: Portion, harm: Harm)

  private func harms(of fault: Fault) -> [Part] {
    switch fault {
    case .on(let kind, let target): harms(of: kind, on: fault.place ?? target)
    case .zone(.lose, let zone): wholeMachines(Target(zone: zone, count: .all), .power)
    case .zone(.partition, let zone): wholeMachines(Target(zone: zone, count: .all), .cut)
    case .partition(let partition): cut(by: partition)
    case .destroyCluster:
      [.etcd, .apiserver, .kubelet].map { ($0, Portion(named: Set(pool($0).map(\.name))), .machine) }
    case .trouble(let trouble, let target): trouble.isCut ? wholeMachines(target, .cut) : []
    case .backup, .command: []
    }
  }

  private func harms(of kind: TargetedFault, on target: Target) -> [Part] {
    switch kind {
    case .processKill: onComponent(target, .blip)
    case .processPause, .processStop, .processCrashloop, .balancerStop: onComponent(target, .process)
    case .certificateExpire: onComponent(target, .certificate)
    case .machineShutdown, .machineLose: wholeMachines(target, .power)
    case .machineReboot: wholeMachines(target, .blip)
    // Nobody reaches a machine that stands still, and starting it is no way to let it go on.
    case .machinePause, .machineDisconnect: wholeMachines(target, .cut)
    case .machineTerminate:
      wholeMachines(target, .machine).map { part in
        part.component == .etcd && cluster.volumes == .persistent ? (part.component, part.portion, .stranded) : part
      }
    case .storageLose, .storageCorrupt: onComponent(target, .data)
    case .storageDetach: onComponent(target, .volume)
    case .storageFill, .storageReadonly: onComponent(target, .storage)
    case .supervisorKill, .etcdNospace: []
    }
  }

  private func onComponent(_ target: Target, _ harm: Harm) -> [Part] {
    guard let component = target.component else { return [] }
    return [(component, Portion(target, of: pool(component), among: cluster.machines), harm)]
  }

  private func wholeMachines(_ target: Target, _ harm: Harm) -> [Part] {
    Self.onMachines.map { ($0, Portion(target, of: pool($0), among: cluster.machines), harm) }
  }

  // MARK: partitions

  /// Members that reach no quorum, whichever way is cut: a connection needs both. The others go on.
  private func cut(by partition: NetworkPartition) -> [Part] {
    [(.etcd, isolated(by: partition), .cut)]
  }

  private func isolated(by partition: NetworkPartition) -> Portion {
    let members = pool(.etcd)
    let from = side(partition.from, other: partition.to, members)
    let to = side(partition.to, other: partition.from, members)
    let counts = (from: from.count(of: members.count), to: to.count(of: members.count))
    let between = members.count - counts.from - counts.to
    // Those on neither side reach both, and one of them can lead all.
    guard between <= 0, counts.from > 0, counts.to > 0 else { return .nobody }
    return counts.from <= counts.to ? from : to
  }

  private func side(_ side: NetworkSide, other: NetworkSide, _ members: [PlannedMachine]) -> Portion {
    switch (side, other) {
    case (.machines(let target), _): return Portion(target, of: members, among: cluster.machines)
    case (.rest, .machines(let target)):
      let taken = Portion(target, of: members, among: cluster.machines)
      let left = members.map(\.name).filter { !taken.named.contains($0) }
      return taken.unnamed == 0
        ? Portion(named: Set(left)) : Portion(unnamed: max(0, members.count - taken.count(of: members.count)))
    case (.rest, .rest): return .nobody
    }
  }
}

extension NetworkTrouble {
  /// Nothing gets through, or so late that everybody has given up: no etcd client and no election waits for 5 s.
  fileprivate var isCut: Bool {
    switch self {
    case .loss(let percent): percent >= 100
    case .delay(let delay): delay >= .seconds(5)
    }
  }
}
