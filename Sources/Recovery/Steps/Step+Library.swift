public import Model

/// Every step that runbooks and drills share. Each finds out for itself what there is to do, and does nothing where
/// nothing is: so a step may stand alone in a drill.
extension Runbook.Step {
  // Backups.
  static let verifyBackup = Self(.verifyBackup, run: BackupSteps.verify)
  static let restoreMembers = Self(.restoreMembers, reaches: .repaired, run: BackupSteps.restore)
  static let advanceRevision = Self(.advanceRevision, run: RevisionSteps.advance)
  static let removeRevived = Self(.removeRevived, run: RevivedSteps.removeRevived)
  static let removeStaleNodes = Self(.removeStaleNodes, run: RevivedSteps.removeStaleNodes)
  static let proveFreshness = Self(.proveFreshness, run: BackupSteps.proveFreshness)
  // Components.
  static let stopApiservers = Self(.stopApiservers, run: ComponentSteps.stopClients)
  static let stopEtcd = Self(.stopEtcd, run: ComponentSteps.stopMembers)
  static let startEtcd = Self(.startEtcd, reaches: .quorum, run: ComponentSteps.startMembers)
  static let startApiservers = Self(.startApiservers, run: ComponentSteps.startServers)
  static let startOtherApiservers = Self(.startOtherApiservers, run: ComponentSteps.startServers)
  static let restartControllers = Self(.restartControllers, run: ComponentSteps.restartControllers)
  static let startComponents = Self(.startComponents, reaches: .repaired, run: ComponentSteps.startWhatIsDown)
  static let awaitControlPlane = Self(.awaitControlPlane, run: ComponentSteps.awaitControlPlane)
  static let renewCertificates = Self(.renewCertificates, reaches: .repaired, run: CertificateSteps.renew)
  // Machines.
  static let awaitAlarm = Self(.awaitAlarm, run: MachineSteps.awaitAlarm)
  static let rebootMachines = Self(.rebootMachines, reaches: .repaired, run: MachineSteps.reboot)
  static let powerOn = Self(.powerOn, reaches: .repaired, run: MachineSteps.powerOn)
  static let awaitMachines = Self(.awaitMachines, reaches: .repaired, run: MachineSteps.awaitMachines)
  static let replaceMachines = Self(.replaceMachines, run: MachineSteps.replace)
  static let reprovision = Self(.reprovision, run: MachineSteps.reprovision)
  static let attachVolumes = Self(.attachVolumes, reaches: .repaired, run: VolumeSteps.attach)
  static let updateBalancers = Self(.updateBalancers, run: MachineSteps.updateBalancers)
  static let replaceWorkers = Self(.replaceWorkers, run: MachineSteps.replaceWorkers)
  // Members.
  static let findDeadMembers = Self(.findDeadMembers, run: MemberSteps.findDead)
  static let removeDeadMembers = Self(.removeDeadMembers, run: MemberSteps.removeDead)
  static let chooseSurvivor = Self(.chooseSurvivor, run: SurvivorSteps.choose)
  static let forceNewCluster = Self(.forceNewCluster, reaches: .quorum, run: SurvivorSteps.force)
  static let announceAddresses = Self(.announceAddresses, run: VolumeSteps.announce)
  static let joinMembers = Self(.joinMembers, reaches: .repaired, run: MemberSteps.join)
  static let verifyMembers = Self(.verifyMembers, run: MemberSteps.verify)
  // A full database.
  static let compact = Self(.compact, run: SpaceSteps.compact)
  static let defragment = Self(.defragment, run: SpaceSteps.defragment)
  static let disarm = Self(.disarm, reaches: .repaired, run: SpaceSteps.disarm)
  static let verifyWrite = Self(.verifyWrite, reaches: .firstWrite, run: SpaceSteps.verifyWrite)

  static let all = [
    verifyBackup, restoreMembers, advanceRevision, removeRevived, removeStaleNodes, proveFreshness, stopApiservers,
    stopEtcd, startEtcd, startApiservers, startOtherApiservers, restartControllers, startComponents,
    awaitControlPlane, renewCertificates, awaitAlarm, rebootMachines, powerOn, awaitMachines, replaceMachines,
    reprovision,
    attachVolumes, updateBalancers, replaceWorkers, findDeadMembers, removeDeadMembers, chooseSurvivor,
    forceNewCluster, announceAddresses, joinMembers, verifyMembers, compact, defragment, disarm, verifyWrite,
  ]

  private init(
    _ name: RecoveryStepName, reaches milestone: Milestone? = nil,
    run: @escaping @Sendable (RunbookContext) async throws(RecoveryError) -> String
  ) {
    self.init(name: name.rawValue, reaches: milestone, run: run)
  }
}

extension Runbook {
  /// What `recovery: {steps: […]}` may name.
  public static var stepNames: [RecoveryStepName] { RecoveryStepName.allCases }

  /// The runbooks that have a step of that name, in words.
  public static func whereUsed(_ name: RecoveryStepName) -> String {
    let runbooks = RunbookName.allCases.filter { named($0).steps.contains { $0.name == name.rawValue } }
    return runbooks.isEmpty ? "in no runbook" : "in " + runbooks.map(\.rawValue).joined(separator: ", ")
  }

  /// - Throws: ``RecoveryError/unknownStep(_:nearest:)``.
  static func step(_ name: RecoveryStepName) throws(RecoveryError) -> Step {
    if let step = Step.all.first(where: { $0.name == name.rawValue }) { return step }
    let nearest = Step.all.map(\.name).min { slips($0, name.rawValue) < slips($1, name.rawValue) }
    throw .unknownStep(name.rawValue, nearest: nearest ?? "")
  }

  /// Letters to add, drop or change on the way from one word to the other.
  private static func slips(_ left: String, _ right: String) -> Int {
    let right = Array(right.utf8)
    var row = Array(0...right.count)
    for (number, letter) in left.utf8.enumerated() {
      var diagonal = row[0]
      row[0] = number + 1
      for column in right.indices {
        let changed = diagonal + (letter == right[column] ? 0 : 1)
        diagonal = row[column + 1]
        row[column + 1] = min(changed, row[column] + 1, diagonal + 1)
      }
    }
    return row[right.count]
  }

  init(_ name: RunbookName, _ summary: String, _ steps: [Step]) {
    self.init(name: name.rawValue, summary: summary, steps: steps)
  }
}
