import Model

/// What a recovery can mend.
enum Cure: Hashable, Sendable, CaseIterable {
  /// Starts processes that are down, hang or crash at each start.
  case process
  /// Switches machines on.
  case power
  /// Makes machines anew.
  case machines
  /// Something else makes machines anew, with the volumes that they had; nobody restores what had none.
  case remade
  /// Attaches volumes that outlived their machines.
  case volumes
  /// Restores every member from a backup.
  case backup
  /// Makes a member that is left the cluster.
  case survivor
  /// Leaves behind what cannot be reached, and builds anew elsewhere.
  case elsewhere
  case certificates
  case nospace
}

extension RecoveryMeans {
  var cures: Set<Cure> {
    switch self {
    case .itself: []
    case .runbook(let name): name.cures
    case .steps(let steps): Set(steps.flatMap(\.cures))
    }
  }
}

extension RunbookName {
  /// A member is replaced by agreement of the others: that needs a quorum, and brings none back.
  var cures: Set<Cure> {
    switch self {
    case .restartComponent: [.process]
    case .restartMachine, .autoRecoverMachine: [.process, .power]
    case .awaitMachines: [.power, .remade]
    case .restoreFromBackup: [.process, .backup]
    case .replaceMember: [.process]
    case .reattachVolume: [.process, .volumes, .machines, .survivor]
    case .recoverFromSurvivor: [.process, .machines, .survivor]
    case .reprovisionInZone: [.process, .backup, .machines, .elsewhere]
    case .rebuildCluster: [.process, .backup, .machines]
    case .renewCertificates: [.certificates]
    case .clearNospace: [.nospace]
    }
  }
}

extension RecoveryStepName {
  fileprivate var cures: Set<Cure> {
    switch self {
    case .startEtcd, .startApiservers, .startComponents: [.process]
    case .rebootMachines, .powerOn: [.power]
    case .awaitMachines: RunbookName.awaitMachines.cures
    case .replaceMachines: [.machines]
    case .reprovision: [.elsewhere]
    case .attachVolumes: [.volumes]
    case .restoreMembers: [.backup]
    case .forceNewCluster: [.survivor]
    case .renewCertificates: [.certificates]
    case .disarm: [.nospace]
    default: []
    }
  }
}

extension Harm {
  /// Every set of cures that mends it.
  ///
  ///     hangs, crashes     restart                    no power     switch on, or make anew and restore
  ///     nobody reaches it  build elsewhere            data gone    restore
  ///     machine gone       make anew and restore      volume left  make anew and attach, or make anew and restore
  ///     full, read-only    build elsewhere; else nothing but its end
  fileprivate var mends: [Set<Cure>] {
    switch self {
    case .blip: [[]]
    case .process: [[.process]]
    case .power: [[.power], [.machines, .backup], [.elsewhere]]
    case .cut: [[.elsewhere]]
    case .data: [[.backup]]
    case .machine: [[.machines, .backup], [.elsewhere]]
    case .stranded: [[.machines, .volumes], [.remade], [.machines, .backup], [.elsewhere]]
    case .volume: [[.volumes], [.elsewhere]]
    case .storage: [[.elsewhere]]
    case .certificate: [[.certificates], [.elsewhere]]
    }
  }

  func isMended(by cures: Set<Cure>) -> Bool {
    mends.contains { $0.isSubset(of: cures) }
  }

  /// An apiserver keeps nothing: a new machine is enough for it. Nothing makes load balancers anew.
  func isMended(by cures: Set<Cure>, on component: Component) -> Bool {
    switch (self, component) {
    case (.machine, .apiserver), (.power, .apiserver):
      isMended(by: cures) || !cures.isDisjoint(with: [.machines, .remade, .elsewhere])
    case (.machine, .loadBalancer): false
    case (.power, .loadBalancer): cures.contains(.power)
    default: isMended(by: cures)
    }
  }
}
