import Foundation
import Glibc
import Model
import Testing
import Transport

/// Commands on the other side of a real sshd.
@Suite(.timeLimit(.minutes(2)))
struct SSHConnectionTests {
  private static let patience = Duration.seconds(30)

  private func shell(_ script: String, deadline: Duration = SSHConnectionTests.patience) -> Command {
    Command("sh", ["-c", script], deadline: deadline)
  }

  /// A connection that is closed afterwards.
  private func withConnection(
    _ settings: String = "", _ body: (SSHConnection, SSHServer) async throws -> Void
  ) async throws {
    try await withSSHServer(settings) { server in
      let connection = SSHConnection(server.target)
      do {
        try await body(connection, server)
        await connection.close()
      } catch {
        await connection.close()
        throw error
      }
    }
  }

  @Test func wordsArriveAsTheyAre() async throws {
    try await withConnection { connection, server in
      let trap = server.folder + "/executed"
      let commands: [String] = [
        "; touch \(trap)", "$(touch \(trap))", "`touch \(trap)`", "'; touch \(trap); '", "'\u{301}; touch \(trap); '",
        "\n touch \(trap)\n", ">\(trap)", "-oProxyCommand=touch \(trap)",
      ]
      let signs: [String] = [
        "a b", "\"", "'", "''", "\\", "\\\\", "\\'", "", " ", "*", "~", "$HOME", "${PATH}", "!x", "#", "&", "| cat",
        "=ls", "-n", "--", "%h", "\r\n", "\t", "ü", "💣", "\u{202E}x",
      ]
      let words = commands + signs
      let result = try await connection.run(Command("printf", ["%s\\0"] + words, deadline: Self.patience))
      #expect(result.output == words.flatMap { Array($0.utf8) + [0] })
      #expect(!FileManager.default.fileExists(atPath: trap))
    }
  }

  @Test func exitsAreTheCommandsOwn() async throws {
    try await withConnection { connection, _ in
      for code: Int32 in [0, 1, 2, 124, 126, 253, 254, 255] {
        let result = try await connection.run(shell("echo out; echo why >&2; exit \(code)"))
        let expected = CommandResult(exit: .code(code), output: Array("out\n".utf8), errorOutput: Array("why\n".utf8))
        #expect(result == expected)
      }
      let missing = try await connection.run(Command("no-such-program", deadline: Self.patience))
      #expect(missing.exit == .code(127))
      #expect(try await connection.run(shell("kill -9 $$")).exit == .code(137))
    }
  }

  @Test func inputIsPassedAndOtherwiseEmpty() async throws {
    try await withConnection { connection, server in
      let bytes = (0..<(1 << 20)).map { UInt8(truncatingIfNeeded: $0 * 7) }
      #expect(try await connection.run(Command("cat", input: bytes, deadline: Self.patience)).output == bytes)
      #expect(try await connection.run(Command("cat", deadline: Self.patience)).output.isEmpty)
      try Data(bytes).write(to: URL(filePath: server.folder + "/a file"))
      let fromFile = try await connection.run(
        Command("cat", deadline: Self.patience), inputFile: server.folder + "/a file")
      #expect(fromFile.output == bytes)
    }
  }

  @Test func outputBeyondTheLimitIsDropped() async throws {
    try await withConnection { connection, _ in
      let command = Command("head", ["-c", "100000", "/dev/zero"], outputLimitBytes: 10, deadline: Self.patience)
      let result = try await connection.run(command)
      #expect(result.output.count == 10 && result.isTruncated && result.isSuccess)
    }
  }

  @Test func environmentAndWorkingDirectoryAreSet() async throws {
    try await withConnection { connection, server in
      var command = shell("printf %s \"$DRILL\"; cat; pwd")
      command.environment = .adding(["DRILL": "it's $(hot)\n\"here\"", "OTHER": ""])
      command.input = Array("input ".utf8)
      command.workingDirectory = server.folder + "/it's a 'folder'"
      try FileManager.default.createDirectory(
        atPath: server.folder + "/it's a 'folder'", withIntermediateDirectories: true)
      let result = try await connection.run(command)
      #expect(result.text == "it's $(hot)\n\"here\"input \(server.folder)/it's a 'folder'\n")
      command = shell("echo \"$DRILL$HOME\"")
      command.environment = .only(["DRILL": "only"])
      #expect(try await connection.run(command).text == "only\n")
      command = shell("echo \"$HOME\"")
      #expect(try await connection.run(command).text == "\(server.folder)/home\n")
    }
  }

  /// Whoever is on one of the two machines can read every process's arguments.
  @Test func theEnvironmentIsInNoArgumentVector() async throws {
    try await withConnection { connection, _ in
      let canary = "canary\(UInt64.random(in: 0...UInt64.max))"
      var command = shell("printf %s \"$SECRET\" | wc -c; cat /proc/[0-9]*/cmdline")
      command.environment = .adding(["SECRET": canary])
      let result = try await connection.run(command)
      #expect(result.text.hasPrefix("\(canary.utf8.count)\n"))
      #expect(result.text.contains("timeout\0-k"))
      #expect(!result.text.contains(canary))
    }
  }

  @Test(arguments: ["exec sleep SECONDS", "trap '' TERM; echo; while :; do sleep SECONDS; done"])
  func theDeadlineEndsTheCommandOnTheMachineToo(script: String) async throws {
    try await withConnection { connection, server in
      let seconds = "3600.\(Int.random(in: 100_000...999_999))"
      let running = Task {
        try await connection.run(shell(script.replacing("SECONDS", with: seconds), deadline: .seconds(2)))
      }
      while ProcessList.having(seconds).isEmpty { try await Task.sleep(for: .milliseconds(20)) }
      let begun = ContinuousClock.now
      let error = await #expect(throws: SSHError.self) { try await running.value }
      guard case .command(.deadlineExceeded) = error else {
        return #expect(Bool(false), "\(String(describing: error))")
      }
      #expect(ContinuousClock.now - begun < .seconds(6))
      #expect(ProcessList.having(seconds).isEmpty)
      #expect(try await connection.run(shell("echo on")).text == "on\n")
      #expect(server.logins == 1, "the connection was not to blame")
    }
  }

  @Test func wordsOfBadKindsAreRefused() async throws {
    try await withConnection { connection, server in
      let commands = [
        Command("echo", ["a\0b"], deadline: Self.patience), Command("-x", deadline: Self.patience),
        Command("", deadline: Self.patience),
        Command("echo", environment: .adding(["A B": "c"]), deadline: Self.patience),
        Command("echo", environment: .adding(["A": "b\0c"]), deadline: Self.patience),
      ]
      for command in commands {
        let error = await #expect(throws: SSHError.self) { try await connection.run(command) }
        guard case .connection(let failure) = error else { return #expect(Bool(false), "\(String(describing: error))") }
        #expect(failure.kind == .notAllowed)
      }
      #expect(server.logins == 0)
    }
  }
}
