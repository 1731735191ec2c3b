import Subprocess
import SystemPackage

/// Runs commands on this machine, each in a session of its own, so that a deadline or a cancelled task kills the command
/// together with all that it started.
public struct LocalCommandRunner: CommandRunner {
  public init() {}

  public func run(_ command: Command) async throws(CommandError) -> CommandResult {
    let output = OutputCollector(limitBytes: command.outputLimitBytes)
    let errorOutput = OutputCollector(limitBytes: command.outputLimitBytes)
    let ending = await withTaskGroup(of: Ending.self) { group in
      group.addTask { await execute(command, output, errorOutput) }
      group.addTask { await deadline(of: command) }
      let first = await group.next() ?? .cancelled
      group.cancelAll()
      await group.waitForAll()
      return first
    }
    func result(_ exit: CommandExit) -> CommandResult {
      CommandResult(
        exit: exit, output: output.bytes, errorOutput: errorOutput.bytes,
        isTruncated: output.isTruncated || errorOutput.isTruncated)
    }
    switch ending {
    case .exited(let exit): return result(exit)
    case .deadline: throw .deadlineExceeded(command, result(.signal(9)))
    case .cancelled: throw .cancelled(command)
    case .notFound: throw .notFound(command)
    case .notStarted(let message): throw .notStarted(command, message: message)
    }
  }
}

/// How the race between a command, its deadline and its caller ended.
private enum Ending: Sendable {
  case exited(CommandExit)
  case deadline
  case cancelled
  case notFound
  case notStarted(String)
}

private func deadline(of command: Command) async -> Ending {
  do {
    try await Task.sleep(for: command.deadline)
    return .deadline
  } catch {
    return .cancelled
  }
}

private func execute(_ command: Command, _ output: OutputCollector, _ errorOutput: OutputCollector) async -> Ending {
  do {
    let status =
      if let input = command.input {
        try await launch(command, input: .array(input), output, errorOutput)
      } else {
        try await launch(command, input: .none, output, errorOutput)
      }
    return Task.isCancelled ? .cancelled : .exited(CommandExit(status))
  } catch let error as SubprocessError {
    if Task.isCancelled { return .cancelled }
    return error.code == .executableNotFound ? .notFound : .notStarted(error.description)
  } catch {
    return Task.isCancelled ? .cancelled : .notStarted(String(describing: error))
  }
}

private func launch<Input: InputProtocol>(
  _ command: Command, input: Input, _ output: OutputCollector, _ errorOutput: OutputCollector
) async throws -> TerminationStatus {
  let result = try await Subprocess.run(
    configuration(of: command), input: input, output: .sequence, error: .sequence
  ) { execution in
    let (standardOutput, standardError) = (execution.standardOutput, execution.standardError)
    await withTaskGroup(of: Void.self) { group in
      group.addTask { await drain(standardOutput, into: output) }
      group.addTask { await drain(standardError, into: errorOutput) }
    }
  }
  return result.terminationStatus
}

/// Reads to the end. A read that fails ends the output; how the command itself ended is told by its exit.
private func drain(_ parts: SubprocessOutputSequence, into collector: OutputCollector) async {
  do {
    for try await part in parts { collector.append(part.withUnsafeBytes { Array($0) }) }
  } catch {}
}

private func configuration(of command: Command) -> Configuration {
  var options = PlatformOptions()
  options.createSession = true
  options.teardownSequence = [.send(signal: .kill, toProcessGroup: true, allowedDurationToNextStep: .seconds(1))]
  return Configuration(
    executable: command.executable.contains("/") ? .path(FilePath(command.executable)) : .name(command.executable),
    arguments: Arguments(command.arguments), environment: environment(of: command),
    workingDirectory: command.workingDirectory.map { FilePath($0) }, platformOptions: options)
}

private func environment(of command: Command) -> Environment {
  func keyed<Value>(_ values: [String: Value]) -> [Environment.Key: Value] {
    Dictionary(uniqueKeysWithValues: values.map { (Environment.Key(stringLiteral: $0.key), $0.value) })
  }
  switch command.environment {
  case .inherited: return .inherit
  case .adding(let values): return .inherit.updating(keyed(values.mapValues(Optional.some)))
  case .only(let values): return .custom(keyed(values))
  }
}

extension CommandExit {
  fileprivate init(_ status: TerminationStatus) {
    switch status {
    case .exited(let code): self = .code(Int32(code))
    case .signaled(let signal): self = .signal(Int32(signal))
    }
  }
}
