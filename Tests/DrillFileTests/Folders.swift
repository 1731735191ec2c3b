import Foundation

/// Where things lie in the source tree.
enum Folders {
  static let tests = URL(filePath: #filePath).deletingLastPathComponent()
  static let repository = tests.deletingLastPathComponent().deletingLastPathComponent()
  static let scenarios = repository.appending(path: "Scenarios")
  static let testdata = tests.appending(path: "testdata")

  static func text(of file: URL) throws -> String { try String(contentsOf: file, encoding: .utf8) }

  /// Files of `folder` and of those below it whose names have this prefix and ending.
  static func files(in folder: URL, named prefix: String = "", _ ending: String) -> [URL] {
    let all =
      FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)?.compactMap { $0 as? URL } ?? []
    return all.filter { $0.lastPathComponent.hasPrefix(prefix) && $0.pathExtension == ending }
      .sorted { $0.path < $1.path }
  }
}

/// A folder that is gone when the value is.
final class TemporaryFolder {
  let url: URL
  var path: String { url.path }

  init() throws {
    url = FileManager.default.temporaryDirectory.appending(path: "drillfile-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  @discardableResult
  func write(_ text: String, to name: String) throws -> String {
    let file = url.appending(path: name)
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
    return file.path
  }
}
