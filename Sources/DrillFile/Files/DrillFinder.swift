#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Finds drill files. Each is found once, however many paths and links lead to it.
struct DrillFinder {
  private(set) var files: [String] = []
  private(set) var problems: [DrillProblem] = []
  private var seen: Set<Identity> = []

  /// - Parameter path: a file of any name, or a folder.
  mutating func find(_ path: String) {
    guard let entry = Entry(path) else {
      problems.append(BoundedFile.unreadable(path))
      return
    }
    guard entry.isFolder else {
      if seen.insert(entry.identity).inserted { files.append(path) }
      return
    }
    let (filesBefore, problemsBefore, seenBefore) = (files.count, problems.count, seen.contains(entry.identity))
    walk(path, entry)
    if files.count == filesBefore, problems.count == problemsBefore, !seenBefore {
      problems.append(DrillProblem(file: path, what: "no drill file in this folder", expected: "*.yaml or *.yml"))
    }
  }

  /// - Parameter folder: one that was met before is a loop of links, or is done already.
  private mutating func walk(_ path: String, _ folder: Entry) {
    guard seen.insert(folder.identity).inserted else { return }
    guard let names = Self.names(in: path) else {
      problems.append(BoundedFile.unreadable(path))
      return
    }
    for name in names where !name.hasPrefix(".") {
      let child = path.hasSuffix("/") ? path + name : "\(path)/\(name)"
      // A link that leads nowhere is a problem only when it looks like a drill.
      guard let entry = Entry(child) else {
        if Self.isDrillFile(name) { problems.append(BoundedFile.unreadable(child)) }
        continue
      }
      if entry.isFolder {
        walk(child, entry)
      } else if Self.isDrillFile(name), seen.insert(entry.identity).inserted {
        files.append(child)
      }
    }
  }

  private static func isDrillFile(_ name: String) -> Bool { name.hasSuffix(".yaml") || name.hasSuffix(".yml") }

  private static func names(in folder: String) -> [String]? {
    guard let stream = opendir(folder) else { return nil }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: pointer.pointee)) {
          String(cString: $0)
        }
      }
      names.append(name)
    }
    return names.sorted()
  }
}

/// Which file a path leads to, links followed.
private struct Identity: Hashable {
  var device: UInt64
  var node: UInt64
}

private struct Entry {
  var identity: Identity
  var isFolder: Bool

  /// - Returns: nil when the path leads nowhere; `errno` says why.
  init?(_ path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    identity = Identity(
      device: UInt64(truncatingIfNeeded: status.st_dev), node: UInt64(truncatingIfNeeded: status.st_ino))
    isFolder = status.st_mode & S_IFMT == S_IFDIR
  }
}
