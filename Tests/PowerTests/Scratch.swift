import Foundation

/// A folder of its own for one test, removed with all in it.
final class Scratch: Sendable {
  let path: String

  init() throws {
    path = FileManager.default.temporaryDirectory.appendingPathComponent("firedrill-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// - Returns: the file's path.
  @discardableResult
  func write(_ text: String, to name: String, isExecutable: Bool = false) throws -> String {
    let file = "\(path)/\(name)"
    try Data(text.utf8).write(to: URL(fileURLWithPath: file))
    try FileManager.default.setAttributes([.posixPermissions: isExecutable ? 0o755 : 0o600], ofItemAtPath: file)
    return file
  }
}
