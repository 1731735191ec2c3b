public import Model
public import Providers

/// Turns a fault of a drill into one that is ready to be put in.
public struct FaultCatalogue: Sendable {
  let cluster: any Cluster
  let means: FaultMeans
  let seed: UInt64

  public init(cluster: any Cluster, seed: UInt64, means: FaultMeans) {
    self.cluster = cluster
    self.seed = seed
    self.means = means
  }

  /// Chooses the targets. Nothing is touched yet.
  ///
  /// - Parameter index: the fault's place in its drill; with the seed it decides between equal candidates.
  public func prepare(_ fault: Fault, index: Int) async throws(FaultError) -> any PreparedFault {
    try make(try await choose(fault, index: index))
  }

  /// The fault whose targets are settled, perhaps by another process.
  ///
  /// - Throws: ``FaultError/noTarget(_:)`` when one of its machines is none of this cluster.
  public func make(_ chosen: ChosenFault) throws(FaultError) -> any PreparedFault {
    let fidelity = cluster.fidelity(of: chosen.fault.kind)
    let machines = try named(chosen.machines)
    switch chosen.fault {
    case .on(let kind, let written):
      return try make(kind, (chosen.fault.place ?? written).component, on: machines, fidelity)
    case .partition(let partition): return try make(partition, chosen, fidelity)
    case .trouble(let trouble, _): return make(trouble, on: machines, fidelity)
    case .zone(.lose, _): return OnMachines(PowerCut(grace: nil), machines, fidelity)
    case .zone(.partition, let zone):
      return Partition(
        isolating: zone, inside: machines, outside: try named(chosen.others), table: chosen.mark, fidelity: fidelity)
    case .backup(.corrupt): return BackupCorrupt(shelf: means.backups, fidelity: fidelity)
    case .backup(.missing): return BackupMissing(shelf: means.backups, fidelity: fidelity)
    case .destroyCluster: return OnMachines(MachineTerminate(losesVolume: true), machines, fidelity)
    case .command(let command): return CommandInjection(command: command, machines: machines, fidelity: fidelity)
    }
  }

  private func make(
    _ fault: TargetedFault, _ component: Component?, on machines: [any Machine], _ fidelity: Fidelity
  ) throws(FaultError) -> any PreparedFault {
    func named() throws(FaultError) -> Component {
      guard let component else { throw .noTarget("\(fault.rawValue) needs a component") }
      return component
    }
    func processes() throws(FaultError) -> [TargetProcess] {
      let component = try named()
      return machines.map { TargetProcess(component: component, machine: $0) }
    }
    func each(_ part: some MachineFault) -> any PreparedFault { OnMachines(part, machines, fidelity) }
    let watch = CrashWatch(clock: means.clock, stayedAway: cluster.isOwned ? CrashWatch.quickly : CrashWatch.slowly)
    return switch fault {
    case .processKill: ProcessKill(processes: try processes(), fidelity: fidelity)
    case .processPause: ProcessPause(processes: try processes(), fidelity: fidelity)
    case .processStop: each(ProcessStop(component: try named(), grace: Self.stopGrace, watch: watch))
    case .processCrashloop: each(ProcessCrashloop(component: try named(), watch: watch))
    case .supervisorKill: each(SupervisorKill())
    case .machineShutdown: each(PowerCut(grace: Self.shutdownGrace))
    case .machineLose: each(PowerCut(grace: nil))
    case .machineReboot: each(MachineReboot())
    case .machinePause: each(MachinePause())
    case .machineDisconnect: each(MachineDisconnect())
    case .machineTerminate: each(MachineTerminate(losesVolume: false))
    case .storageLose: StorageLose(machines: machines, fidelity: fidelity)
    case .storageDetach: each(StorageDetach(cluster: cluster))
    case .storageFill: each(StorageFill(flood: Flood(clock: means.clock)))
    case .storageCorrupt: each(StorageCorrupt(watch: watch))
    case .storageReadonly: each(StorageReadonly())
    case .etcdNospace: EtcdNospace(machines: machines, members: members, keyspace: means.etcd, fidelity: fidelity)
    case .balancerStop: each(ProcessStop(component: .loadBalancer, grace: Self.balancerGrace, watch: watch))
    case .certificateExpire: each(CertificateExpire(component: try named(), check: means.certificates))
    }
  }

  private var members: [any Machine] { cluster.machines.filter { $0.etcd != nil } }

  /// What a host gives its services by default would outlast most drills.
  private static let shutdownGrace = Duration.seconds(5)
  private static let stopGrace = Duration.seconds(5)
  private static let balancerGrace = Duration.seconds(1)
}
