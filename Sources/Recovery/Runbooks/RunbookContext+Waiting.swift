import Model
import Providers
import Transport

extension RunbookContext {
  /// `limit`, or what is left until the deadline.
  func within(_ limit: Duration) -> Duration {
    guard let deadline else { return limit }
    return max(.zero, min(limit, deadline - clock.now()))
  }

  /// Asks at intervals until there is no problem left.
  ///
  /// - Throws: ``RecoveryError/notReady(what:waited:lastSeen:)`` with the last problem when `limit` has passed, and
  ///   ``RecoveryError/outOfTime(doing:lastSeen:)`` when the deadline came first; and what `problem` throws, at once.
  func wait(
    for what: String, limit: Duration, every interval: Duration = .milliseconds(20),
    _ problem: @Sendable () async throws(RecoveryError) -> String?
  ) async throws(RecoveryError) {
    let began = clock.now()
    var lastSeen = "nothing yet"
    while let seen = try await problem() {
      let now = clock.now()
      // What a cancelled call says is not what was seen.
      if !Task.isCancelled { lastSeen = seen }
      if let deadline, now >= deadline { throw .outOfTime(doing: "waiting for \(what)", lastSeen: lastSeen) }
      guard now - began < limit, !Task.isCancelled else {
        throw .notReady(what: what, waited: now - began, lastSeen: lastSeen)
      }
      try? await clock.sleep(until: min(now + interval, deadline ?? now + interval))
    }
  }

  /// Sits out a time-out that is configuration, not work, and says so.
  func sitOut(_ name: String, _ configured: Duration, until end: MonotonicTime) async throws(RecoveryError) {
    let began = clock.now()
    try? await clock.sleep(until: min(end, deadline ?? end))
    if let deadline, deadline < end { throw .outOfTime(doing: "sitting out the \(name)", lastSeen: "it is not over") }
    listener.waited(for: name, configured: configured, from: began, to: clock.now())
  }

  /// Does `act`, and gives it up at the deadline.
  func untilDeadline(
    doing: String, _ act: @escaping @Sendable (RunbookContext) async throws(RecoveryError) -> String
  ) async throws(RecoveryError) -> String {
    guard let deadline else { return try await act(self) }
    guard clock.now() < deadline else { throw .outOfTime(doing: doing, lastSeen: "no time was left to begin") }
    let outcome = await withTaskGroup(of: Result<String, RecoveryError>?.self) {
      group -> Result<String, RecoveryError>? in
      group.addTask { () -> Result<String, RecoveryError>? in
        do throws(RecoveryError) { return .success(try await act(self)) } catch { return .failure(error) }
      }
      group.addTask { () -> Result<String, RecoveryError>? in
        try? await clock.sleep(until: deadline)
        return nil
      }
      while let ended = await group.next() {
        // Where the deadline came first, the act still gets to clean up and to say how far it had come.
        if ended != nil || clock.now() >= deadline { group.cancelAll() }
        if let ended { return ended }
      }
      return nil
    }
    return try Self.judged(outcome, isLate: clock.now() >= deadline, doing)
  }

  private static func judged(
    _ outcome: Result<String, RecoveryError>?, isLate: Bool, _ doing: String
  ) throws(RecoveryError) -> String {
    switch outcome {
    case .success(let detail): return detail
    case .failure(let error):
      if case .outOfTime = error { throw error }
      throw isLate ? .outOfTime(doing: doing, lastSeen: error.description) : error
    case nil: throw .outOfTime(doing: doing, lastSeen: "it was given up")
    }
  }

  // MARK: machines

  /// Does `body` on every one of `machines`, all at once; the first failure wins.
  func onEach(
    _ machines: [any Machine], doing: String, _ body: @escaping @Sendable (any Machine) async throws -> Void
  ) async throws(RecoveryError) {
    let failure = await withTaskGroup(of: RecoveryError?.self) { group in
      for machine in machines {
        group.addTask {
          do {
            try await body(machine)
            return nil
          } catch let error as RecoveryError {
            return error
          } catch {
            return .stepFailed(doing: "\(doing) on \(machine.name)", reason: "\(error)")
          }
        }
      }
      return await group.reduce(nil) { $0 ?? $1 }
    }
    if let failure { throw failure }
  }

  /// Those of `machines` for which `holds`, all asked at once, in their order.
  func those(
    of machines: [any Machine], where holds: @escaping @Sendable (any Machine) async -> Bool
  ) async -> [any Machine] {
    let found = await withTaskGroup(of: MachineName?.self) { group in
      for machine in machines { group.addTask { await holds(machine) ? machine.name : nil } }
      return await group.reduce(into: Set<MachineName>()) { if let name = $1 { $0.insert(name) } }
    }
    return machines.filter { found.contains($0.name) }
  }

  /// Whether the machine is on, as far as its provider can tell.
  func isOn(_ machine: any Machine) async -> Bool {
    do {
      return try await machine.bootIdentity() != nil
    } catch {
      return true
    }
  }

  /// Control planes that are on.
  func standing() async -> [any Machine] { await those(of: cluster.machines) { await isOn($0) } }

  /// Runs a command that has to succeed.
  @discardableResult
  func run(_ arguments: [String], on machine: any Machine, limit: Duration) async throws -> CommandResult {
    let command = Command(
      arguments[0], Array(arguments.dropFirst()), environment: .adding(["ETCDCTL_API": "3"]), deadline: within(limit))
    let result = try await machine.run(command)
    guard result.isSuccess else {
      throw RecoveryError.stepFailed(
        doing: "`\(arguments.joined(separator: " "))` on \(machine.name)", reason: String(result.errorText.suffix(300)))
    }
    return result
  }
}

extension [any Machine] {
  var names: String { isEmpty ? "none" : map(\.name.rawValue).joined(separator: ", ") }
}
