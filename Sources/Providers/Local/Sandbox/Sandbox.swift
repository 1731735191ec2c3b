import Glibc

/// The worker's own view of the sandbox that it was started in.
public struct Sandbox: Sendable {
  let tools: LocalTools
  /// Folders that a machine's own `/tmp` would hide, and where they can still be found.
  let kept: [KeptFolder]
  /// Marks every process of this sandbox in its environment, so that a look from outside can tell that none is left.
  let marker: String

  struct KeptFolder: Hashable, Sendable {
    var path: String
    var stash: String
  }

  /// Makes this process's mounts private and puts an empty `/run` in memory over the host's. Call it once, first thing.
  ///
  /// - Parameters:
  ///   - logs: an existing folder of the host that the components' logs go to; nothing else of the host is written.
  ///   - marker: the value of `FIREDRILL_SANDBOX` in every process of the sandbox.
  /// - Throws: when this process is not in a user namespace of its own: the host's mounts are never touched.
  public static func enter(logs: String, tools: LocalTools, marker: String) throws(ProviderError) -> Sandbox {
    try requireOwnUserNamespace()
    closeInheritedOnExec()
    try mountOrThrow("none", on: "/", type: nil, flags: MS_REC | MS_PRIVATE)
    // Opened before /run disappears below the new one: any of them may lie there.
    let logFolder = try open(folder: logs)
    defer { close(logFolder) }
    var hidden: [(path: String, descriptor: Int32)] = []
    defer { for folder in hidden { close(folder.descriptor) } }
    for path in tools.foldersToKeep() { hidden.append((path, try open(folder: path))) }
    try mountOrThrow("tmpfs", on: "/run", type: "tmpfs", flags: MS_NOSUID | MS_NODEV, options: "mode=0755")
    try makeLayout()
    try share(LocalLayout.volumes)
    try bind(logFolder, on: LocalLayout.logs)
    return Sandbox(tools: tools, kept: try keep(hidden), marker: marker)
  }

  private static func makeLayout() throws(ProviderError) {
    for folder in [
      LocalLayout.root, LocalLayout.logs, LocalLayout.identities, LocalLayout.volumes, LocalLayout.machines,
      LocalLayout.kept,
    ] {
      try ProtectedFiles.makeDirectory(folder)
    }
  }

  /// What is mounted below it later on reaches machines that run already.
  private static func share(_ folder: String) throws(ProviderError) {
    try mountOrThrow(folder, on: folder, type: nil, flags: MS_BIND)
    try mountOrThrow("none", on: folder, type: nil, flags: MS_SHARED)
  }

  /// Gives folders below the new `/run` their old place back at once; those below `/tmp` are stashed for the machines.
  private static func keep(_ folders: [(path: String, descriptor: Int32)]) throws(ProviderError) -> [KeptFolder] {
    var kept: [KeptFolder] = []
    for (number, folder) in folders.enumerated() {
      let isBelowRun = folder.path.hasPrefix("/run/")
      let place = isBelowRun ? folder.path : "\(LocalLayout.kept)/\(number)"
      try ProtectedFiles.makeDirectories(place)
      try bind(folder.descriptor, on: place)
      if !isBelowRun { kept.append(KeptFolder(path: folder.path, stash: place)) }
    }
    return kept
  }

  /// What the parent handed in is for this process only, until it hands it on itself.
  private static func closeInheritedOnExec() {
    for name in TextFile.names(in: "/proc/self/fd") {
      guard let descriptor = Int32(name), descriptor > 2 else { continue }
      _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    }
  }

  /// All that a process of the sandbox gets in its environment; the user's own holds secrets that no component needs.
  func environment() -> [String: String] {
    ["PATH": tools.folders.joined(separator: ":"), "HOME": "/tmp", "LANG": "C.UTF-8", "FIREDRILL_SANDBOX": marker]
  }

  /// The host's own user namespace maps every number; the sandbox's maps one.
  private static func requireOwnUserNamespace() throws(ProviderError) {
    let map = TextFile.read("/proc/self/uid_map")?.split(whereSeparator: \.isWhitespace) ?? []
    guard map.count == 3, map[0] == "0", map[2] == "1" else {
      throw .system(doing: "enter the sandbox", reason: "this process is not in a user namespace of its own")
    }
  }

  private static func open(folder: String) throws(ProviderError) -> Int32 {
    let descriptor = Glibc.open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .fromErrno(doing: "open the folder \(folder)") }
    return descriptor
  }

  private static func bind(_ folder: Int32, on target: String) throws(ProviderError) {
    try mountOrThrow("/proc/self/fd/\(folder)", on: target, type: nil, flags: MS_BIND | MS_REC)
  }
}

extension LocalTools {
  /// Folders of tools below `/tmp` and `/run`, which the sandbox replaces. Of a `bin` folder the one above it, since
  /// its programs may be wrappers around something beside it.
  fileprivate func foldersToKeep() -> [String] {
    folders.filter { $0.hasPrefix("/tmp/") || $0.hasPrefix("/run/") }
      .map { $0.hasSuffix("/bin") ? String($0.dropLast(4)) : $0 }
  }
}

func mountOrThrow(
  _ source: String, on target: String, type: String?, flags: Int, options: String? = nil
) throws(ProviderError) {
  let failed =
    if let options {
      options.withCString { mount(source, target, type, UInt(flags), $0) != 0 }
    } else {
      mount(source, target, type, UInt(flags), nil) != 0
    }
  guard !failed else { throw .fromErrno(doing: "mount \(source) on \(target)") }
}
