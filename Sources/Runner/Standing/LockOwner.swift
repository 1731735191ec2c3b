import Foundation
import Glibc

/// Who holds a cluster's lock, as the lock says it: a run, and the process that plays it.
struct LockOwner: Hashable, Sendable, CustomStringConvertible {
  enum Life: Hashable, Sendable {
    case alive
    case gone
    /// It is on another machine, or was before this one's last start.
    case unknown
  }

  let description: String

  init(_ holder: String) { description = holder }

  /// This process.
  init(run: String) {
    let process = ProcessInfo.processInfo
    description = "\(run) (process \(process.processIdentifier) on \(process.hostName), \(Self.space))"
  }

  func isOf(run: String) -> Bool { description.hasPrefix(run + " ") }

  var isThisProcess: Bool {
    description.hasSuffix(", \(Self.space))") && pid == ProcessInfo.processInfo.processIdentifier
  }

  /// A number that has gone to another process meanwhile counts as alive.
  var life: Life {
    guard description.hasSuffix(", \(Self.space))"), let pid, pid > 0 else { return .unknown }
    return kill(pid, 0) == 0 || errno != ESRCH ? .alive : .gone
  }

  /// Whether it is another process, and this program: its number may have gone to any other meanwhile.
  var isAtWork: Bool {
    guard life == .alive, !isThisProcess, let pid else { return false }
    let program = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(pid)/exe")
    return program.map { URL(filePath: $0).lastPathComponent.hasPrefix(Self.program) } ?? true
  }

  private static let program = URL(filePath: SelfExecutable.path).lastPathComponent

  private var pid: pid_t? {
    description.firstMatch(of: #/\(process ([0-9]+) on /#).flatMap { pid_t($0.output.1) }
  }

  /// Where a process's number means that process and no other: a start of a machine, and a namespace on it.
  private static let space: String = {
    let boot = try? String(contentsOfFile: "/proc/sys/kernel/random/boot_id", encoding: .utf8)
    let numbers = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/ns/pid")
    let known = [boot, numbers].compactMap { $0?.trimmingCharacters(in: .whitespacesAndNewlines) }
    return known.count == 2 ? known.joined(separator: " ") : "\(UUID())"
  }()
}
