/// Where Firedrill keeps what outlives a command and is no report: labs, and who is at work on which cluster.
public enum StateFolder {
  /// `${XDG_STATE_HOME:-$HOME/.local/state}/firedrill`; nil when neither variable is set.
  ///
  /// - Source: XDG Base Directory Specification; a path that is not absolute counts as unset
  public static func path(_ environment: [String: String]) -> String? {
    let given = environment["XDG_STATE_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
    return (given ?? environment["HOME"].map { $0 + "/.local/state" }).map { $0 + "/firedrill" }
  }
}
