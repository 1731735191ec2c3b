import Clients
import Model
import ProviderConformance
import Providers
import TestSupport
import Testing
import Transport

@Suite(.timeLimit(.minutes(2)))
struct GCEPowerTests {
  private let http = HTTPClient()

  /// The same server is the API and the metadata server of the machine that asks.
  private func drivers(_ address: String, deadline: Duration) -> PowerDrivers {
    let patience = PowerPatience(
      deadline: deadline, look: .seconds(30), answer: .seconds(30), interval: .milliseconds(5))
    return PowerDrivers(
      environment: [
        "GCE_METADATA_HOST": address, "CLOUDSDK_API_ENDPOINT_OVERRIDES_COMPUTE": "http://\(address)/compute/v1/",
      ], runner: ScriptedRunner([:]), patience: patience, internet: http)
  }

  private func driver(
    _ address: String, named name: String = "cp-1", deadline: Duration = .seconds(30)
  ) -> any PowerDriver {
    let place = GCEInstance(project: "my-project", zone: "europe-west3-a", name: name)
    return drivers(address, deadline: deadline).driver(for: .gce(place))
  }

  @Test func anInstanceKeepsEveryPromise() async throws {
    let engine = ComputeEngine()
    try await answering(engine.answer) { address in
      for check in PowerConformance.checks([.tellsStarts, .terminates, .shutsDown]) {
        await #expect(throws: Never.self, "\(check.name)") {
          try await check.run(driver(address, deadline: .seconds(3)))
        }
      }
    }
    // The second cut, the second start, the second shutdown and the second end order nothing.
    let cut = "stop?noGracefulShutdown=true"
    #expect(
      engine.orders == [
        cut, "start", cut, "start", "stop", "start", "stop", "start", "delete",
      ])
  }

  @Test func anInstanceThatAGroupMadeAnewIsAnotherStart() async throws {
    let engine = ComputeEngine()
    try await answering(engine.answer) { address in
      let driver = driver(address)
      let before = try await driver.state()
      #expect(before == .on(start: "1001 since 2026-01-02T03:04:01.000-08:00"))
      engine.makeAnew()
      let after = try await driver.state()
      #expect(after == .on(start: "1002 since 2026-01-02T03:04:02.000-08:00"))
    }
  }

  @Test(arguments: [
    ("RUNNING", "on"), ("STOPPING", "on"), ("PENDING_STOP", "on"), ("SUSPENDING", "on"), ("STAGING", "off"),
    ("PROVISIONING", "off"), ("TERMINATED", "off"), ("SUSPENDED", "off"), ("A_NEW_WORD", "on"),
  ])
  func whatStopsMayStillRun(status: String, expected: String) async throws {
    let engine = ComputeEngine()
    engine.setStatus(status)
    try await answering(engine.answer) { address in
      let state = try await driver(address).state()
      #expect((state == .off ? "off" : "on") == expected)
      #expect(state != .gone)
    }
  }

  @Test func anOperationThatFailsForNowIsBegunAnew() async throws {
    let engine = ComputeEngine()
    engine.setStatus("TERMINATED")
    engine.fail(["ZONE_RESOURCE_POOL_EXHAUSTED"])
    try await answering(engine.answer) { try await driver($0).powerOn() }
    #expect(engine.orders == ["start", "start"])
  }

  @Test func anOperationThatFailsForGoodSaysWhy() async throws {
    let engine = ComputeEngine()
    engine.setStatus("TERMINATED")
    engine.fail(["QUOTA_EXCEEDED"])
    try await answering(engine.answer) { address in
      let error = await #expect(throws: ProviderError.self) { try await driver(address).powerOn() }
      #expect(error.map { "\($0)".contains("QUOTA_EXCEEDED: It says why.") } == true, "\(String(describing: error))")
    }
    #expect(engine.orders == ["start"])
  }

  @Test func aMissingPermissionFailsThePreflight() async throws {
    let engine = ComputeEngine()
    engine.grant(["compute.instances.get", "compute.instances.stop"])
    try await answering(engine.answer) { address in
      let error = await #expect(throws: ProviderError.self) { try await driver(address).preflight(for: .powerOff) }
      guard case .missing(_, "compute.instances.start", _) = error else {
        return #expect(Bool(false), "\(String(describing: error))")
      }
    }
    #expect(engine.orders == [])
  }

  @Test func aRemovalNeedsAPermissionOfItsOwn() async throws {
    let engine = ComputeEngine()
    engine.grant(["compute.instances.get", "compute.instances.stop", "compute.instances.start"])
    try await answering(engine.answer) { address in
      try await driver(address).preflight(for: .shutDown)
      let error = await #expect(throws: ProviderError.self) { try await driver(address).preflight(for: .terminate) }
      guard case .missing(_, "compute.instances.delete", _) = error else {
        return #expect(Bool(false), "\(String(describing: error))")
      }
    }
    #expect(engine.orders == [])
  }

  @Test func anInstanceThatIsNotThereFailsThePreflight() async throws {
    let engine = ComputeEngine()
    try await answering(engine.answer) { address async throws in
      let driver = driver(address, named: "cp-2")
      #expect(try await driver.state() == .gone)
      await #expect(throws: ProviderError.self) { try await driver.preflight(for: .powerOff) }
    }
  }

  @Test func theDeadlineNamesWhatWasSeenLast() async throws {
    let engine = ComputeEngine()
    engine.setStatus("STOPPING")
    try await answering(engine.answer) { address in
      let error = await #expect(throws: ProviderError.self) {
        try await driver(address, deadline: .milliseconds(200)).powerOff()
      }
      guard case .notReady(_, _, "it is STOPPING") = error else {
        return #expect(Bool(false), "\(String(describing: error))")
      }
    }
  }

  @Test func aPowerCutIsNotCalledReal() {
    #expect(driver("127.0.0.1:1").powerCutFidelity == .equivalent)
  }
}
