import Model

/// The cases of one drill.
enum JUnitCases {
  static func of(_ drill: DrillRecord, in run: RunRecord) -> [JUnitCase] {
    switch drill.status {
    case .passed, .failed: judged(drill, in: run)
    case .invalid, .errored: [verdict(drill, in: run)] + unjudged(drill)
    case .skipped: skipped(drill)
    }
  }

  private static func judged(_ drill: DrillRecord, in run: RunRecord) -> [JUnitCase] {
    let cases = drill.objectives.map { objective($0, of: drill, in: run) }
    let told = drill.status == .passed ? !cases.isEmpty : cases.contains { $0.outcome != nil }
    return told ? cases : [verdict(drill, in: run)] + cases
  }

  private static func objective(_ objective: ObjectiveRecord, of drill: DrillRecord, in run: RunRecord) -> JUnitCase {
    var one = blank(objective.name, drill, seconds: objective.measured ?? 0)
    switch objective.met {
    case true?: break
    case false?:
      let message = objective.sentence(drill.measures)
      one.outcome = JUnitOutcome(
        element: .failure, type: objective.kind.missType, message: message, text: body(message, drill, in: run))
    case nil:
      one.outcome = JUnitOutcome(
        element: .skipped, type: "Undecided", message: "could not be decided", text: drill.reason)
    }
    return one
  }

  /// The drill's own case, for what no objective can say.
  private static func verdict(_ drill: DrillRecord, in run: RunRecord) -> JUnitCase {
    var one = blank("verdict", drill, seconds: drill.seconds)
    let text = body(drill.reason, drill, in: run)
    let message = drill.reason
    switch drill.status {
    case .passed: break
    case .failed: one.outcome = JUnitOutcome(element: .failure, type: "DrillFailed", message: message, text: text)
    case .invalid: one.outcome = JUnitOutcome(element: .error, type: "DrillInvalid", message: message, text: text)
    case .errored: one.outcome = JUnitOutcome(element: .error, type: "DrillErrored", message: message, text: text)
    case .skipped: one.outcome = JUnitOutcome(element: .skipped, type: "DrillSkipped", message: message)
    }
    return one
  }

  private static func unjudged(_ drill: DrillRecord) -> [JUnitCase] {
    drill.objectives.map { objective in
      var one = blank(objective.name, drill, seconds: 0)
      one.outcome = JUnitOutcome(
        element: .skipped, type: "NotJudged", message: "not judged: the drill is \(drill.status.rawValue)")
      return one
    }
  }

  private static func skipped(_ drill: DrillRecord) -> [JUnitCase] {
    let names = drill.objectives.isEmpty ? ["verdict"] : drill.objectives.map(\.name)
    return names.map { name in
      var one = blank(name, drill, seconds: 0)
      one.outcome = JUnitOutcome(element: .skipped, type: "DrillSkipped", message: drill.reason)
      return one
    }
  }

  private static func blank(_ name: String, _ drill: DrillRecord, seconds: Double) -> JUnitCase {
    JUnitCase(name: name, classname: "firedrill.\(drill.name)", time: Figures.fixed(max(0, seconds)))
  }

  private static func body(_ message: String, _ drill: DrillRecord, in run: RunRecord) -> String {
    let warnings = drill.warnings.map { "warning: \($0)" }
    let lines =
      [message, drill.reason, "drill: \(drill.file):\(drill.line)"] + warnings + ["repeat: \(run.commandLine)"]
    return lines.joined(separator: "\n")
  }
}
