import Clients
import Model
import ProviderConformance
import Providers
import Testing
import Transport

/// One after the other: each of them runs a server of its own.
@Suite(.serialized, .timeLimit(.minutes(20)))
struct EC2PowerTests {
  private let http = HTTPClient()
  private let patience = PowerPatience(
    deadline: .seconds(10), look: .seconds(20), answer: .seconds(20), interval: .milliseconds(20))

  private func driver(_ address: String, _ selector: EC2Instance.Selector) -> EC2Power {
    let client = EC2Client(
      region: Moto.region, endpoint: address,
      credentials: AWSCredentialChain(environment: Moto.environment, http: http), http: http)
    return EC2Power(EC2Instance(region: Moto.region, selector: selector), client: client, patience: patience)
  }

  @Test func anInstanceKeepsEveryPromise() async throws {
    let moto = try await Moto()
    let id = try await moto.run(named: "cp-1")
    _ = try await moto.run(named: "cp-2")
    for check in PowerConformance.checks([.tellsStarts, .terminates, .shutsDown]) {
      await #expect(throws: Never.self, "\(check.name)") { try await check.run(driver(moto.address, .id(id))) }
    }
  }

  @Test func anInstanceWithATagKeepsEveryPromise() async throws {
    let moto = try await Moto()
    _ = try await moto.run(named: "cp-1")
    let other = try await moto.run(named: "cp-2")
    for check in PowerConformance.checks([.tellsStarts, .terminates, .shutsDown]) {
      await #expect(throws: Never.self, "\(check.name)") {
        try await check.run(driver(moto.address, .tag(name: "Name", value: "cp-1")))
      }
    }
    #expect(try await driver(moto.address, .id(other)).state() != .gone, "another instance was removed")
  }

  @Test func anInstanceThatAGroupMadeAnewIsAnotherStart() async throws {
    let moto = try await Moto()
    let tagged = driver(moto.address, .tag(name: "Name", value: "cp-1"))
    let first = try await moto.run(named: "cp-1")
    let before = try await tagged.state()
    try await driver(moto.address, .id(first)).terminate()
    #expect(try await tagged.state() == .gone)
    let second = try await moto.run(named: "cp-1")
    let after = try await tagged.state()
    guard case .on(let start?) = after else { return #expect(Bool(false), "\(after)") }
    #expect(start.contains(second) && before != after)
    try await tagged.preflight(for: .powerOff)
  }

  @Test func whatIsNotThereFailsThePreflight() async throws {
    let moto = try await Moto()
    for selector in [EC2Instance.Selector.id("i-0123456789abcdef0"), .tag(name: "Name", value: "nobody")] {
      let driver = driver(moto.address, selector)
      #expect(try await driver.state() == .gone)
      let error = await #expect(throws: ProviderError.self) { try await driver.preflight(for: .powerOff) }
      #expect(error.map { "\($0)".contains("does not exist") } == true, "\(String(describing: error))")
    }
  }
}
