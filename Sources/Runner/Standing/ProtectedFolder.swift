import Foundation
import Providers

/// Folders for keys, for their owner alone. Each says which process it is of: those of one that was killed are removed by the
/// next that comes by.
enum ProtectedFolder {
  private static let owner = "owner"

  static func make(_ path: String) throws(ProviderError) {
    do {
      try FileManager.default.createDirectory(
        atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
      try Data(LockOwner(run: "keys").description.utf8).write(to: URL(filePath: "\(path)/\(owner)"))
    } catch {
      throw .system(doing: "make the folder \(path)", reason: error.localizedDescription)
    }
  }

  /// A new one of this process, beside those of others.
  static func temporary(_ word: String) -> String { NSTemporaryDirectory() + "/\(prefix)\(word)-\(UUID().uuidString)" }

  static func remove(_ path: String) { try? FileManager.default.removeItem(atPath: path) }

  /// - Parameter output: the folder of all runs.
  static func removeAbandoned(below output: String) {
    let runs = children(of: output)
    let ofDrills = runs.flatMap(children(of:)).map(RunFolder.keys(ofDrill:))
    let ofOthers = children(of: NSTemporaryDirectory()).filter { $0.contains("/" + prefix) }
    for path in runs.map(RunFolder.keys(ofRun:)) + ofDrills + ofOthers where isAbandoned(path) { remove(path) }
  }

  private static let prefix = "firedrill-keys-"

  private static func isAbandoned(_ path: String) -> Bool {
    guard let text = try? String(contentsOfFile: "\(path)/\(owner)", encoding: .utf8) else { return false }
    return LockOwner(text).life == .gone
  }

  private static func children(of path: String) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    return names.map { "\(path)/\($0)" }
  }
}
