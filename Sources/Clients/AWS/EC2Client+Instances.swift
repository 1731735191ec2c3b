public import Model

extension EC2Client {
  public struct Instance: Hashable, Sendable {
    /// - Source: "Amazon EC2 instance state changes"
    ///   <https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-instance-lifecycle.html>
    public enum State: String, Hashable, Sendable {
      case pending, running, stopping, stopped
      case shuttingDown = "shutting-down"
      case terminated
    }

    public var id: String
    public var state: State
    /// When it was started last, as the API writes it; each start has a later one.
    public var launchTime: String
    /// Why it last changed its state, where the API tells.
    public var reason: String?

    /// Whether it is gone, or will be.
    public var isLeaving: Bool { state == .shuttingDown || state == .terminated }

    public init(id: String, state: State, launchTime: String, reason: String? = nil) {
      self.id = id
      self.state = state
      self.launchTime = launchTime
      self.reason = reason
    }
  }

  /// How an instance is stopped.
  public enum Stop: Hashable, Sendable {
    /// Its system is asked to shut down and given a few minutes.
    case inOrder
    /// Its system is not asked. `Force` alone would still ask it first.
    case atOnce
  }

  /// What a permission is needed for.
  public enum Action: String, Hashable, Sendable, CaseIterable {
    case start = "StartInstances"
    case stop = "StopInstances"
    case terminate = "TerminateInstances"
  }

  /// The instance that `selector` means now.
  ///
  /// An instance that goes for good keeps its tags for a while beside the one that takes its place: it counts only where
  /// no other has the tag.
  ///
  /// - Returns: nil where there is none.
  /// - Throws: ``ClientError/ambiguous(what:candidates:)`` where several that stay have the tag.
  public func instance(
    _ selector: EC2Instance.Selector, deadline: Duration
  ) async throws(ClientError) -> Instance? {
    let found = try await instances(selector, deadline: deadline)
    let staying = found.filter { !$0.isLeaving }
    guard staying.count < 2 else {
      throw .ambiguous(what: "the instance with \(selector.words)", candidates: staying.map(\.id).sorted())
    }
    return staying.first ?? found.first { $0.state == .shuttingDown } ?? found.first
  }

  /// Every instance that `selector` means, also those that were terminated within the last hour.
  public func instances(
    _ selector: EC2Instance.Selector, deadline: Duration
  ) async throws(ClientError) -> [Instance] {
    var found: [Instance] = []
    var next: String?
    do {
      repeat {
        let page = try await call(
          "DescribeInstances", selector.parameters + (next.map { [("NextToken", $0)] } ?? []), deadline: deadline)
        for reservation in page.all("reservationSet").flatMap({ $0.all("item") }) {
          for item in reservation.all("instancesSet").flatMap({ $0.all("item") }) { found.append(try instance(item)) }
        }
        next = page.value("nextToken")
      } while next != nil
    } catch .refused("InvalidInstanceID.NotFound", _, _, _) {
      return []
    }
    return found
  }

  public func start(_ id: String, deadline: Duration) async throws(ClientError) {
    _ = try await call(Action.start.rawValue, [("InstanceId.1", id)], deadline: deadline)
  }

  public func stop(_ id: String, _ manner: Stop, deadline: Duration) async throws(ClientError) {
    let force = manner == .atOnce ? [("Force", "true"), ("SkipOsShutdown", "true")] : []
    _ = try await call(Action.stop.rawValue, [("InstanceId.1", id)] + force, deadline: deadline)
  }

  /// Removes it for good, without asking its system.
  public func terminate(_ id: String, deadline: Duration) async throws(ClientError) {
    _ = try await call(
      Action.terminate.rawValue, [("InstanceId.1", id), ("SkipOsShutdown", "true")], deadline: deadline)
  }

  /// Returns where `action` would be allowed on the instance; nothing is done to it.
  public func rehearse(_ action: Action, on id: String, deadline: Duration) async throws(ClientError) {
    do {
      _ = try await call(action.rawValue, [("InstanceId.1", id), ("DryRun", "true")], deadline: deadline)
    } catch .refused("DryRunOperation", _, _, _) {
    } catch .refused("IncorrectInstanceState", _, _, _) {
      // Permissions are looked at first.
    }
  }

  private func instance(_ item: XMLTree) throws(ClientError) -> Instance {
    guard let id = item.value("instanceId"), let name = item.value("instanceState", "name"),
      let state = Instance.State(rawValue: name)
    else { throw .unreadable(url: endpoint, reason: "an instance has no id, or no state that is known") }
    return Instance(
      id: id, state: state, launchTime: item.value("launchTime") ?? "", reason: item.value("stateReason", "message"))
  }
}

extension EC2Instance.Selector {
  fileprivate var parameters: [(String, String)] {
    switch self {
    case .id(let id): [("InstanceId.1", id)]
    case .tag(let name, let value): [("Filter.1.Name", "tag:\(name)"), ("Filter.1.Value.1", value.withoutWildcards)]
    }
  }

  fileprivate var words: String {
    switch self {
    case .id(let id): "the id \(id)"
    case .tag(let name, let value): "the tag \(name)=\(value)"
    }
  }
}

extension String {
  /// A filter reads `*` and `?` as wildcards.
  fileprivate var withoutWildcards: String {
    reduce(into: "") { text, character in
      if #"\*?"#.contains(character) { text.append("\\") }
      text.append(character)
    }
  }
}
