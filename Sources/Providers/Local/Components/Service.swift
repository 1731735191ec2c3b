import Model

/// One component as the machine's supervisor runs it.
struct Service: Hashable, Sendable {
  var component: Component
  /// Absolute path of the program, then its arguments.
  var arguments: [String]
  /// Whether the supervisor starts it as soon as it finds it; if not, it waits to be told.
  var startsAtBoot: Bool

  /// What runit executes: the program takes the place of the shell, so that signals reach it directly.
  func runScript(log: String) -> String {
    """
    #!/bin/sh
    exec >>\(quotedForShell(log)) 2>&1
    exec \(arguments.map(quotedForShell).joined(separator: " \\\n  "))

    """
  }
}

extension Component {
  /// The name of its executable file, by which its processes are recognised.
  var executableName: String {
    switch self {
    case .loadBalancer, .workload: "haproxy"
    case .kubelet: "kubemark"
    default: rawValue
    }
  }
}

/// `word` in single quotes, which a POSIX shell leaves alone.
func quotedForShell(_ word: String) -> String {
  "'" + word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: #"'\''"#) + "'"
}
