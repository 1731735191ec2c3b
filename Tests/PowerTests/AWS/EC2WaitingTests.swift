import Clients
import Model
import Providers
import Synchronization
import TestSupport
import Testing
import Transport

/// What a driver does on the way from one state to the next, which moto skips.
@Suite(.timeLimit(.minutes(2)))
struct EC2WaitingTests {
  private let http = HTTPClient()
  /// Long, for a busy machine; only one test waits for it.
  private func patience(_ deadline: Duration = .seconds(30)) -> PowerPatience {
    PowerPatience(deadline: deadline, look: .seconds(30), answer: .seconds(30), interval: .milliseconds(10))
  }

  private func driver(_ address: String, deadline: Duration = .seconds(30)) -> EC2Power {
    let environment = ["AWS_ACCESS_KEY_ID": "A", "AWS_SECRET_ACCESS_KEY": "s"]
    let client = EC2Client(
      region: "eu-central-1", endpoint: "http://\(address)",
      credentials: AWSCredentialChain(environment: environment, http: http), http: http)
    return EC2Power(
      EC2Instance(region: "eu-central-1", selector: .id("i-1")), client: client, patience: patience(deadline))
  }

  @Test(arguments: [
    (PowerState.on(start: "i-1 since 2026-01-02T03:04:05.000Z"), "running"), (.off, "pending"), (.off, "stopped"),
    (.on(start: "i-1 since 2026-01-02T03:04:05.000Z"), "stopping"), (.gone, "terminated"),
    (.on(start: "i-1 since 2026-01-02T03:04:05.000Z"), "shutting-down"),
  ])
  func whatStopsMayStillRun(expected: PowerState, state: String) async throws {
    let instance = LivingInstance([state])
    try await answering(instance.answer) { address async throws in
      #expect(try await driver(address).state() == expected)
    }
  }

  @Test func aStopWaitsForItsEndAndIsOrderedOnce() async throws {
    let instance = LivingInstance(["running", "running", "running", "stopping", "stopping", "stopped"])
    try await answering(instance.answer) { try await driver($0).powerOff() }
    #expect(instance.orders == ["StopInstances"])
  }

  @Test func anInstanceThatJustStartsIsStoppedOnceItRuns() async throws {
    let instance = LivingInstance(["pending", "pending", "running", "stopping", "stopped"])
    try await answering(instance.answer) { try await driver($0).powerOff() }
    #expect(instance.orders == ["StopInstances"])
  }

  /// A group does so with an instance that fails its health check.
  @Test func anInstanceThatIsRemovedWhileItStopsIsOff() async throws {
    let instance = LivingInstance(["running", "running", "stopping", "shutting-down", "terminated"])
    try await answering(instance.answer) { try await driver($0).powerOff() }
    #expect(instance.orders == ["StopInstances"])
  }

  @Test func aStartWaitsForTheStopBeforeIt() async throws {
    let instance = LivingInstance(["stopping", "stopping", "stopped", "stopped", "pending", "running"])
    try await answering(instance.answer) { try await driver($0).powerOn() }
    #expect(instance.orders == ["StartInstances"])
  }

  @Test func aShutdownThatOutlastsItsGraceIsForced() async throws {
    let instance = LivingInstance(["running", "running", "stopping"], whenForced: "stopped")
    try await answering(instance.answer) { address in
      try await driver(address).shutDown(grace: .milliseconds(50))
    }
    #expect(instance.orders == ["StopInstances", "StopInstances Force"])
  }

  @Test func aRefusalThatMayPassIsWaitedOut() async throws {
    let instance = LivingInstance(["stopped", "stopped", "stopped", "running"])
    instance.refuse(["RequestLimitExceeded", "IncorrectInstanceState"])
    try await answering(instance.answer) { try await driver($0).powerOn() }
    #expect(instance.orders == ["StartInstances", "StartInstances", "StartInstances"])
  }

  @Test func aRefusalThatWillNotPassEndsTheWaitAtOnce() async throws {
    let instance = LivingInstance(["running"])
    instance.refuse(["UnauthorizedOperation"])
    try await answering(instance.answer) { address in
      let error = await #expect(throws: ProviderError.self) { try await driver(address).powerOff() }
      #expect(error.map { "\($0)".contains("UnauthorizedOperation") } == true)
      #expect(error?.remedy.contains("docs/power-drivers.md") == true)
    }
    #expect(instance.orders == ["StopInstances"])
  }

