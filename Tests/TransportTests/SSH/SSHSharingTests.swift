import Foundation
import Model
import Testing
import Transport

/// One connection for many commands, and what becomes of it.
@Suite(.timeLimit(.minutes(2)))
struct SSHSharingTests {
  private func echo(_ word: String, deadline: Duration = .seconds(30)) -> Command {
    Command("echo", [word], deadline: deadline)
  }

  @Test func commandsShareOneConnectionAlsoSideBySide() async throws {
    try await withSSHServer { server in
      let connection = SSHConnection(server.target)
      let texts = try await withThrowingTaskGroup(of: String.self) { group in
        for number in 0..<20 {
          group.addTask {
            try await connection.run(
              Command("sh", ["-c", "sleep 0.2; echo \(number)"], deadline: .seconds(30))
            ).text
          }
        }
        return try await group.reduce(into: Set<String>()) { $0.insert($1) }
      }
      #expect(texts == Set((0..<20).map { "\($0)\n" }))
      for word in ["a", "b", "c"] { #expect(try await connection.run(echo(word)).text == word + "\n") }
      #expect(server.logins == 1)
      await connection.close()
    }
  }

  @Test func aMachineThatOpensFewSessionsIsAskedForFew() async throws {
    try await withSSHServer("MaxSessions 2") { server in
      let connection = SSHConnection(server.target)
      try await withThrowingTaskGroup(of: CommandResult.self) { group in
        for _ in 0..<8 {
          group.addTask { try await connection.run(Command("sleep", ["0.1"], deadline: .seconds(30))) }
        }
        for try await result in group { #expect(result == CommandResult(exit: .code(0))) }
      }
      #expect(server.logins == 1)
      await connection.close()
    }
  }

  @Test func closingEndsTheConnectionAndLeavesNothing() async throws {
    try await withSSHServer { server in
      let before = Self.controlFolders
      let connection = SSHConnection(server.target)
      _ = try await connection.run(echo("x"))
      #expect(server.processes.count > 1)
      #expect(Self.controlFolders.count == before.count + 1)
      await connection.close()
      #expect(Self.controlFolders == before)
      try await eventually { server.processes.count == 1 }
      #expect(try await connection.run(echo("again")).text == "again\n")
      await connection.close()
    }
  }

  /// The machine lost its power while a connection stood.
  @Test func aFrozenMachineTimesOutInTimeAndIsReachedAgainLater() async throws {
    try await withSSHServer { server in
      let connection = SSHConnection(server.target)
      _ = try await connection.run(echo("x"))
      server.freeze()
      let begun = ContinuousClock.now
      let error = await #expect(throws: SSHError.self) {
        try await connection.run(echo("y", deadline: .seconds(1)))
      }
      guard case .command(.deadlineExceeded) = error else {
        server.thaw()
        return #expect(Bool(false), "\(String(describing: error))")
      }
      #expect(ContinuousClock.now - begun < .seconds(8))
      server.thaw()
      #expect(try await connection.run(echo("z")).text == "z\n")
      #expect(server.logins == 2)
      await connection.close()
    }
  }

  @Test func aMachineThatAcceptsAndSaysNothingTimesOut() async throws {
    try await withSSHServer { server in
      let connection = SSHConnection(server.target)
      server.freeze()
      let begun = ContinuousClock.now
      let error = await #expect(throws: SSHError.self) {
        try await connection.run(echo("y", deadline: .seconds(2)))
      }
      server.thaw()
      #expect(error?.failure?.kind == .timedOut)
      #expect(ContinuousClock.now - begun < .seconds(5))
      await connection.close()
    }
  }

  @Test func aConnectionThatIsLostIsToldAndMadeAnew() async throws {
    try await withSSHServer { server in
      let connection = SSHConnection(server.target)
      let seconds = "3600.\(Int.random(in: 100_000...999_999))"
      let running = Task { try await connection.run(Command("sleep", [seconds], deadline: .seconds(30))) }
      while ProcessList.having(seconds).isEmpty { try await Task.sleep(for: .milliseconds(20)) }
      server.cutConnections()
      let error = await #expect(throws: SSHError.self) { try await running.value }
      #expect(error?.failure?.kind == .lost)
      #expect(try await connection.run(echo("z")).text == "z\n")
      #expect(server.logins == 2)
      await connection.close()
    }
  }

  @Test func aCancelledCallerIsLetGo() async throws {
    try await withSSHServer { server in
      let connection = SSHConnection(server.target)
      _ = try await connection.run(echo("x"))
      let running = Task { try await connection.run(Command("sleep", ["20"], deadline: .seconds(30))) }
      running.cancel()
      let error = await #expect(throws: SSHError.self) { try await running.value }
      guard case .command(.cancelled) = error else { return #expect(Bool(false), "\(String(describing: error))") }
      #expect(try await connection.run(echo("z")).text == "z\n")
      await connection.close()
    }
  }

  /// Where a connection lays its sockets.
  private static var controlFolders: Set<String> {
    let environment = ProcessInfo.processInfo.environment
    let bases = ["XDG_RUNTIME_DIR", "TMPDIR"].compactMap { environment[$0] } + ["/tmp"]
    let names = bases.flatMap { base in
      ((try? FileManager.default.contentsOfDirectory(atPath: base)) ?? []).map { "\(base)/\($0)" }
    }
    return Set(names.filter { $0.contains("/fd-") && !$0.contains("/fd-sshd-") })
  }
}

/// Waits for what comes soon, for ten seconds at most.
func eventually(_ holds: () -> Bool) async throws {
  for _ in 0..<200 where !holds() { try await Task.sleep(for: .milliseconds(50)) }
  #expect(holds())
}

extension SSHError {
  var failure: SSHFailure? { if case .connection(let failure) = self { failure } else { nil } }
}
