import Foundation
import Glibc

/// What can be seen of drills from outside their sandbox.
enum Host {
  /// Processes of any sandbox whose logs lie below `folder`, by their number.
  static func processes(of folder: String, named name: String? = nil) -> [pid_t] {
    let entries = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return entries.compactMap { pid_t($0) }.filter { pid in
      guard pid != getpid(), belongs(pid, to: folder) else { return false }
      guard let name else { return true }
      let path = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(pid)/exe")) ?? ""
      return path.hasSuffix("/\(name)")
    }
  }

  private static func belongs(_ pid: pid_t, to folder: String) -> Bool {
    for file in ["environ", "cmdline"] {
      guard let data = FileManager.default.contents(atPath: "/proc/\(pid)/\(file)"), !data.isEmpty else { continue }
      if data.range(of: Data(folder.utf8)) != nil { return true }
    }
    return false
  }

  /// Waits until nothing of `folder` runs any more; what still does after `limit` comes back.
  static func leftovers(of folder: String, within limit: Duration = .seconds(20)) async -> [pid_t] {
    let end = ContinuousClock.now + limit
    while ContinuousClock.now < end, !processes(of: folder).isEmpty { try? await Task.sleep(for: .milliseconds(50)) }
    return processes(of: folder)
  }

  /// Mounts, links, network namespaces and firewall rules of the host.
  static func marks() -> [String] {
    let mounts = (try? String(contentsOfFile: "/proc/self/mounts", encoding: .utf8)) ?? ""
    let links = (try? FileManager.default.contentsOfDirectory(atPath: "/sys/class/net")) ?? []
    let spaces = (try? FileManager.default.contentsOfDirectory(atPath: "/run/netns")) ?? []
    return [mounts, links.sorted().joined(separator: " "), spaces.sorted().joined(separator: " "), rules()]
  }

  /// Only root may list them, and only root's drills could have made any.
  private static func rules() -> String {
    guard getuid() == 0, let nft = ["/usr/sbin/nft", "/sbin/nft"].first(where: FileManager.default.fileExists) else {
      return ""
    }
    let process = Process()
    let pipe = Pipe()
    process.executableURL = URL(filePath: nft)
    process.arguments = ["list", "ruleset"]
    process.standardOutput = pipe
    guard (try? process.run()) != nil else { return "" }
    let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return text
  }
}