  @Test func theDeadlineNamesWhatWasSeenLast() async throws {
    let instance = LivingInstance(["running", "stopping"])
    try await answering(instance.answer) { address in
      let error = await #expect(throws: ProviderError.self) {
        try await driver(address, deadline: .milliseconds(200)).powerOff()
      }
      guard case .notReady(let what, _, let lastSeen) = error else {
        return #expect(Bool(false), "\(String(describing: error))")
      }
      #expect(what == "the stop of EC2 instance i-1 in eu-central-1")
      #expect(lastSeen == "it is stopping (User & system)")
    }
  }

  @Test func aPreflightWithoutThePermissionToStartFails() async throws {
    let instance = LivingInstance(["running"])
    instance.forbid("StartInstances")
    try await answering(instance.answer) { address in
      let error = await #expect(throws: ProviderError.self) { try await driver(address).preflight(for: .powerOff) }
      #expect(error.map { "\($0)".contains("UnauthorizedOperation") } == true, "\(String(describing: error))")
    }
    #expect(instance.orders == [], "the preflight did something")
  }

  @Test func aRemovalNeedsAPermissionOfItsOwn() async throws {
    let instance = LivingInstance(["running"])
    instance.forbid("TerminateInstances")
    try await answering(instance.answer) { address in
      try await driver(address).preflight(for: .shutDown)
      await #expect(throws: ProviderError.self) { try await driver(address).preflight(for: .terminate) }
    }
    #expect(instance.orders == [], "the preflight did something")
  }

  @Test func aPreflightWithoutCredentialsSaysWhereItLooked() async throws {
    let environment = ["AWS_EC2_METADATA_DISABLED": "true", "HOME": "/nonexistent"]
    let driver = PowerDrivers(environment: environment, patience: patience())
      .driver(for: .ec2(EC2Instance(region: "eu-central-1", selector: .id("i-1"), endpoint: "http://127.0.0.1:1")))
    let error = await #expect(throws: ProviderError.self) { try await driver.preflight(for: .powerOff) }
    guard case .missing = error else { return #expect(Bool(false), "\(String(describing: error))") }
    for place in ["AWS_ACCESS_KEY_ID", "/nonexistent/.aws/credentials", "the instance metadata service"] {
      #expect(error.map { "\($0)".contains(place) } == true, "\(place) is not named")
    }
  }
}

/// An instance that goes from state to state: one further at each look, up to the last.
private final class LivingInstance: Sendable {
  private struct State {
    var states: [String]
    var orders: [String] = []
    var refusals: [String] = []
    var forbidden: String?
  }

  private let state: Mutex<State>
  private let whenForced: String?

  init(_ states: [String], whenForced: String? = nil) {
    state = Mutex(State(states: states))
    self.whenForced = whenForced
  }

  /// What was ordered, dry runs left out.
  var orders: [String] { state.withLock(\.orders) }

  /// The next orders are refused with these words.
  func refuse(_ codes: [String]) { state.withLock { $0.refusals = codes } }
  func forbid(_ action: String) { state.withLock { $0.forbidden = action } }

  func answer(_ question: Question) -> Answer {
    state.withLock { state in
      let action = question.field("Action") ?? ""
      if action == "DescribeInstances" {
        let now = state.states.count > 1 ? state.states.removeFirst() : state.states[0]
        return EC2Answers.described([[EC2Answers.Instance(id: "i-1", state: now)]])
      }
      if question.field("DryRun") == "true" {
        return state.forbidden == action
          ? EC2Answers.refused("UnauthorizedOperation", status: 403)
          : EC2Answers.refused("DryRunOperation", status: 412)
      }
      let isForced = question.field("Force") == "true" && whenForced != nil
      state.orders.append(isForced ? "\(action) Force" : action)
      if isForced, let whenForced { state.states = [whenForced] }
      return state.refusals.isEmpty ? EC2Answers.done : EC2Answers.refused(state.refusals.removeFirst())
    }
  }
}
