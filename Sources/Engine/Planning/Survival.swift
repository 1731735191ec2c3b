import Model

/// Whether a drill's recovery can bring back what its faults take away. Pure, and careful: a choice that is made only when
/// the fault is put in counts as the worst one.
struct Survival: Sendable {
  private let drill: Drill
  private let report: DamageReport
  private let connections: Connections

  init(_ drill: Drill) {
    self.drill = drill
    connections = Connections(drill)
    report = DamageReport(cluster: drill.cluster)
  }

  /// nil when the drill may be played.
  var refusal: Refusal? {
    guard drill.expectation == .recovered else { return groundlessPessimism }
    guard let loss = hopeless(drill.recovery.means, hasBackups) else { return nil }
    return Refusal(
      reason: "\(loss), and \(drill.recovery.means.words) cannot bring that back", remedy: remedy)
  }

  /// A drill that expects the worst of faults which end by themselves would pass for no reason.
  private var groundlessPessimism: Refusal? {
    let allEnd = drill.faults.allSatisfy { scheduled in
      let damages = report.damages(of: scheduled)
      // Of a fault without known damage, such as a command, nothing can be said but when it ends.
      return scheduled.duration != nil || (!damages.isEmpty && damages.allSatisfy(\.ends))
    }
    guard allEnd else { return nil }
    return Refusal(
      reason: "expect: unrecovered, but no fault outlasts its end: the cluster comes back by itself",
      remedy: "leave expect out; or let a fault stay, without for")
  }

  /// Members and members left while the faults overlap; nil where at most one fault falls on members.
  var together: BlastRadius? {
    let lost = drill.faults.filter { radius(of: $0) != nil }
    guard lost.count > 1 else { return nil }
    return radius(of: lost.flatMap(report.damages))
  }

  func radius(of scheduled: ScheduledFault) -> BlastRadius? {
    radius(of: report.damages(of: scheduled))
  }

  private func radius(of damages: [Damage]) -> BlastRadius? {
    let lost = portion(of: .etcd, in: damages) { _ in true }
    guard !lost.isEmpty else { return nil }
    let members = report.total(.etcd)
    return BlastRadius(members: members, membersLeft: members - lost.count(of: members))
  }

  // MARK: can it come back

  private var hasBackups: Bool {
    guard let schedule = drill.cluster.backups, !drill.faults.contains(where: { $0.fault == .backup(.missing) }) else {
      return false
    }
    return sureBackups(schedule) > 0
  }

  /// Whether a spoilt backup may be the only one.
  var lastBackupIsSpoilt: Bool {
    drill.cluster.backups.map { sureBackups($0) < 1 } ?? false
  }

  /// The backups that are whole whatever happens: the first is there before the first fault, each other an interval later.
  private func sureBackups(_ schedule: BackupSchedule) -> Int {
    let spoilt = drill.faults.filter { $0.fault == .backup(.corrupt) }
    let until = spoilt.map(\.at).max() ?? .zero
    return 1 + Int(until.seconds / max(0.001, schedule.every.seconds)) - spoilt.count
  }

  /// What is lost for good with these means, in words; nil when it can come back.
  private func hopeless(_ means: RecoveryMeans, _ hasBackups: Bool) -> String? {
    let damages = drill.faults.flatMap(report.damages).filter { !$0.ends }
    var cures = means.cures
    if !hasBackups { cures.remove(.backup) }
    // What is built elsewhere is built from a backup.
    if !hasBackups { cures.remove(.elsewhere) }
    return membersLost(damages, cures) ?? membersApart(damages, cures) ?? serversLost(damages, cures)
      ?? serversApart(cures) ?? writesRefused(cures)
  }

