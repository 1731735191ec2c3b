import Glibc
public import Model
public import Transport

/// A machine that commands of its owner switch: `virsh`, `ipmitool`, or a script.
///
/// The commands run on the harness's own machine with its environment, each as an argument vector. What they print is
/// compared, never run.
public struct CommandPower: PowerDriver {
  private let commands: ExecPower
  private let runner: any CommandRunner
  private let patience: PowerPatience

  public init(_ commands: ExecPower, runner: any CommandRunner, patience: PowerPatience = PowerPatience()) {
    self.commands = commands
    self.runner = runner
    self.patience = patience
  }

  /// Only the program: its arguments may hold what is nobody else's business.
  public var summary: String { "the machine that \(commands.powerOff.first ?? "no command") switches" }

  public func preflight(for order: PowerOrder) async throws(ProviderError) {
    switch order {
    case .shutDown where commands.shutDown == nil: throw noShutDown
    case .terminate: throw noRemoval
    case .powerOff, .shutDown: break
    }
    for words in [commands.powerOn, commands.powerOff, commands.shutDown].compactMap(\.self) {
      let program = try program(of: words)
      guard await offPool("preflight", { isInstalled(program) }) else {
        throw .missing(
          what: program, why: "\(summary) is switched by it", remedy: "install it, or name its path in the inventory")
      }
    }
    _ = try await state()
  }

  public func state() async throws(ProviderError) -> PowerState {
    let printed = try await run(commands.state, doing: "the look at \(summary)").text
    return printed.contains(commands.stateWhenOn) ? .on(start: nil) : .off
  }

  /// - Throws: ``ProviderError/unsupported(what:remedy:)`` where the owner gave no command for it.
  public func shutDown(grace: Duration) async throws(ProviderError) {
    guard let command = commands.shutDown else { throw noShutDown }
    guard try await state() != .off else { return }
    do throws(ProviderError) {
      try await order(.off, by: command)
      try await wait(for: .off, within: grace)
    } catch {
      guard case .notReady = error, !Task.isCancelled else { throw error }
      try await powerOff()
    }
  }

  public func powerOff() async throws(ProviderError) {
    try await bring(to: .off, by: commands.powerOff)
  }

  public func powerOn() async throws(ProviderError) {
    try await bring(to: .on(start: nil), by: commands.powerOn)
  }

  public func terminate() async throws(ProviderError) { throw noRemoval }

  private var noShutDown: ProviderError {
    .unsupported(what: "an orderly shutdown of \(summary)", remedy: "give its power a shutDown command")
  }

  private var noRemoval: ProviderError {
    .unsupported(
      what: "the removal of \(summary)", remedy: "choose a fault that the machine survives, or a cloud's power driver")
  }

  /// Most of these programs refuse to switch a machine to where it is already.
  private func bring(to wanted: PowerState, by words: [String]) async throws(ProviderError) {
    guard try await state() != wanted else { return }
    try await order(wanted, by: words)
    try await wait(for: wanted, within: patience.deadline)
  }

  private func order(_ wanted: PowerState, by words: [String]) async throws(ProviderError) {
    do throws(ProviderError) {
      try await run(words, doing: "the switch of \(summary) to \(wanted.word)")
    } catch {
      // An earlier order may have come to its end meanwhile.
      guard (try? await state()) == wanted else { throw error }
    }
  }

  /// A management board may not answer while it switches, so a look that fails counts as waiting.
  private func wait(for wanted: PowerState, within limit: Duration) async throws(ProviderError) {
    try await poll("\(wanted.word) as the state of \(summary)", every: patience.interval, within: limit) {
      () async throws(ProviderError) -> PollAnswer<Void> in
      do throws(ProviderError) {
        let now = try await state()
        return now == wanted ? .ready(()) : .waiting("it is \(now.word)")
      } catch {
        return .waiting(error.description)
      }
    }
  }

  @discardableResult
  private func run(_ words: [String], doing what: String) async throws(ProviderError) -> CommandResult {
    let command = Command(try program(of: words), Array(words.dropFirst()), deadline: patience.command)
    do {
      return try await runner.require(command)
    } catch {
      throw .notNow(what: "\(what) failed: \(error.description)", remedy: error.remedy)
    }
  }

  private func program(of words: [String]) throws(ProviderError) -> String {
    guard let program = words.first, !program.isEmpty else {
      throw .usage(
        what: "a command of \(summary) is empty", remedy: "write it as a list: the program, then its arguments")
    }
    return program
  }
}

/// Whether a command of that name could be started: a path, or a name that `PATH` leads to.
private func isInstalled(_ program: String) -> Bool {
  if program.contains("/") { return isExecutableFile(program) }
  let folders = getenv("PATH").map { String(cString: $0) } ?? ""
  return folders.split(separator: ":").contains { isExecutableFile("\($0)/\(program)") }
}

extension PowerState {
  fileprivate var word: String {
    switch self {
    case .on: "on"
    case .off: "off"
    case .gone: "gone"
    }
  }
}
