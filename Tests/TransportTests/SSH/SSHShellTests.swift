import Foundation
import Glibc
import Model
import Providers
import Testing
import Transport

/// An administrator's shell and files, by a user who is none.
@Suite(.timeLimit(.minutes(2)))
struct SSHShellTests {
  /// A `sudo` that lets everybody do everything, and writes down what it was asked for.
  private static let generous = #"""
    echo "$1 $2" >>"$(dirname "$0")/sudo.log"
    [ "$1 $2" = "-n --" ] || exit 1
    shift 2
    exec "$@"
    """#

  /// - Parameter sudo: what stands in the place of the machine's own.
  private func withShell(
    sudo: String = SSHShellTests.generous, _ body: (SSHShell, SSHServer) async throws -> Void
  ) async throws {
    try await withSSHServer { server in
      try server.install(sudo, as: "sudo")
      let shell = SSHShell(server.target)
      do {
        try await body(shell, server)
        await shell.close()
      } catch {
        await shell.close()
        throw error
      }
    }
  }

  private func refusal(sudo: String) async throws -> ProviderError {
    var refusal: ProviderError?
    try await withShell(sudo: sudo) { shell, _ in
      refusal = await #expect(throws: ProviderError.self) {
        try await shell.run(Command("echo", ["done"], deadline: .seconds(30)))
      }
    }
    return try #require(refusal)
  }

  @Test func anOrdinaryUserGoesThroughSudoWithoutAPassword() async throws {
    try await withShell { shell, server in
      let result = try await shell.run(Command("echo", ["a b"], deadline: .seconds(30)))
      #expect(result == CommandResult(exit: .code(0), output: Array("a b\n".utf8)))
      #expect(try await shell.run(Command("sh", ["-c", "exit 255"], deadline: .seconds(30))).exit == .code(255))
      let log = try String(contentsOfFile: server.folder + "/bin/sudo.log", encoding: .utf8)
      #expect(log == "-n --\n-n --\n-n --\n", "one question whether it may, and two commands")
      #expect(shell.summary == "ssh drill@127.0.0.1:\(server.port)")
      #expect(server.logins == 1)
    }
  }

  /// Behind a forward the machine has the connection at another port than the inventory's.
  @Test func thePortIsTheOneThatTheMachineSees() async throws {
    let shell = SSHShell(SSHTarget(host: "gateway", port: 2201), runner: Forwarded())
    #expect(shell.port == 2201)
    _ = try await shell.run(Command("true", deadline: .seconds(5)))
    #expect(shell.port == 22)
  }

  private struct Forwarded: CommandRunner {
    func run(_ command: Command) async throws(CommandError) -> CommandResult {
      CommandResult(exit: .code(0), output: Array("203.0.113.9 52044 10.0.0.11 22".utf8))
    }
  }

  @Test func rootNeedsNoSudo() async throws {
    try await withShell(sudo: "exit 1") { shell, server in
      try server.install("echo 0", as: "id")
      #expect(try await shell.run(Command("echo", ["x"], deadline: .seconds(30))).text == "x\n")
    }
  }

  @Test func aSudoThatAsksForAPasswordIsNamedWithItsRemedy() async throws {
    let refusal = try await refusal(sudo: #"echo "sudo: a password is required" >&2; exit 1"#)
    guard case .system = refusal else { return #expect(Bool(false), "\(refusal)") }
    #expect("\(refusal)".contains("become root on drill@127.0.0.1") && "\(refusal)".contains("a password is required"))
    #expect(refusal.remedy.contains("NOPASSWD"))
  }

  @Test func aMissingSudoIsNamedWithItsRemedy() async throws {
    let refusal = try await refusal(sudo: #"echo "sh: 1: sudo: not found" >&2; exit 127"#)
    #expect(refusal.remedy.contains("install sudo"))
  }

  @Test func aMachineThatNobodyGetsOntoIsASystemErrorWithItsRemedy() async throws {
    try await withSSHServer { server in
      var target = server.target
      target.knownHostsFile = server.folder + "/no_hosts"
      let shell = SSHShell(target)
      let error = await #expect(throws: ProviderError.self) {
        try await shell.run(Command("true", deadline: .seconds(30)))
      }
      guard case .system = error else { return #expect(Bool(false), "\(String(describing: error))") }
      #expect(error?.remedy.contains("ssh-keyscan") == true)
      await shell.close()
    }
  }

  @Test func aFileArrivesWholeAndItsOwnersOnly() async throws {
    try await withShell { shell, server in
      let bytes = (0..<1_000_000).map { UInt8(truncatingIfNeeded: $0 ^ ($0 >> 8)) }
      let source = server.folder + "/-source file"
      let target = server.folder + "/new folder/in 'it'/copy"
      try Data(bytes).write(to: URL(filePath: source))
      try await shell.upload(source, to: target)
      try await shell.upload(source, to: target)
      #expect(try Data(contentsOf: URL(filePath: target)) == Data(bytes))
      #expect(try permissions(of: target) == 0o600)
      #expect(try permissions(of: server.folder + "/new folder") == 0o700)
      let names = try FileManager.default.contentsOfDirectory(atPath: server.folder + "/new folder/in 'it'")
      #expect(names == ["copy"])
    }
  }

  /// A connection that is lost looks like the end of the input.
  @Test func aFileThatArrivesInPartChangesNothing() async throws {
    try await withShell { shell, server in
      let (source, target) = (server.folder + "/source", server.folder + "/target")
      try server.write("new and longer", to: "source")
      try server.write("old", to: "target")
      try server.install("head -c 5", as: "cat")
      let error = await #expect(throws: ProviderError.self) { try await shell.upload(source, to: target) }
      #expect(error.map { "\($0)".contains("was not written whole") } == true)
      #expect(try String(contentsOfFile: target, encoding: .utf8) == "old")
      let names = try FileManager.default.contentsOfDirectory(atPath: server.folder)
      #expect(!names.contains { $0.contains("partial") })
    }
  }

  @Test func whatCannotBeUploadedIsSaid() async throws {
    try await withShell { shell, server in
      await #expect(throws: ProviderError.self) { try await shell.upload(server.folder + "/none", to: "/tmp/x") }
      await #expect(throws: ProviderError.self) { try await shell.upload(server.folder, to: "/tmp/x") }
      await #expect(throws: ProviderError.self) { try await shell.upload(server.folder + "/passwd", to: "relative") }
      #expect(server.logins == 0)
    }
  }

  private func permissions(of path: String) throws -> Int {
    let attributes = try FileManager.default.attributesOfItem(atPath: path)
    return try #require((attributes[.posixPermissions] as? NSNumber)?.intValue)
  }
}
