import Model

/// One component as the machine's supervisor runs it.
struct Service: Hashable, Sendable {
  var component: Component
  /// Absolute path of the program, then its arguments.
  var arguments: [String]
  /// Only when the file ``onceMark`` lies beside the script, which takes it away.
  var argumentsOnce: [String] = []

  /// In the service's folder, where the script runs.
  static let onceMark = "once"

  /// What runit executes: the program takes the place of the shell, so that signals reach it directly.
  ///
  /// Components yield to the harness: one that does not get its turn on a busy host sees nothing. A machine counts as one
  /// processor: with as many threads as the host has, the Go runtimes of a cluster mostly wake one another up. They collect
  /// garbage a quarter as often as by default, for a hundred megabytes more of each apiserver.
  func runScript(log: String) -> String {
    """
    #!/bin/sh
    exec >>\(quotedForShell(log)) 2>&1
    \(onceLine)\
    export GOMAXPROCS=1 GOGC=400
    exec nice -n 5 \(arguments.map(quotedForShell).joined(separator: " \\\n  "))\(argumentsOnce.isEmpty ? "" : " \"$@\"")

    """
  }

  private var onceLine: String {
    guard !argumentsOnce.isEmpty else { return "" }
    return
      "if rm \(Self.onceMark) 2>/dev/null; then set -- \(argumentsOnce.map(quotedForShell).joined(separator: " ")); fi\n"
  }

  /// Writes it as a folder that runit finds.
  ///
  /// - Parameter isHeld: it is not started before it is told to.
  func write(_ files: MachineFiles, isHeld: Bool) throws(ProviderError) {
    try ProtectedFiles.makeDirectory(files.service(component))
    if isHeld { try ProtectedFiles.replace("", at: files.hold(component)) }
    try writeRunScript(files)
  }

  /// Holds from the component's next start on.
  func writeRunScript(_ files: MachineFiles) throws(ProviderError) {
    try ProtectedFiles.replace(
      runScript(log: files.log(component)), at: files.service(component) + "/run", mode: 0o700)
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
