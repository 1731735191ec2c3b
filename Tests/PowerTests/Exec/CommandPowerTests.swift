import Foundation
import Model
import ProviderConformance
import Providers
import Testing
import Transport

@Suite(.timeLimit(.minutes(2)))
struct CommandPowerTests {
  private let machine: ScriptedMachine

  init() throws { machine = try ScriptedMachine() }

  private func driver(
    _ change: (inout ExecPower) -> Void = { _ in }, deadline: Duration = .seconds(30),
    command: Duration = .seconds(30)
  ) -> CommandPower {
    var power = machine.power
    change(&power)
    return CommandPower(
      power, runner: LocalCommandRunner(),
      patience: PowerPatience(deadline: deadline, command: command, interval: .milliseconds(20)))
  }

  @Test func aMachineKeepsEveryPromise() async throws {
    for check in PowerConformance.checks([.shutsDown]) {
      await #expect(throws: Never.self, "\(check.name)") { try await check.run(driver()) }
    }
    #expect(machine.orders.filter { $0 == "start" }.count == 4)
  }

  @Test func aMachineWithoutAnOrderlyShutdownKeepsEveryPromise() async throws {
    for check in PowerConformance.checks([]) {
      await #expect(throws: Never.self, "\(check.name)") { try await check.run(driver { $0.shutDown = nil }) }
    }
  }

  @Test func aShutdownThatIsIgnoredEndsWithThePowerCut() async throws {
    let driver = driver { $0.shutDown = machine.command("ignore") }
    try await driver.shutDown(grace: .milliseconds(200))
    #expect(machine.orders == ["ignore", "destroy"])
    #expect(!machine.isOn)
  }

  @Test func aCommandThatFailsIsAnErrorWithTheEndOfItsOutput() async throws {
    let driver = driver { $0.powerOff = machine.command("fail") }
    let error = await #expect(throws: ProviderError.self) { try await driver.powerOff() }
    let text = try #require(error).description
    #expect(text.contains("exit 3") && text.contains("line 20") && !text.contains("line 15"), "\(text)")
    #expect(machine.isOn)
  }

  @Test func aCommandThatHangsIsEndedAtItsDeadline() async throws {
    let driver = driver({ $0.powerOff = machine.command("hang") }, command: .milliseconds(300))
    let error = await #expect(throws: ProviderError.self) { try await driver.powerOff() }
    #expect(error.map { "\($0)".contains("killed after") } == true, "\(String(describing: error))")
  }

  @Test func aSwitchWithoutAnEffectIsNotReadyAndSaysWhatIsSeen() async throws {
    let driver = driver({ $0.powerOff = machine.command("ignore") }, deadline: .milliseconds(200))
    let error = await #expect(throws: ProviderError.self) { try await driver.powerOff() }
    guard case .notReady(_, _, "it is on") = error else {
      return #expect(Bool(false), "\(String(describing: error))")
    }
  }

  /// What a machine prints is looked at, and what an argument holds is handed on, without a shell in between.
  @Test func nothingIsReadByAShell() async throws {
    let mark = machine.scratch.path + "/mark"
    let trap = "$(touch \(mark)); `touch \(mark)`"
    var driver = driver {
      $0.state = ["printf", "%s", trap]
      $0.stateWhenOn = trap
    }
    #expect(try await driver.state() == .on(start: nil))
    driver = self.driver { $0.stateWhenOn = "is .*" }
    #expect(try await driver.state() == .off, "it was read as a pattern")
    #expect(!FileManager.default.fileExists(atPath: mark))
  }

  @Test(arguments: ["no-such-program", "/nonexistent/program", "/"])
  func aProgramThatIsNotThereFailsThePreflight(program: String) async throws {
    let driver = driver { $0.powerOn = [program, "start"] }
    let error = await #expect(throws: ProviderError.self) { try await driver.preflight(for: .powerOff) }
    guard case .missing(let what, _, _) = error else { return #expect(Bool(false), "\(String(describing: error))") }
    #expect(what == program)
    #expect(machine.orders == [])
  }

  @Test func whatNoCommandIsGivenForFailsThePreflight() async throws {
    let driver = driver { $0.shutDown = nil }
    for order in [PowerOrder.shutDown, .terminate] {
      let error = await #expect(throws: ProviderError.self) { try await driver.preflight(for: order) }
      guard case .unsupported = error else { return #expect(Bool(false), "\(order): \(String(describing: error))") }
    }
    try await driver.preflight(for: .powerOff)
    #expect(machine.orders == [])
  }

  @Test func anEmptyCommandIsAMistakeOfTheInventory() async throws {
    let driver = driver { $0.powerOff = [] }
    let error = await #expect(throws: ProviderError.self) { try await driver.powerOff() }
    guard case .usage = error else { return #expect(Bool(false), "\(String(describing: error))") }
  }

  @Test func aStateThatCannotBeReadIsAnError() async throws {
    let driver = driver { $0.state = machine.command("fail") }
    await #expect(throws: ProviderError.self) { _ = try await driver.state() }
    await #expect(throws: ProviderError.self) { try await driver.preflight(for: .powerOff) }
  }
}
