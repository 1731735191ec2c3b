import Model

extension Planner {
  func planned(_ scheduled: ScheduledFault, index: Int, of drill: Drill) -> PlannedFault {
    var planned = PlannedFault(
      kind: scheduled.fault.kind, target: describe(scheduled.fault, index: index, drill.cluster.machines),
      at: scheduled.at, undo: undo(scheduled), blastRadius: Survival(drill).radius(of: scheduled))
    planned.trigger = scheduled.trigger
    planned.unavailable = Unavailability(drill).words(for: scheduled)
    return planned
  }

  private func describe(_ fault: Fault, index: Int, _ machines: [PlannedMachine]) -> String {
    switch fault {
    case .zone(_, let zone):
      return "zone \(zone): "
        + machines.filter { $0.zone == zone }.map(\.name.rawValue).joined(separator: ", ")
    case .partition(let partition):
      let arrow = partition.direction == .both ? "↔" : "→"
      return "\(describe(partition.from)) \(arrow) \(describe(partition.to))"
    case .destroyCluster:
      let lost = machines.filter { $0.zone != ClusterSpec.edge }.map(\.name.rawValue)
      return "\(lost.joined(separator: ", ")), with their disks"
    case .backup(.corrupt): return "the newest"
    case .backup(.missing): return "all of them"
    case .on, .trouble, .command: break
    }
    guard let target = fault.place else { return "" }
    guard target.role == nil else { return target.summary + ", found when the fault is put in" }
    let candidates = target.candidates(machines.map { ($0.name, $0.zone, $0.components) }, leader: nil)
    let chosen = target.choose(from: candidates, seed: seed &+ UInt64(index))
    guard !chosen.isEmpty else { return "nothing: no machine matches \(target.summary)" }
    return (target.component?.rawValue ?? "machine") + " on " + chosen.map(\.rawValue).joined(separator: ", ")
  }

  private func describe(_ side: NetworkSide) -> String {
    switch side {
    case .machines(let target): target.summary
    case .rest: "every other machine"
    }
  }

  private func undo(_ scheduled: ScheduledFault) -> String {
    guard scheduled.fault.canBeUndone else { return "cannot be undone: recovery repairs it" }
    let when = scheduled.duration.map { "after \(DurationText.write($0))" } ?? "when the drill ends"
    let how = scheduled.fault.undoing
    return how.isEmpty ? when : "\(how) \(when)"
  }
}

extension Fault {
  /// What takes it out again, in words; empty where its name says it.
  fileprivate var undoing: String {
    switch self {
    case .on(.processPause, _): "SIGCONT"
    case .on(.processStop, _): "it is started"
    case .on(.machinePause, _): "it goes on"
    case .on(.machineDisconnect, _): "the cables are plugged in"
    case .on(.processCrashloop, _): "the flag is taken away"
    case .on(.machineShutdown, _), .on(.machineLose, _), .zone(.lose, _): "power on"
    case .on(.storageDetach, _): "the volume is attached again"
    case .on(.storageFill, _): "the space is freed"
    case .on(.storageReadonly, _): "the volume takes writes again"
    case .on(.etcdNospace, _): "room is made and the alarm disarmed"
    case .on(.balancerStop, _): "it is started"
    case .on(.certificateExpire, _): "a new certificate"
    case .partition, .zone(.partition, _): "the rules are removed"
    case .trouble: "the queue is removed"
    case .command(let command): "`\((command.undo ?? []).joined(separator: " "))`"
    case .on, .backup, .destroyCluster: ""
    }
  }
}
