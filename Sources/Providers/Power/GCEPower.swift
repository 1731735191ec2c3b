public import Clients
public import Model

/// A Compute Engine instance, by its name.
///
/// Compute Engine has no call that cuts the power: a stop asks the system to shut down, and takes the power away when
/// that is done or 90 seconds have passed. An instance that a managed group makes anew under the same name shows as
/// another start.
public struct GCEPower: PowerDriver {
  private let client: GCEClient
  private let patience: PowerPatience

  public init(client: GCEClient, patience: PowerPatience = PowerPatience()) {
    self.client = client
    self.patience = patience
  }

  public var summary: String {
    "Compute Engine instance \(client.place.name) in \(client.place.zone) of \(client.place.project)"
  }

  public var powerCutFidelity: Fidelity { .equivalent }

  public func preflight(for order: PowerOrder) async throws(ProviderError) {
    _ = try await present()
    let wanted = (order == .terminate ? ["get", "delete"] : ["get", "stop", "start"]).map { "compute.instances.\($0)" }
    let granted = try await patience.reach("the permissions on \(summary)", within: patience.look) {
      () async throws(ClientError) -> PollAnswer<Set<String>> in
      .ready(try await client.granted(wanted, deadline: patience.answer))
    }
    let lacking = wanted.filter { !granted.contains($0) }
    guard lacking.isEmpty else {
      throw .missing(
        what: "a permission on \(summary)", why: lacking.joined(separator: ", "),
        remedy: "grant roles/compute.instanceAdmin.v1, or a role of your own; see docs/power-drivers.md")
    }
  }

  public func state() async throws(ProviderError) -> PowerState {
    try await look()?.power ?? .gone
  }

  /// `grace` is Compute Engine's to give: 90 seconds, or the instance's own period of graceful shutdown.
  public func shutDown(grace: Duration) async throws(ProviderError) {
    try await stop(isGraceful: true)
  }

  public func powerOff() async throws(ProviderError) {
    try await stop(isGraceful: false)
  }

  public func powerOn() async throws(ProviderError) {
    var errand = Errand(client: client, patience: patience)
    try await patience.reach("the start of \(summary)") { () async throws(ClientError) -> PollAnswer<Void> in
      if let wait = try await errand.wait() { return .waiting(wait) }
      // A managed group may be making another one under this name.
      guard let now = try await client.instance(deadline: patience.answer) else {
        return .waiting("there is no such instance")
      }
      switch now.phase {
      case .running: return .ready(())
      case .off: errand.operation = try await client.start(deadline: patience.answer)
      case .coming, .going: break
      }
      return .waiting("it is \(now.status)")
    }
  }

  /// Deletes the instance that is there now. Said again of one that a group has made anew, it deletes that one.
  public func terminate() async throws(ProviderError) {
    guard let id = try await look()?.id else { return }
    var errand = Errand(client: client, patience: patience)
    var isAsked = false
    try await patience.reach("the end of \(summary)") { () async throws(ClientError) -> PollAnswer<Void> in
      if let wait = try await errand.wait() { return .waiting(wait) }
      guard let now = try await client.instance(deadline: patience.answer), now.id == id else { return .ready(()) }
      if !isAsked {
        errand.operation = try await client.delete(deadline: patience.answer)
        isAsked = true
      }
      return .waiting("it is \(now.status)")
    }
  }

  private func stop(isGraceful: Bool) async throws(ProviderError) {
    let id = try await present().id
    var errand = Errand(client: client, patience: patience)
    try await patience.reach("the stop of \(summary)") { () async throws(ClientError) -> PollAnswer<Void> in
      if let wait = try await errand.wait() { return .waiting(wait) }
      guard let now = try await client.instance(deadline: patience.answer), now.id == id else { return .ready(()) }
      switch now.phase {
      case .off: return .ready(())
      case .running: errand.operation = try await client.stop(isGraceful: isGraceful, deadline: patience.answer)
      case .coming, .going: break
      }
      return .waiting("it is \(now.status)")
    }
  }

  private func look() async throws(ProviderError) -> GCEClient.Instance? {
    try await patience.reach("a look at \(summary)", within: patience.look) {
      () async throws(ClientError) -> PollAnswer<GCEClient.Instance?> in
      .ready(try await client.instance(deadline: patience.answer))
    }
  }

  private func present() async throws(ProviderError) -> GCEClient.Instance {
    guard let instance = try await look() else { throw .isGone(summary) }
    return instance
  }
}

/// The operation that was begun last, until it is done.
private struct Errand {
  let client: GCEClient
  let patience: PowerPatience
  var operation: GCEClient.Operation?

  /// - Returns: what is still waited for; nil when nothing is.
  /// - Throws: why the operation failed. It is forgotten then, so that it can be begun anew.
  mutating func wait() async throws(ClientError) -> String? {
    guard let begun = operation else { return nil }
    let now = try await client.operation(begun.name, deadline: patience.answer)
    guard now.isDone else { return "operation \(now.name) is \(now.status)" }
    operation = nil
    if let refusal = now.refusal(url: client.place.name) { throw refusal }
    return nil
  }
}

extension GCEClient.Instance {
  /// What stops may still run; what comes does not yet.
  fileprivate var power: PowerState {
    switch phase {
    case .running, .going: .on(start: "\(id) since \(lastStart ?? "its creation")")
    case .coming, .off: .off
    }
  }
}
