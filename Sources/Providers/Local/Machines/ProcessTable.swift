import Glibc

/// What `/proc` tells about the processes of this PID namespace and those below it.
enum ProcessTable {
  /// The processes of one PID namespace that run an executable of this name. Zombies run nothing and are left out.
  ///
  /// - Parameter namespace: what `/proc/PID/ns/pid` of one of its processes points to.
  static func processes(running executable: String, inNamespace namespace: String) -> [ProcessIdentity] {
    pids().compactMap { pid in
      let isWanted = executableName(of: pid) == executable && pidNamespace(of: pid) == namespace
      return isWanted ? identity(of: pid) : nil
    }
  }

  /// nil when there is no such process, or only its zombie.
  static func identity(of pid: pid_t) -> ProcessIdentity? {
    guard let fields = statusFields(of: pid), fields.count > 19, fields[0] != "Z", let start = UInt64(fields[19])
    else { return nil }
    return ProcessIdentity(pid: pid, startTicks: start, state: String(fields[0]))
  }

  static func isAlive(_ process: ProcessIdentity) -> Bool {
    identity(of: process.pid)?.isSameProcess(as: process) ?? false
  }

  /// A process's argument vector; empty when it has ended.
  static func arguments(of pid: pid_t) -> [String] {
    (TextFile.read("/proc/\(pid)/cmdline") ?? "").split(separator: "\0").map(String.init)
  }

  static func pidNamespace(of pid: pid_t) -> String? { TextFile.readLink("/proc/\(pid)/ns/pid") }

  static func networkNamespace(of pid: pid_t) -> String? { TextFile.readLink("/proc/\(pid)/ns/net") }

  static func children(of parent: pid_t) -> [pid_t] {
    // Not every kernel is built with this file; then ask every process for its parent.
    if let listed = TextFile.read("/proc/\(parent)/task/\(parent)/children") {
      return listed.split(separator: " ").compactMap { pid_t($0) }
    }
    return pids().filter { statusFields(of: $0).map { $0.count > 1 && pid_t($0[1]) == parent } ?? false }
  }

  private static func pids() -> [pid_t] { TextFile.names(in: "/proc").compactMap { pid_t($0) } }

  private static func executableName(of pid: pid_t) -> String? {
    guard let path = TextFile.readLink("/proc/\(pid)/exe") else { return nil }
    // The kernel says so when the file was replaced on disk.
    let suffix = " (deleted)"
    let name = path.hasSuffix(suffix) ? path.dropLast(suffix.count) : path[...]
    return name.split(separator: "/").last.map(String.init)
  }

  /// The fields of `/proc/PID/stat` from the third, the state, on. The second is a name that may hold anything.
  private static func statusFields(of pid: pid_t) -> [Substring]? {
    guard let text = TextFile.read("/proc/\(pid)/stat"), let nameEnd = text.lastIndex(of: ")") else { return nil }
    return text[text.index(after: nameEnd)...].split(separator: " ")
  }
}
