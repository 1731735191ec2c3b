public import Providers

/// What every power driver promises, as named checks against a machine that is there, on, and nobody else's.
///
/// In the order to run them: each leaves the machine on, but the last one of a driver that can remove it.
public enum PowerConformance {
  public struct Check: Sendable {
    /// A sentence.
    public let name: String
    public let run: @Sendable (any PowerDriver) async throws -> Void

    init(_ name: String, _ run: @escaping @Sendable (any PowerDriver) async throws -> Void) {
      self.name = name
      self.run = run
    }
  }

  /// What an infrastructure can do beyond switching.
  public struct Abilities: OptionSet, Sendable {
    public let rawValue: Int
    public init(rawValue: Int) { self.rawValue = rawValue }

    /// It tells one start from another.
    public static let tellsStarts = Abilities(rawValue: 1)
    public static let terminates = Abilities(rawValue: 2)
    public static let shutsDown = Abilities(rawValue: 4)
  }

  public static func checks(_ abilities: Abilities) -> [Check] {
    switching(abilities) + shuttingDown(abilities) + ending(abilities)
  }
}

private func switching(_ abilities: PowerConformance.Abilities) -> [PowerConformance.Check] {
  [
    .init("the machine is found, and looking at it changes nothing") { driver in
      try expect(!driver.summary.isEmpty, "it has no summary")
      let before = try await start(of: driver)
      try expect((before != nil) == abilities.contains(.tellsStarts), "its start is \(before ?? "not told")")
      try await driver.preflight(for: .powerOff)
      try expect(try await start(of: driver) == before, "the preflight started it anew")
    },
    .init("a power cut takes it off, and a second one finds it off") { driver in
      try await driver.powerOff()
      try expect(try await driver.state() == .off, "it is not off")
      try await driver.powerOff()
      try expect(try await driver.state() == .off, "a second power cut switched it on")
      try await driver.powerOn()
    },
    .init("it comes on as another start, and stays at that one when asked again") { driver in
      let before = try await start(of: driver)
      try await driver.powerOff()
      try await driver.powerOn()
      let after = try await start(of: driver)
      if abilities.contains(.tellsStarts) { try expect(after != before, "the start is still \(before ?? "none")") }
      try await driver.powerOn()
      try expect(try await start(of: driver) == after, "one that was on was started anew")
    },
  ]
}

private func shuttingDown(_ abilities: PowerConformance.Abilities) -> [PowerConformance.Check] {
  guard abilities.contains(.shutsDown) else {
    return [
      .init("an orderly shutdown that nobody can order is refused, and the machine stays on") { driver in
        try await unsupported("an orderly shutdown") { try await driver.shutDown(grace: .seconds(1)) }
        _ = try await start(of: driver)
      }
    ]
  }
  return [
    .init("it shuts down in order, and a second time that is nothing to do") { driver in
      let before = try await start(of: driver)
      try await driver.shutDown(grace: .seconds(20))
      try expect(try await driver.state() == .off, "it is not off")
      try await driver.shutDown(grace: .seconds(20))
      try expect(try await driver.state() == .off, "a second shutdown switched it on")
      try await driver.powerOn()
      let after = try await start(of: driver)
      if abilities.contains(.tellsStarts) { try expect(after != before, "the start is still \(before ?? "none")") }
    },
    .init("a shutdown that is given no time ends with the power cut") { driver in
      try await driver.shutDown(grace: .zero)
      try expect(try await driver.state() == .off, "it is not off")
      try await driver.powerOn()
      _ = try await start(of: driver)
    },
  ]
}

private func ending(_ abilities: PowerConformance.Abilities) -> [PowerConformance.Check] {
  guard abilities.contains(.terminates) else {
    return [
      .init("a removal that nobody can order is refused, and the machine stays on") { driver in
        try await unsupported("the removal") { try await driver.terminate() }
        _ = try await start(of: driver)
      }
    ]
  }
  return [
    .init("a machine that was removed is gone, can be removed again, and cannot be switched") { driver in
      try await driver.terminate()
      try expect(try await driver.state() == .gone, "it is still there")
      try await driver.terminate()
      try await refused("the start of what is gone") { try await driver.powerOn() }
      try await refused("a power cut of what is gone") { try await driver.powerOff() }
      try await refused("a shutdown of what is gone") { try await driver.shutDown(grace: .seconds(1)) }
      try await refused("the preflight of what is gone") { try await driver.preflight(for: .powerOff) }
    }
  ]
}

/// Of a machine that has to be on; nil where its infrastructure does not tell.
private func start(of driver: any PowerDriver) async throws -> String? {
  let state = try await driver.state()
  guard case .on(let start) = state else { throw ConformanceFailure("\(driver.summary) is not on: \(state)") }
  return start
}

private func unsupported(_ what: String, _ work: () async throws -> Void) async throws {
  do {
    try await work()
  } catch ProviderError.unsupported {
    return
  }
  throw ConformanceFailure("not refused as unsupported: \(what)")
}
