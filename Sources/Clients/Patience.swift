/// Asks again while the failure is one that may pass: a load balancer that takes a server out cuts its connections.
///
/// - Parameters:
///   - limit: how long to ask; what is under way then is still waited for.
///   - question: safe to ask twice.
public func asking<Answer>(
  for limit: Duration, _ question: () async throws(ClientError) -> Answer
) async throws(ClientError) -> Answer {
  let end = ContinuousClock.now + limit
  while true {
    do throws(ClientError) {
      return try await question()
    } catch {
      guard error.mayPass, ContinuousClock.now < end, !Task.isCancelled else { throw error }
      try? await Task.sleep(for: .milliseconds(50))
    }
  }
}
