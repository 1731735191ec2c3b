/// The steps that the recovery core knows. Here and not beside their code, so that a drill file can be checked without it.
extension RecoveryStepName: CaseIterable {
  // Backups.
  public static let verifyBackup = Self("verify the backup")
  public static let restoreMembers = Self("restore members")
  public static let advanceRevision = Self("advance the revision")
  public static let removeRevived = Self("remove what the backup revived")
  public static let proveFreshness = Self("prove freshness")
  // Components.
  public static let stopApiservers = Self("stop apiservers")
  public static let stopEtcd = Self("stop etcd")
  public static let startEtcd = Self("start etcd")
  public static let startApiservers = Self("start apiservers")
  public static let startOtherApiservers = Self("start the other apiservers")
  public static let restartControllers = Self("restart controller manager and scheduler")
  public static let startComponents = Self("start components")
  public static let awaitControlPlane = Self("wait for the control plane")
  public static let renewCertificates = Self("renew expired certificates")
  // Machines.
  public static let awaitAlarm = Self("wait for the alarm")
  public static let rebootMachines = Self("reboot machines")
  public static let powerOn = Self("power machines on")
  public static let awaitMachines = Self("wait for machines")
  public static let replaceMachines = Self("replace machines")
  public static let reprovision = Self("re-provision control planes")
  public static let attachVolumes = Self("attach volumes")
  public static let updateBalancers = Self("update load balancers")
  public static let replaceWorkers = Self("replace workers")
  public static let removeStaleNodes = Self("remove stale nodes")
  // Members.
  public static let findDeadMembers = Self("find dead members")
  public static let removeDeadMembers = Self("remove dead members")
  public static let chooseSurvivor = Self("choose the survivor")
  public static let forceNewCluster = Self("force a new cluster")
  public static let announceAddresses = Self("announce new addresses")
  public static let joinMembers = Self("join members")
  public static let verifyMembers = Self("verify members")
  // A full database.
  public static let compact = Self("compact")
  public static let defragment = Self("defragment")
  public static let disarm = Self("disarm alarms")
  public static let verifyWrite = Self("verify a write")

  public static var allCases: [Self] {
    [
      verifyBackup, restoreMembers, advanceRevision, removeRevived, proveFreshness, stopApiservers, stopEtcd, startEtcd,
      startApiservers, startOtherApiservers, restartControllers, startComponents, awaitControlPlane, renewCertificates,
      awaitAlarm, rebootMachines, powerOn, awaitMachines, replaceMachines, reprovision, attachVolumes,
      updateBalancers, replaceWorkers, removeStaleNodes, findDeadMembers, removeDeadMembers, chooseSurvivor,
      forceNewCluster,
      announceAddresses, joinMembers, verifyMembers, compact, defragment, disarm, verifyWrite,
    ]
  }
}
