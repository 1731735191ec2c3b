import Glibc
import Testing
import Transport

@Suite(.timeLimit(.minutes(2)))
struct LocalCommandRunnerTests {
  let runner = LocalCommandRunner()
  let patience = Duration.seconds(60)

  func shell(_ script: String, deadline: Duration? = nil) -> Command {
    Command("sh", ["-c", script], deadline: deadline ?? patience)
  }

  @Test func outputAndErrorsAreKeptApart() async throws {
    let result = try await runner.run(shell("echo out; echo err >&2"))
    #expect(result == CommandResult(exit: .code(0), output: Array("out\n".utf8), errorOutput: Array("err\n".utf8)))
  }

  @Test func aNonZeroExitIsAResult() async throws {
    #expect(try await runner.run(shell("exit 7")).exit == .code(7))
    #expect(try await runner.run(shell("kill -9 $$")).exit == .signal(9))
  }

  @Test func requireThrowsOnANonZeroExit() async throws {
    let command = shell("echo why >&2; exit 7")
    let error = await #expect(throws: CommandError.self) { try await runner.require(command) }
    #expect(error.map { "\($0)".contains("why") } == true)
  }

  @Test func argumentsReachTheProgramAsTheyAre() async throws {
    let words = ["a b", "'", "$HOME", "; false", "*", "", "ü"]
    let result = try await runner.run(Command("printf", ["%s|"] + words, deadline: patience))
    #expect(result.text == words.map { $0 + "|" }.joined())
  }

  @Test func inputIsPassedAndOtherwiseEmpty() async throws {
    let large = [UInt8](repeating: 65, count: 1 << 20)
    #expect(try await runner.run(Command("cat", input: large, deadline: patience)).output == large)
    #expect(try await runner.run(Command("cat", deadline: patience)).output.isEmpty)
  }

  @Test func outputBeyondTheLimitIsDropped() async throws {
    let command = Command("head", ["-c", "100000", "/dev/zero"], outputLimitBytes: 10, deadline: patience)
    let result = try await runner.run(command)
    #expect(result.output.count == 10)
    #expect(result.isTruncated)
    #expect(result.isSuccess)
  }

  @Test func environmentAndWorkingDirectoryAreSet() async throws {
    var command = shell("echo $DRILL $PWD")
    command.environment = .adding(["DRILL": "fire"])
    command.workingDirectory = "/"
    #expect(try await runner.run(command).text == "fire /\n")
    command.environment = .only(["DRILL": "only"])
    command.arguments = ["-c", "echo $DRILL$HOME"]
    command.executable = "/bin/sh"
    #expect(try await runner.run(command).text == "only\n")
  }

  @Test func aProgramThatDoesNotExistIsNotFound() async throws {
    let command = Command("no-such-program", deadline: patience)
    await #expect(throws: CommandError.notFound(command)) { try await runner.run(command) }
  }

  @Test func theDeadlineKillsTheWholeGroupAndKeepsTheOutput() async throws {
    let command = shell("sleep 3600 & echo $!; wait", deadline: .seconds(3))
    let error = await #expect(throws: CommandError.self) { try await runner.run(command) }
    guard case .deadlineExceeded(_, let result) = error else {
      return #expect(Bool(false), "\(String(describing: error))")
    }
    let grandchild = try #require(pid_t(result.text.dropLast()))
    while isAlive(grandchild) { try await Task.sleep(for: .milliseconds(10)) }
  }

  /// A process that has ended but was not collected by its parent has no command line any more.
  private func isAlive(_ process: pid_t) -> Bool {
    guard let file = fopen("/proc/\(process)/cmdline", "r") else { return false }
    defer { fclose(file) }
    return fgetc(file) != EOF
  }

  @Test func theDeadlineHoldsForAProgramThatClosedItsOutput() async throws {
    let command = shell("exec >&- 2>&-; sleep 3600", deadline: .milliseconds(300))
    let error = await #expect(throws: CommandError.self) { try await runner.run(command) }
    guard case .deadlineExceeded = error else { return #expect(Bool(false), "\(String(describing: error))") }
  }

  @Test func cancellingTheTaskKillsTheCommand() async throws {
    let command = shell("sleep 3600")
    let task = Task { try await runner.run(command) }
    task.cancel()
    await #expect(throws: CommandError.cancelled(command)) { try await task.value }
  }
}
