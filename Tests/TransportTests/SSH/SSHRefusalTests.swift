import Foundation
import Model
import Synchronization
import Testing
import Transport
import TruthServer

/// Whom a connection does not trust, and who does not let it in.
@Suite(.timeLimit(.minutes(2)))
struct SSHRefusalTests {
  private func failure(of target: SSHTarget) async throws -> SSHFailure {
    let connection = SSHConnection(target)
    let error = await #expect(throws: SSHError.self) {
      try await connection.run(Command("true", deadline: .seconds(20)))
    }
    await connection.close()
    return try #require(error?.failure, "\(String(describing: error))")
  }

  @Test func anUnknownHostKeyIsRefused() async throws {
    try await withSSHServer { server in
      var target = server.target
      target.knownHostsFile = server.folder + "/no_hosts"
      let failure = try await failure(of: target)
      #expect(failure.kind == .hostKeyUnknown, "\(failure)")
      #expect(failure.remedy.contains("ssh-keyscan -p \(server.port) -t ed25519 127.0.0.1"))
      #expect(failure.remedy.contains(server.folder + "/no_hosts"))
      #expect(server.logins == 0)
      #expect(try String(contentsOfFile: server.folder + "/no_hosts", encoding: .utf8) == "", "nothing was learnt")
    }
  }

  @Test func aChangedHostKeyIsRefused() async throws {
    try await withSSHServer { server in
      var target = server.target
      target.knownHostsFile = server.folder + "/strange_hosts"
      let failure = try await failure(of: target)
      #expect(failure.kind == .hostKeyChanged, "\(failure)")
      #expect(failure.said.hasPrefix("SHA256:"))
      #expect(failure.remedy.contains("-R '[127.0.0.1]:\(server.port)'"))
      #expect(server.logins == 0)
    }
  }

  @Test func aStrangersKeyIsNotLetIn() async throws {
    try await withSSHServer { server in
      var target = server.target
      target.identityFile = server.folder + "/strange_key"
      let failure = try await failure(of: target)
      #expect(failure.kind == .permissionDenied, "\(failure)")
      #expect(failure.reason.contains("strange_key") && failure.reason.contains("drill@127.0.0.1"))
      #expect(server.logins == 0)
    }
  }

  @Test func aMissingKeyIsNamed() async throws {
    var target = SSHTarget(host: "127.0.0.1", port: 1)
    target.identityFile = "/nonexistent/key"
    let failure = try await failure(of: target)
    #expect(failure.kind == .permissionDenied)
    #expect(failure.reason.contains("/nonexistent/key") && failure.reason.contains("No such file"))
  }

  @Test func aClosedPortIsRefused() async throws {
    let failure = try await failure(of: SSHTarget(host: "127.0.0.1", port: Int(TruthServer.freePort())))
    #expect(failure.kind == .refused, "\(failure)")
  }

  @Test func aJumpHostIsHeldToTheSameRules() async throws {
    try await withSSHServer { server in
      var target = server.target
      target.jump = "\(SSHServer.user)@127.0.0.1:\(server.port)"
      let connection = SSHConnection(target)
      #expect(try await connection.run(Command("echo", ["there"], deadline: .seconds(30))).text == "there\n")
      #expect(server.logins == 2, "the jump host and the machine")
      await connection.close()
      let closed = TruthServer.freePort()
      target.jump = "127.0.0.1:\(closed)"
      let refused = try await failure(of: target)
      #expect(refused.kind == .refused && refused.said.contains("\(closed)"), "\(refused)")
      target.jump = "\(SSHServer.user)@localhost:\(server.port)"
      let unknown = try await failure(of: target)
      #expect(unknown.kind == .hostKeyUnknown, "known as 127.0.0.1 only: \(unknown)")
      #expect(server.logins == 2)
    }
  }

  /// Through one that the user's own configuration names, nothing would hold ssh to check its key.
  @Test func aJumpHostThatTheInventoryDoesNotNameIsRefused() async throws {
    let configured = Configured(says: "user drill\nproxyjump ops@bastion:2222\nport 22\n")
    let connection = SSHConnection(SSHTarget(host: "cp-1"), runner: configured)
    let error = await #expect(throws: SSHError.self) {
      try await connection.run(Command("true", deadline: .seconds(5)))
    }
    let failure = try #require(error?.failure, "\(String(describing: error))")
    #expect(failure.kind == .notAllowed && failure.said.contains("jump: ops@bastion:2222"), "\(failure)")
    #expect(configured.calls.withLock(\.self) == 1, "nothing was connected to")
  }

  /// An ssh that tells of its configuration.
  private final class Configured: CommandRunner {
    let calls = Mutex(0)
    private let text: String

    init(says text: String) { self.text = text }

    func run(_ command: Command) async throws(CommandError) -> CommandResult {
      calls.withLock { $0 += 1 }
      return CommandResult(exit: .code(0), output: Array(text.utf8))
    }
  }

  /// Names that are options, commands or paths. Nothing is run, not even ssh.
  @Test(arguments: HostileText.all)
  func whatIsNoNameNeverReachesSSH(text: String) async throws {
    let runner = IdleRunner()
    let plain = SSHTarget(host: "h")
    var targets = [SSHTarget(host: text), plain, plain]
    targets[1].user = text
    targets[2].jump = text
    targets += [SSHTarget(host: "h", identityFile: text), SSHTarget(host: "h", knownHostsFile: text)]
    for target in targets {
      let error = await #expect(throws: SSHError.self) {
        try await SSHConnection(target, runner: runner).run(Command("true", deadline: .seconds(5)))
      }
      #expect(error?.failure?.kind == .notAllowed, "\(target)")
    }
    #expect(runner.count.withLock(\.self) == 0)
  }
}

/// Counts what it is asked for and does nothing.
private final class IdleRunner: CommandRunner {
  let count = Mutex(0)

  func run(_ command: Command) async throws(CommandError) -> CommandResult {
    count.withLock { $0 += 1 }
    return CommandResult(exit: .code(0))
  }
}

enum HostileText {
  static let all = [
    "", " ", "-oProxyCommand=touch /tmp/x", "--", "-", "a;b", "a b", "$(id)", "`id`", "a\nb", "a\r", "a\0b", "a'b",
    "a\"b", "a\\b", "a|b", "a&b", "a>b", "a*b", "a?b", "a{b}", "a#b", "a!b", "a%b", "%h", "${HOME}", "../etc/passwd;",
    "a\u{202E}b", "'\u{301}", "a\tb", "~root/.ssh/id",
  ]
}
