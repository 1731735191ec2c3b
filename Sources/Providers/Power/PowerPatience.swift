import Clients

/// How long a driver waits, and how often it asks.
public struct PowerPatience: Hashable, Sendable {
  /// For the infrastructure to say that a state is reached; an instance can take minutes to stop.
  public var deadline: Duration
  /// For a state that is only asked for.
  public var look: Duration
  /// For one answer of an API.
  public var answer: Duration
  /// For one command.
  public var command: Duration
  /// Between two questions; the clouds refuse those who ask too often.
  public var interval: Duration

  public init(
    deadline: Duration = .seconds(600), look: Duration = .seconds(30), answer: Duration = .seconds(20),
    command: Duration = .seconds(60), interval: Duration = .seconds(2)
  ) {
    self.deadline = deadline
    self.look = look
    self.answer = answer
    self.command = command
    self.interval = interval
  }
}

extension PowerPatience {
  /// Takes `step` again and again until it is ready. What fails and may pass counts as waiting.
  ///
  /// - Parameters:
  ///   - goal: a noun, for errors: `the stop of EC2 instance i-0abc in eu-central-1`.
  ///   - limit: `deadline` where it is nil.
  /// - Throws: ``ProviderError/notReady(what:waited:lastSeen:)`` at the limit, or why it can never be ready.
  @discardableResult
  func reach<Value: Sendable>(
    _ goal: String, within limit: Duration? = nil,
    _ step: () async throws(ClientError) -> PollAnswer<Value>
  ) async throws(ProviderError) -> Value {
    try await poll(goal, every: interval, within: limit ?? deadline) {
      () async throws(ProviderError) -> PollAnswer<Value> in
      do throws(ClientError) {
        return try await step()
      } catch {
        guard error.mayPass else { throw .power(goal, error) }
        return .waiting(error.description)
      }
    }
  }
}

extension ProviderError {
  static func power(_ goal: String, _ error: ClientError) -> ProviderError {
    switch error {
    case .noCredentials(let service, _, let remedy):
      .missing(what: "an access to \(service)", why: error.description, remedy: remedy)
    default: .notNow(what: "\(goal) failed: \(error.description)", remedy: error.remedy)
    }
  }
}