  private func membersLost(_ damages: [Damage], _ cures: Set<Cure>) -> String? {
    let members = report.total(.etcd)
    let lost = portion(of: .etcd, in: damages) { _ in true }.count(of: members)
    let left = members - lost
    guard left < quorum(ofMembers: members) else { return nil }
    if cures.contains(.survivor), left > 0 { return nil }
    let unmended = portion(of: .etcd, in: damages) { !$0.harm.isMended(by: cures) }.count(of: members)
    guard members - unmended < quorum(ofMembers: members) else { return nil }
    if cures.contains(.survivor), cures.contains(.volumes), members > unmended { return nil }
    return members == 1
      ? "the only etcd member is lost" : "\(lost) of \(members) etcd members are lost: the quorum is gone"
  }

  /// Partitions that each leave a quorum may leave none together, or with a member that is lost.
  private func membersApart(_ damages: [Damage], _ cures: Set<Cure>) -> String? {
    guard !connections.isEmpty, !cures.contains(.elsewhere) else { return nil }
    let lost = portion(of: .etcd, in: damages) { $0.harm != .cut && !$0.harm.isMended(by: cures) }
    let members = Set(report.pool(.etcd).map(\.name))
    let reached = connections.largestFollowing(among: members.subtracting(lost.named)) - lost.unnamed
    guard reached < quorum(ofMembers: members.count) else { return nil }
    return "no etcd member reaches more than \(max(0, reached)) of \(members.count), itself among them"
  }

  /// Clients reach the cluster through a load balancer, where there is one.
  private func serversApart(_ cures: Set<Cure>) -> String? {
    let (balancers, servers) = (report.pool(.loadBalancer), report.pool(.apiserver))
    guard !balancers.isEmpty, !cures.contains(.elsewhere) else { return nil }
    let isServed = balancers.contains { balancer in servers.contains { connections.reach(balancer.name, $0.name) } }
    return isServed ? nil : "no load-balancer reaches any kube-apiserver"
  }

  /// Neither an apiserver nor a load balancer holds anything, but one of each has to be there.
  private func serversLost(_ damages: [Damage], _ cures: Set<Cure>) -> String? {
    for component in [Component.apiserver, .loadBalancer] where report.total(component) > 0 {
      let total = report.total(component)
      let unmended = portion(of: component, in: damages) { damage in
        // Nobody is cut off from an apiserver but by losing the members behind it, which is counted above.
        damage.harm != .cut && !damage.harm.isMended(by: cures, on: component)
      }
      if unmended.count(of: total) == total { return "every \(component.rawValue) is lost" }
    }
    return nil
  }

  /// One member's alarm stops the writes of all.
  private func writesRefused(_ cures: Set<Cure>) -> String? {
    guard drill.faults.contains(where: { $0.fault.kind == .etcdNospace && $0.duration == nil }),
      // A backup from before the alarm has none.
      cures.isDisjoint(with: [.nospace, .backup, .elsewhere])
    else { return nil }
    return "etcd refuses every write until its NOSPACE alarm is disarmed"
  }

  private func portion(of component: Component, in damages: [Damage], where holds: (Damage) -> Bool) -> Portion {
    var portion = Portion.nobody
    for damage in damages where damage.component == component && holds(damage) { portion.add(damage.portion) }
    return portion
  }

  // MARK: what would help

  private var remedy: String {
    let able = RunbookName.allCases.filter { hopeless(.runbook($0), hasBackups) == nil }
    var ways = able.map(\.rawValue)
    if !drill.faults.contains(where: { $0.fault == .backup(.missing) }), drill.cluster.backups == nil {
      let more = RunbookName.allCases.filter { !able.contains($0) && hopeless(.runbook($0), true) == nil }
      ways += more.map { "\($0.rawValue) with backups" }
    }
    var remedies = ways.isEmpty ? [] : ["use recovery: \(ways.joined(separator: ", "))"]
    if drill.faults.contains(where: { $0.fault.canBeUndone && $0.duration == nil }) {
      remedies.append("give the fault an end with for")
    }
    return (remedies + ["say expect: unrecovered"]).joined(separator: "; or ")
  }
}

extension RecoveryMeans {
  fileprivate var words: String {
    switch self {
    case .itself: "the cluster itself"
    case .runbook(let name): name.rawValue
    case .steps: "its steps"
    }
  }
}
