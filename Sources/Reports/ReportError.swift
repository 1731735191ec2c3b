/// Why a report could not be made, written or read.
public enum ReportError: Error, Hashable, Sendable {
  /// `reason` is the system's own words.
  case cannotWrite(path: String, reason: String, remedy: String)
  case cannotRead(path: String, reason: String)
  /// A file that is no report of ours, or of a newer Firedrill.
  case notARun(reason: String)
  /// A fault of our own: a record that does not turn into text.
  case cannotRender(String, reason: String)

  /// What to do about it.
  public var remedy: String {
    switch self {
    case .cannotWrite(_, _, let remedy): remedy
    case .cannotRead: "name the folder of a run, such as reports/latest, or its run.json"
    case .notARun: "use the run.json that `firedrill run` wrote, with a Firedrill no older than the one that wrote it"
    case .cannotRender: "keep events.jsonl and report this as a defect of Firedrill"
    }
  }
}

extension ReportError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .cannotWrite(let path, let reason, _): "cannot write \(path): \(reason); \(remedy)"
    case .cannotRead(let path, let reason): "cannot read \(path): \(reason); \(remedy)"
    case .notARun(let reason): "this is not a run: \(reason); \(remedy)"
    case .cannotRender(let what, let reason): "cannot render \(what): \(reason); \(remedy)"
    }
  }
}
