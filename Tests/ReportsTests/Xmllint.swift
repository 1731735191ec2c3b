import Foundation

/// Debian's `xmllint`, the judge of well-formed and valid XML.
enum Xmllint {
  /// - Returns: what it found wrong; empty when the text is valid.
  static func problems(_ text: String, schema: Bool = true) throws -> String {
    let file = FileManager.default.temporaryDirectory.appending(path: "firedrill-\(UUID().uuidString).xml")
    try Data(text.utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let xsd = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "testdata/junit-10.xsd").path()
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/xmllint")
    process.arguments = ["--noout", "--nonet"] + (schema ? ["--schema", xsd] : []) + [file.path()]
    let errors = Pipe()
    process.standardError = errors
    try process.run()
    let said = try errors.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return process.terminationStatus == 0 ? "" : String(decoding: said.prefix(2000), as: UTF8.self)
  }

  /// What an XPath expression gives, as text.
  static func value(_ path: String, of text: String) throws -> String {
    let document = FileManager.default.temporaryDirectory.appending(path: "firedrill-\(UUID().uuidString).xml")
    try Data(text.utf8).write(to: document)
    defer { try? FileManager.default.removeItem(at: document) }
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/xmllint")
    process.arguments = ["--nonet", "--xpath", path, document.path()]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let said = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return String(decoding: said, as: UTF8.self).trimmingCharacters(in: .newlines)
  }
}
