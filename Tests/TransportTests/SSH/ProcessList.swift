import Foundation
import Glibc

/// What `/proc` tells about the processes of this machine.
enum ProcessList {
  static var all: [pid_t] {
    ((try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []).compactMap { pid_t($0) }
  }

  /// The argument vector; empty for one that has ended.
  static func words(of pid: pid_t) -> [String] {
    contents("/proc/\(pid)/cmdline").split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
  }

  /// Processes that have this argument.
  static func having(_ word: String) -> [pid_t] { all.filter { words(of: $0).contains(word) } }

  static func children(of parent: pid_t) -> [pid_t] { all.filter { self.parent(of: $0) == parent } }

  static func descendants(of root: pid_t) -> [pid_t] {
    guard root > 0 else { return [] }
    var parents: [pid_t: pid_t] = [:]
    for pid in all { parents[pid] = parent(of: pid) }
    return parents.keys.filter { pid in
      var next = parents[pid]
      while let parent = next, parent != root { next = parents[parent] }
      return next == root
    }
  }

  private static func parent(of pid: pid_t) -> pid_t? {
    let text = String(decoding: contents("/proc/\(pid)/stat"), as: UTF8.self)
    guard let end = text.lastIndex(of: ")") else { return nil }
    let fields = text[text.index(after: end)...].split(separator: " ")
    return fields.count > 1 ? pid_t(fields[1]) : nil
  }

  /// Empty when it cannot be read.
  private static func contents(_ path: String) -> [UInt8] {
    guard let file = fopen(path, "r") else { return [] }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = fread(&buffer, 1, buffer.count, file)
      guard count > 0 else { return bytes }
      bytes += buffer[..<count]
    }
  }
}
