import CLibcurl
import Model

/// One exchange on the client's thread: what libcurl delivers is gathered here and handed to the receiver.
final class HTTPTransfer {
  let easy = CurlEasy()
  let identifier: UInt64
  let publicURL: String
  let deadline: Duration
  private let receiver: HTTPReceiver
  private let begun = MonotonicTime.now()
  private var response = HTTPResponse(status: 0)
  private var headIsDelivered = false
  private var isTooLarge = false
  private static let idleSeconds = 15

  init(_ job: HTTPJob, _ receiver: HTTPReceiver, _ configuration: HTTPClientConfiguration) {
    identifier = job.identifier
    publicURL = job.request.publicURL
    deadline = job.request.deadline
    self.receiver = receiver
    prepare(job, configuration)
  }

  private func prepare(_ job: HTTPJob, _ configuration: HTTPClientConfiguration) {
    let request = job.request
    easy.use(configuration.tls)
    let signing = request.authorization?.signing
    easy.ask(
      request.method, request.url, headers: request.headers + (request.authorization?.headers ?? []),
      body: request.body, isSigned: signing != nil)
    if let signing { easy.sign(signing) }
    easy.set(CURLOPT_TIMEOUT_MS, to: (job.lifetime ?? request.deadline).wholeMilliseconds)
    easy.set(CURLOPT_UNIX_SOCKET_PATH, to: configuration.unixSocket)
    if !configuration.usesEnvironmentProxy { easy.set(CURLOPT_PROXY, to: "") }
    easy.set(CURLOPT_SUPPRESS_CONNECT_HEADERS, to: 1)
    // An idle connection may be dead as well; a new one costs milliseconds.
    easy.set(CURLOPT_MAXAGE_CONN, to: Self.idleSeconds)
    let me = Unmanaged.passUnretained(self).toOpaque()
    easy.set(CURLOPT_PRIVATE, to: me)
    easy.set(CURLOPT_WRITEDATA, to: me)
    easy.set(CURLOPT_HEADERDATA, to: me)
    easy.set(CURLOPT_WRITEFUNCTION) { HTTPTransfer.bytes($0, $1 * $2).map(HTTPTransfer.at($3).receive) ?? 0 }
    easy.set(CURLOPT_HEADERFUNCTION) { HTTPTransfer.bytes($0, $1 * $2).map(HTTPTransfer.at($3).receiveHeader) ?? 0 }
  }

  // MARK: From libcurl's pointers to values.

  static func of(_ easy: UnsafeMutableRawPointer) -> HTTPTransfer {
    var pointer: UnsafeMutableRawPointer?
    curl_get_pointer(easy, CURLINFO_PRIVATE, &pointer)
    return at(pointer)
  }

  private static func at(_ pointer: UnsafeMutableRawPointer?) -> HTTPTransfer {
    guard let pointer else { preconditionFailure("libcurl lost a transfer") }
    return Unmanaged<HTTPTransfer>.fromOpaque(pointer).takeUnretainedValue()
  }

  private static func bytes(_ start: UnsafeMutablePointer<CChar>?, _ count: Int) -> [UInt8]? {
    start.map { Array(UnsafeRawBufferPointer(start: $0, count: count)) }
  }

  // MARK: The head.

  /// One header line with its line end. A status line starts a new head, since an interim answer (1xx) may come first.
  private func receiveHeader(_ line: [UInt8]) -> Int {
    let text = String(decoding: line, as: UTF8.self)
    if text.hasPrefix("HTTP/") {
      response = HTTPResponse(status: easy.value(of: CURLINFO_RESPONSE_CODE))
    } else if let colon = text.firstIndex(of: ":") {
      response.headers.append(
        HTTPHeader(String(text[..<colon]), text[text.index(after: colon)...].trimmed))
    } else if text.trimmed.isEmpty {
      deliverHead()
    }
    return line.count
  }

  private func deliverHead() {
    response.status = easy.value(of: CURLINFO_RESPONSE_CODE)
    guard case .stream(let head, _) = receiver, !headIsDelivered, response.status >= 200 else { return }
    headIsDelivered = true
    head(.success(response))
  }

  /// How long a stream's head may still take; `nil` where libcurl itself keeps the deadline.
  var millisecondsToHead: Int? {
    guard case .stream = receiver, !headIsDelivered else { return nil }
    return max(0, (deadline - (MonotonicTime.now() - begun)).wholeMilliseconds)
  }

  var isHeadOverdue: Bool { millisecondsToHead == 0 }

  // MARK: The body.

  private func receive(_ bytes: [UInt8]) -> Int {
    switch receiver {
    case .collect(let limitBytes, _):
      isTooLarge = response.body.count + bytes.count > limitBytes
      if isTooLarge { return 0 }
      response.body += bytes
    case .stream(_, let parts):
      parts.yield(.success(bytes))
    }
    return bytes.count
  }

  // MARK: The end.

  func finish(_ code: CURLcode) {
    if code != CURLE_OK { return fail(error(code)) }
    switch receiver {
    case .collect(_, let finish): finish(.success(response))
    case .stream(_, let parts):
      deliverHead()
      parts.finish()
    }
  }

  /// Ends what the receiver itself gave up. A body just ends, as any sequence does when its reader is cancelled.
  func abandon() {
    guard case .stream(_, let parts) = receiver, headIsDelivered else { return fail(.cancelled(url: publicURL)) }
    parts.finish()
  }

  func fail(_ error: HTTPError) {
    switch receiver {
    case .collect(_, let finish): finish(.failure(error))
    case .stream(let head, let parts):
      if !headIsDelivered { head(.failure(error)) }
      headIsDelivered = true
      parts.yield(.failure(error))
      parts.finish()
    }
  }

  private func error(_ code: CURLcode) -> HTTPError {
    if case .collect(let limitBytes, _) = receiver, isTooLarge {
      return .answerTooLarge(url: publicURL, limitBytes: limitBytes)
    }
    let message = easy.message(for: code)
    switch easy.failure(for: code) {
    case .refused: return .refused(url: publicURL)
    case .reset: return .reset(url: publicURL, message: message)
    case .unreachable: return .unreachable(url: publicURL, message: message)
    case .timedOut: return .timedOut(url: publicURL, after: MonotonicTime.now() - begun)
    case .tls: return .tls(url: publicURL, message: message)
    case .dns: return .dns(url: publicURL, message: message)
    case .badRequest: return .invalidRequest(url: publicURL, message: message)
    case .other(let code): return .other(url: publicURL, code: code, message: message)
    }
  }
}

extension Substring {
  fileprivate var trimmed: String {
    String(drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
  }
}

extension String {
  fileprivate var trimmed: String { self[...].trimmed }
}
