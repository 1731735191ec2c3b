public import Model

/// A provider could not do what it was asked.
public enum ProviderError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Something that must be there before a cluster can stand is missing.
  case missing(what: String, why: String, remedy: String)
  case componentAbsent(Component, MachineName)
  /// What was asked needs a machine that is on.
  case machineOff(MachineName, doing: String)
  case commandFailed(doing: String, output: String)
  case notReady(what: String, waited: Duration, lastSeen: String)
  /// - Parameter remedy: nil: what `firedrill doctor` says.
  case system(doing: String, reason: String, remedy: String? = nil)
  /// A cluster or an act that this provider does not offer.
  case unsupported(what: String, remedy: String)
  /// What was asked for cannot be, whatever the host is like.
  case usage(what: String, remedy: String)
  /// It could be at another time.
  case notNow(what: String, remedy: String)

  /// Where an API server gave no answer.
  public static let lookAtTheAPI = "see that its API answers here: kubectl get --raw /readyz"

  public var description: String {
    switch self {
    case .missing(let what, let why, _): "\(what) is missing: \(why)"
    case .componentAbsent(let component, let machine): "\(component.rawValue) does not run on \(machine)"
    case .machineOff(let machine, let doing): "cannot \(doing): \(machine) is off"
    case .commandFailed(let doing, let output): "\(doing) failed: \(output)"
    case .notReady(let what, let waited, let lastSeen):
      "\(what) was not ready after \(DurationText.brief(waited)): \(lastSeen)"
    case .system(let doing, let reason, _): "cannot \(doing): \(reason)"
    case .unsupported(let what, _): "this provider does not offer \(what)"
    case .usage(let what, _), .notNow(let what, _): what
    }
  }

  public var remedy: String {
    switch self {
    case .missing(_, _, let remedy), .unsupported(_, let remedy), .usage(_, let remedy),
      .notNow(_, let remedy):
      remedy
    case .componentAbsent: "name a machine that runs it; `firedrill plan` lists them"
    case .machineOff: "power the machine on first, or replace it"
    case .commandFailed, .notReady: "read the components' logs beside the report"
    case .system(_, _, let remedy): remedy ?? "run `firedrill doctor`"
    }
  }
}
