public import Clients
public import Model

/// An EC2 instance, by its id or by a tag.
///
/// A stopped instance keeps its disks and its private address. One that an auto scaling group makes in its place has
/// the tag, too: it shows as another start.
public struct EC2Power: PowerDriver {
  private let place: EC2Instance
  private let client: EC2Client
  private let patience: PowerPatience

  public init(_ place: EC2Instance, client: EC2Client, patience: PowerPatience = PowerPatience()) {
    self.place = place
    self.client = client
    self.patience = patience
  }

  public var summary: String {
    switch place.selector {
    case .id(let id): "EC2 instance \(id) in \(place.region)"
    case .tag(let name, let value): "EC2 instance tagged \(name)=\(value) in \(place.region)"
    }
  }

  public func preflight(for order: PowerOrder) async throws(ProviderError) {
    let id = try await present().id
    let actions: [EC2Client.Action] = order == .terminate ? [.terminate] : [.stop, .start]
    for action in actions {
      try await patience.reach("the permission for \(action.rawValue) on \(summary)", within: patience.look) {
        () async throws(ClientError) -> PollAnswer<Void> in
        try await client.rehearse(action, on: id, deadline: patience.answer)
        return .ready(())
      }
    }
  }

  public func state() async throws(ProviderError) -> PowerState {
    try await look()?.power ?? .gone
  }

  public func shutDown(grace: Duration) async throws(ProviderError) {
    let id = try await present().id
    do throws(ProviderError) {
      try await stop(id, .inOrder, within: grace)
    } catch {
      guard case .notReady = error, !Task.isCancelled else { throw error }
      try await stop(id, .atOnce, within: patience.deadline)
    }
  }

  public func powerOff() async throws(ProviderError) {
    try await stop(present().id, .atOnce, within: patience.deadline)
  }

  public func powerOn() async throws(ProviderError) {
    var asked: Set<String> = []
    let isThere = try await patience.reach("the start of \(summary)") {
      () async throws(ClientError) -> PollAnswer<Bool> in
      guard let now = try await client.instance(place.selector, deadline: patience.answer), !now.isLeaving else {
        // A group may be making another one, which will have the tag; nothing gets an id for a second time.
        if case .id = place.selector { return .ready(false) }
        return .waiting("no instance that stays has the tag")
      }
      if now.state == .running { return .ready(true) }
      if now.state == .stopped, !asked.contains(now.id) {
        try await client.start(now.id, deadline: patience.answer)
        asked.insert(now.id)
      }
      return .waiting(now.words)
    }
    guard isThere else { throw .isGone(summary) }
  }

  /// Ends the instance that is there now. Said again of one that a group has made anew, it ends that one.
  public func terminate() async throws(ProviderError) {
    guard let id = try await look()?.id else { return }
    var isAsked = false
    try await patience.reach("the end of \(summary)") { () async throws(ClientError) -> PollAnswer<Void> in
      guard let now = try await client.instance(.id(id), deadline: patience.answer), now.state != .terminated else {
        return .ready(())
      }
      if !isAsked, now.state != .shuttingDown {
        try await client.terminate(id, deadline: patience.answer)
        isAsked = true
      }
      return .waiting(now.words)
    }
  }

  // MARK: One instance, whoever has the tag meanwhile.

  private func look() async throws(ProviderError) -> EC2Client.Instance? {
    try await patience.reach("a look at \(summary)", within: patience.look) {
      () async throws(ClientError) -> PollAnswer<EC2Client.Instance?> in
      .ready(try await client.instance(place.selector, deadline: patience.answer))
    }
  }

  private func present() async throws(ProviderError) -> EC2Client.Instance {
    guard let instance = try await look(), instance.state != .terminated else { throw .isGone(summary) }
    return instance
  }

  /// One that is removed meanwhile is off as well: a group replaces an instance that was stopped.
  private func stop(_ id: String, _ manner: EC2Client.Stop, within limit: Duration) async throws(ProviderError) {
    var isAsked = false
    try await patience.reach("the stop of \(summary)", within: limit) {
      () async throws(ClientError) -> PollAnswer<Void> in
      guard let now = try await client.instance(.id(id), deadline: patience.answer) else { return .ready(()) }
      switch now.state {
      case .stopped, .terminated: return .ready(())
      // An orderly stop that is under way can be made one at once.
      case .running, .stopping:
        if !isAsked, now.state == .running || manner == .atOnce {
          try await client.stop(id, manner, deadline: patience.answer)
          isAsked = true
        }
      case .pending, .shuttingDown: break
      }
      return .waiting(now.words)
    }
  }
}

extension EC2Client.Instance {
  /// What stops may still run; what is pending does not yet.
  fileprivate var power: PowerState {
    switch state {
    case .running, .stopping, .shuttingDown: .on(start: "\(id) since \(launchTime)")
    case .pending, .stopped: .off
    case .terminated: .gone
    }
  }

  /// For errors: `it is stopped (Client.UserInitiatedShutdown: User initiated shutdown)`.
  fileprivate var words: String {
    "it is \(state.rawValue)" + (reason.map { " (\($0))" } ?? "")
  }
}
