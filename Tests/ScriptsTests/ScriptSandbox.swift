import Foundation
import Subprocess
import Testing

/// A home and a cache of their own for one run of a script, and an apt that reaches nothing.
struct ScriptSandbox: Sendable {
  let folder: URL

  struct Outcome: Sendable, CustomStringConvertible {
    let status: TerminationStatus
    /// What it said on standard error.
    let text: String
    let output: String
    var description: String { "\(status)\n\(text)\(output)" }
  }

  var cache: URL { folder.appending(path: "cache/firedrill") }
  var kubernetes: URL { cache.appending(path: "kubernetes") }

  /// Runs `scripts/kubernetes-binaries.sh`; `meanwhile` may send it signals.
  func run(
    from address: String, _ variables: [Environment.Key: String] = [:],
    meanwhile: @Sendable ((Signal) throws -> Void) async throws -> Void = { _ in }
  ) async throws -> Outcome {
    var all: [Environment.Key: String] = ["FIREDRILL_KUBERNETES_URL": address]
    all.merge(variables) { _, new in new }
    return try await run(script: "kubernetes-binaries.sh", variables: all, meanwhile: meanwhile)
  }

  /// Runs a script of the folder `scripts`.
  func run(
    script name: String, arguments: [String] = [], variables: [Environment.Key: String] = [:],
    meanwhile: @Sendable ((Signal) throws -> Void) async throws -> Void = { _ in }
  ) async throws -> Outcome {
    let script = URL(filePath: #filePath).appending(path: "../../../scripts/\(name)").standardized
    var environment: [Environment.Key: String] = [
      "PATH": folder.appending(path: "bin").path() + ":/usr/local/bin:/usr/bin:/bin",
      "HOME": folder.path(),
      "XDG_CACHE_HOME": folder.appending(path: "cache").path(),
      "FAKE_SOURCES": folder.appending(path: "sources").path(),
      "FAKE_LOG": folder.appending(path: "apt.log").path(),
    ]
    environment.merge(variables) { _, new in new }
    let result = try await Subprocess.run(
      .name("bash"), arguments: Arguments([script.path()] + arguments), environment: .custom(environment), input: .none,
      output: .string(limit: 1 << 20), error: .string(limit: 1 << 20)
    ) { execution in
      try await meanwhile { try execution.send(signal: $0) }
    }
    return Outcome(
      status: result.terminationStatus, text: result.standardError, output: result.standardOutput)
  }

  // MARK: What is in the cache

  /// Names in the cache's folder of Kubernetes versions, hidden ones included.
  func cached() throws -> [String] { try contents(of: kubernetes) }

  func unfinishedWork() throws -> [String] { try contents(of: cache.appending(path: "work")) }

  func current() throws -> String {
    try FileManager.default.destinationOfSymbolicLink(atPath: kubernetes.appending(path: "current").path())
  }

  private func contents(of folder: URL) throws -> [String] {
    guard FileManager.default.fileExists(atPath: folder.path()) else { return [] }
    return try FileManager.default.contentsOfDirectory(atPath: folder.path()).sorted()
  }

  /// Whether the script turned to Debian's source package: the stand-in for apt-get was called.
  func usedDebian() -> Bool {
    FileManager.default.fileExists(atPath: folder.appending(path: "apt.log").path())
  }

  /// The apt sources that the script wrote for its private apt, in the order of the files.
  func copiedSources() throws -> [String] {
    let sources = cache.appending(path: "apt/sources")
    return try contents(of: sources).map { try String(contentsOf: sources.appending(path: $0), encoding: .utf8) }
  }

  // MARK: What a test puts in

  func makeAssets(_ names: [String]) throws -> String {
    let assets = folder.appending(path: "assets")
    for name in names { try write("#!/bin/sh\n", to: assets.appending(path: name)) }
    return assets.path()
  }

  /// Puts a stand-in for a program before the machine's own.
  func makeProgram(_ name: String, _ text: String) throws {
    try write(text + "\n", to: folder.appending(path: "bin/\(name)"))
  }

  func writeSource(_ name: String, _ text: String) throws {
    try write(text + "\n", to: folder.appending(path: "sources/\(name)"))
  }

  fileprivate func write(_ text: String, to file: URL) throws {
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file.path())
  }
}

/// Makes a sandbox for `body` and removes it afterwards.
func withSandbox(_ body: (ScriptSandbox) async throws -> Void) async throws {
  let folder = FileManager.default.temporaryDirectory.appending(path: "firedrill-scripts-\(UUID().uuidString)")
  let sandbox = ScriptSandbox(folder: folder)
  defer { try? FileManager.default.removeItem(at: folder) }
  let bin = folder.appending(path: "bin")
  try FileManager.default.createDirectory(
    at: folder.appending(path: "sources"), withIntermediateDirectories: true)
  try sandbox.write(
    """
    #!/bin/sh
    # Knows the archives that the test names, and reaches none.
    echo "$*" >>"$FAKE_LOG"
    case "$*" in
      *indextargets*) printf '%s\\n' "$FAKE_TARGETS" ;;
      *) echo "no network in this test" >&2; exit 100 ;;
    esac
    """, to: bin.appending(path: "apt-get"))
  try sandbox.write(
    """
    #!/bin/sh
    case "$1" in
      shell) printf "sourcelist='/dev/null'\\nsourceparts='%s'\\n" "$FAKE_SOURCES" ;;
    esac
    """, to: bin.appending(path: "apt-config"))
  try sandbox.write("#!/bin/sh\necho installed\n", to: bin.appending(path: "dpkg-query"))
  try await body(sandbox)
}
