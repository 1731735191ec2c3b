import Model

/// What nobody can use while a fault lasts, in words.
struct Unavailability: Sendable {
  private let cluster: ClusterSpec
  private let report: DamageReport
  private let survival: Survival

  init(_ drill: Drill) {
    cluster = drill.cluster
    report = DamageReport(cluster: drill.cluster)
    survival = Survival(drill)
  }

  func words(for scheduled: ScheduledFault) -> [String] {
    let damages = report.damages(of: scheduled)
    let losesQuorum = survival.radius(of: scheduled).map { !$0.quorumSurvives } ?? false
    let api = losesQuorum ? ["API reads and writes"] : servers(damages) + writes(scheduled)
    return zones(scheduled) + api + balancers(damages) + workers(scheduled, damages) + other(scheduled.fault)
  }

  private func writes(_ scheduled: ScheduledFault) -> [String] {
    scheduled.fault.kind == .etcdNospace ? ["API writes"] : []
  }

  private func zones(_ scheduled: ScheduledFault) -> [String] {
    if case .zone(_, let zone) = scheduled.fault { ["zone \(zone)"] } else { [] }
  }

  /// An apiserver that uses its own machine's member goes with it.
  private func servers(_ damages: [Damage]) -> [String] {
    let direct = cluster.etcdEndpoint == .direct
    var lost = Portion.nobody
    var seen: Set<Portion> = []
    for damage in damages where damage.component == .apiserver || (direct && damage.component == .etcd) {
      // The same machines, once for each of their components.
      if seen.insert(damage.portion).inserted { lost.add(damage.portion) }
    }
    let total = report.total(.apiserver)
    let count = lost.count(of: total)
    guard count > 0 else { return [] }
    if count == total { return ["the API"] }
    return [lost.unnamed == 0 ? "the API on \(list(lost.named))" : "the API on \(count) of \(total) control planes"]
  }

  private func balancers(_ damages: [Damage]) -> [String] {
    let total = report.total(.loadBalancer)
    let lost = damages.filter { $0.component == .loadBalancer }.map { $0.portion.count(of: total) }.max() ?? 0
    guard lost > 0 else { return [] }
    let isEveryOne = lost == total
    return [isEveryOne ? "the API through the balancer" : "\(lost) of \(total) balancers; the other takes its address"]
  }

  private func workers(_ scheduled: ScheduledFault, _ damages: [Damage]) -> [String] {
    let lost = damages.filter { $0.component == .kubelet }.map(\.portion).max { size($0) < size($1) }
    guard let lost, size(lost) > 0 else { return cutWorkers(scheduled.fault) }
    let who = lost.unnamed == 0 ? list(lost.named) : "\(size(lost)) of \(report.total(.kubelet)) workers"
    let grace = DurationText.write(cluster.nodeGrace)
    let isCut = damages.contains { $0.harm == .cut }
    return ["\(who) (NotReady after \(grace))"] + (isCut || !touchesWorkload(lost) ? [] : ["the workload"])
  }

  private func cutWorkers(_ fault: Fault) -> [String] {
    guard case .partition(let partition) = fault, report.total(.kubelet) > 0 else { return [] }
    let sides = [partition.from, partition.to]
    guard sides.contains(where: { isOfWorkers($0) }) else { return [] }
    return ["the API for workers (NotReady after \(DurationText.write(cluster.nodeGrace))); what runs there goes on"]
  }

  private func isOfWorkers(_ side: NetworkSide) -> Bool {
    guard case .machines(let target) = side else { return false }
    return !Portion(target, of: report.pool(.kubelet), among: cluster.machines).isEmpty
  }

  private func other(_ fault: Fault) -> [String] {
    switch fault {
    case .on(.processKill, let target), .on(.processPause, let target), .on(.processStop, let target),
      .on(.processCrashloop, let target):
      switch target.component {
      case .controllerManager?, .scheduler?: ["its leader's work, until the lease of 15s has run out"]
      case .workload?: ["the workload"]
      default: []
      }
    case .backup(.corrupt): ["the newest backup"]
    case .backup(.missing): ["every backup"]
    default: []
    }
  }

  /// One of two workers is enough to stop what goes from one to the other.
  private func touchesWorkload(_ lost: Portion) -> Bool {
    report.total(.workload) > 1 && size(lost) > 0
  }

  private func size(_ portion: Portion) -> Int { portion.count(of: report.total(.kubelet)) }

  private func list(_ names: Set<MachineName>) -> String {
    names.sorted().map(\.rawValue).joined(separator: ", ")
  }
}
