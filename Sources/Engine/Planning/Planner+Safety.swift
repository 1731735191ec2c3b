import Model

extension Planner {
  /// - Parameter steps: those of the recovery; empty where they are not known.
  func safety(of drill: Drill, steps: [String]) -> Safety {
    let survival = Survival(drill)
    return Safety(
      together: survival.together, backups: backups(drill), refusal: survival.refusal ?? absentStep(drill, steps))
  }

  /// They are taken until a runbook begins, so the newest is never older than one interval and the time that a backup takes.
  private func backups(_ drill: Drill) -> String {
    guard let schedule = drill.cluster.backups else { return "none" }
    let every = DurationText.write(schedule.every)
    let kinds = drill.faults.map(\.fault.kind)
    if kinds.contains(.backupMissing) { return "taken in the drill every \(every), and all lost in it" }
    if Survival(drill).lastBackupIsSpoilt {
      return "taken in the drill every \(every); only one is sure to be there when the newest is spoilt: spoil it later"
    }
    let age = kinds.contains(.backupCorrupt) ? DurationText.write(schedule.every * 2) : every
    let which = kinds.contains(.backupCorrupt) ? "the newest is spoilt; the one before it" : "the newest verified one"
    return "taken in the drill every \(every); \(which) is at most \(age) old, and as long as a backup takes"
  }

  /// A fault that waits for a step that never comes would prove nothing.
  private func absentStep(_ drill: Drill, _ steps: [String]) -> Refusal? {
    guard !steps.isEmpty else { return nil }
    for fault in drill.faults {
      guard case .step(let name) = fault.trigger, !steps.contains(name) else { continue }
      return Refusal(
        reason:
          "\(fault.fault.kind.rawValue) waits for the step \"\(name)\", which \(drill.recovery.means.name) has not",
        remedy: "its steps are \(steps.joined(separator: ", "))")
    }
    return nil
  }
}
