import Model

extension DrillStatus {
  /// Worst news first, the order of every list of drills.
  static let worstFirst: [DrillStatus] = [.failed, .errored, .invalid, .skipped, .passed]
}

extension RunRecord {
  func count(_ status: DrillStatus) -> Int {
    drills.count { $0.status == status }
  }

  /// Drills that ask for attention first; otherwise in the order in which they ran.
  var worstFirst: [DrillRecord] {
    DrillStatus.worstFirst.flatMap { status in drills.filter { $0.status == status } }
  }

  /// The run's status: the worst of its drills that says anything.
  var status: DrillStatus {
    DrillStatus.worstFirst.first { status in status != .skipped && count(status) > 0 } ?? .skipped
  }

  /// `2 of 6 drills failed`.
  var headline: String {
    if drills.isEmpty { return "No drill ran" }
    let concerned = count(status)
    if status == .passed, concerned < drills.count { return "Every drill that ran passed" }
    return who(concerned) + " " + what(concerned)
  }

  private func who(_ concerned: Int) -> String {
    if drills.count == 1 { return "The drill" }
    let total = Figures.count(drills.count, "drill")
    return concerned == drills.count ? "All \(total)" : "\(Figures.grouped(concerned)) of \(total)"
  }

  private func what(_ concerned: Int) -> String {
    switch status {
    case .passed: "passed"
    case .failed: "failed"
    case .errored: "could not be judged"
    case .invalid: "proved nothing"
    case .skipped: concerned == 1 ? "was skipped" : "were skipped"
    }
  }

  /// `3 passed, 1 failed, 1 invalid`; what did not happen is left out.
  var counts: String {
    let order: [DrillStatus] = [.passed, .failed, .errored, .invalid, .skipped]
    let parts = order.filter { count($0) > 0 }.map { "\(Figures.grouped(count($0))) \($0.rawValue)" }
    return parts.isEmpty ? "no drills" : parts.joined(separator: ", ")
  }

  /// The command that repeats the run, as a shell takes it.
  var commandLine: String {
    command.map(ShellWord.quoted).joined(separator: " ")
  }
}

extension DrillRecord {
  /// When the first fault was applied; every time in a report counts from here.
  var firstFaultAt: Double? {
    faults.compactMap(\.appliedAt).min()
  }

  func objective(_ kind: ObjectiveKind) -> ObjectiveRecord? {
    objectives.first { $0.kind == kind }
  }

  /// `2.71 s of 30 s`, `not recovered, target 30 s`, or nil when there is nothing to say.
  var recoveryFigure: String? {
    figure(measures.timeToRecover, objective(.recover))
  }

  /// `floor 3.88 s`: the least that such a recovery can take.
  var floorFigure: String? {
    guard let floor, measures.timeToRecover != nil else { return nil }
    return "floor \(Figures.span(floor.seconds))"
  }

  /// What the time to recover is made of, in order.
  var recoveryPhases: [PhaseRecord] {
    phases.filter { $0.name.contains(" → ") }
  }

  /// `1.20 s (60 writes) of 12 s`.
  var lossFigure: String? {
    guard let loss = measures.dataLoss else { return objective(.dataLoss).map { "– of \(Figures.target($0.target))" } }
    let measured = loss.writes == 0 ? "none" : "\(Figures.span(loss.seconds)) (\(Figures.count(loss.writes, "write")))"
    return measured + (objective(.dataLoss).map { " of \(Figures.target($0.target))" } ?? "")
  }

  var detectionFigure: String? {
    figure(measures.timeToDetect, objective(.detect))
  }

  private func figure(_ measured: Double?, _ objective: ObjectiveRecord?) -> String? {
    let target = objective.map { " of \(Figures.target($0.target))" } ?? ""
    guard let measured else { return objective == nil ? nil : "–" + target }
    return Figures.span(measured) + target
  }
}

/// One argument as a POSIX shell takes it.
enum ShellWord {
  static func quoted(_ word: String) -> String {
    let plain = !word.isEmpty && word.utf8.allSatisfy(isPlain)
    return plain ? word : "'" + word.replacing("'", with: #"'\''"#) + "'"
  }

  private static func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
    case UInt8(ascii: "0")...UInt8(ascii: "9"): true
    case UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "/"), UInt8(ascii: ":"): true
    case UInt8(ascii: "="), UInt8(ascii: ","), UInt8(ascii: "@"), UInt8(ascii: "+"): true
    default: false
    }
  }
}
