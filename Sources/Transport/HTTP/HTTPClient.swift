import Synchronization

/// A small HTTP client over libcurl's multi interface. One thread of its own drives every transfer; connections are kept
/// and reused. Redirects are not followed.
///
///     let client = HTTPClient(HTTPClientConfiguration(tls: identity))
///     let answer = try await client.send(HTTPRequest("GET", "https://10.0.0.1:6443/readyz", deadline: .seconds(1)))
public final class HTTPClient: Sendable {
  private let configuration: HTTPClientConfiguration
  private let mailbox = HTTPMailbox()
  private let thread: DedicatedThread
  private let isShutDown = Atomic(false)

  public init(_ configuration: HTTPClientConfiguration = HTTPClientConfiguration()) {
    self.configuration = configuration
    thread = DedicatedThread(name: "http") { [mailbox] in HTTPLoop(configuration, mailbox).run() }
  }

  deinit { shutdown() }

  /// Sends `request` and collects the whole answer.
  ///
  /// - Throws: ``HTTPError`` when no whole answer came; cancelling the task aborts the transfer.
  public func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
    let job = HTTPJob(request, mailbox.nextIdentifier())
    let outcome = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        begin(
          job, .collect(limitBytes: configuration.answerLimitBytes) { continuation.resume(returning: $0) })
      }
    } onCancel: {
      mailbox.post(.cancel(job.identifier))
    }
    return try outcome.get()
  }

  /// Sends `request` and returns as soon as the answer's head is there. `request.deadline` limits the time to the head.
  ///
  /// - Parameter lifetime: the longest that the body may flow, counted from the call.
  /// - Throws: ``HTTPError`` when no head came; later failures are thrown by the body.
  public func stream(_ request: HTTPRequest, lifetime: Duration) async throws(HTTPError) -> HTTPStream {
    let job = HTTPJob(request, mailbox.nextIdentifier(), lifetime: lifetime)
    let (parts, source) = AsyncStream.makeStream(of: Result<[UInt8], HTTPError>.self)
    source.onTermination = { [mailbox] _ in mailbox.post(.cancel(job.identifier)) }
    let head = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        begin(job, .stream(head: { continuation.resume(returning: $0) }, parts: source))
      }
    } onCancel: {
      mailbox.post(.cancel(job.identifier))
    }
    let response = try head.get()
    return HTTPStream(status: response.status, headers: response.headers, body: HTTPStream.Body(parts: parts))
  }

  private func begin(_ job: HTTPJob, _ receiver: HTTPReceiver) {
    mailbox.post(.start(job, receiver))
    // A task that was cancelled before it came here has posted its cancel too early.
    if Task.isCancelled { mailbox.post(.cancel(job.identifier)) }
  }

  /// Cancels what is under way and joins the thread. Later requests fail as cancelled. May be called more than once.
  public func shutdown() {
    guard !isShutDown.exchange(true, ordering: .acquiringAndReleasing) else { return }
    mailbox.close()
    thread.join()
  }
}
