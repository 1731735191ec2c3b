import CLibcurl
import CLinux
import Model
import Transport

/// One request of a lane on its way: a libcurl handle, reused from request to request.
final class ProbeTransfer {
  let easy = CurlEasy()
  var sequence: UInt64 = 0
  var start = MonotonicTime(nanoseconds: 0)
  var deadline = MonotonicTime(nanoseconds: 0)
  var lateness = Duration.zero
  /// Whether the request before it was answered well: if this one hangs, it dates the beginning of the hang.
  var isWitness = false
  private(set) var body: [UInt8] = []
  /// The socket that this transfer opened and left open.
  private(set) var openedSocket: Int32?
  /// That libcurl last made for this transfer; it may be closed by now.
  private var openingSocket: Int32?
  private var isRead = false
  private var usesTLS = false
  private let keepsBody: Bool
  private let sharesConnections: Bool
  private static let bodyLimitBytes = 64 << 10

  init(lane: Lane) {
    keepsBody = lane.expectation.bodyContains != nil
    easy.use(lane.tls)
    easy.set(CURLOPT_PROXY, to: "")
    easy.set(CURLOPT_BUFFERSIZE, to: 8192)
    switch lane.connection {
    case .kept: sharesConnections = true
    case .new:
      sharesConnections = false
      easy.set(CURLOPT_FRESH_CONNECT, to: 1)
      easy.set(CURLOPT_FORBID_REUSE, to: 1)
      easy.set(CURLOPT_SSL_SESSIONID_CACHE, to: 0)
    }
    if case .same(let request) = lane.request { ask(request) }
    let me = Unmanaged.passUnretained(self).toOpaque()
    easy.set(CURLOPT_PRIVATE, to: me)
    easy.set(CURLOPT_WRITEDATA, to: me)
    easy.set(CURLOPT_SOCKOPTDATA, to: me)
    curl_set_socket_function(easy.handle) { transfer, socket, _ in ProbeTransfer.noteOpening(socket, transfer) }
    easy.set(CURLOPT_WRITEFUNCTION) { ProbeTransfer.receive($0, count: $1 * $2, transfer: $3) }
  }

  func ask(_ request: ProbeRequest) {
    isRead = ["GET", "HEAD"].contains(request.method)
    usesTLS = request.usesTLS
    // Over TLS a request waits for a connection that another one is opening, in the hope to share it (HTTP/2). Otherwise
    // each request to a server that accepts and then says nothing would open one more connection to it.
    easy.set(CURLOPT_PIPEWAIT, to: sharesConnections && request.usesTLS ? 1 : 0)
    easy.ask(request.method, request.url, headers: request.headers, body: request.body)
  }

  func reset() {
    openingSocket = nil
    body.removeAll(keepingCapacity: true)
    easy.clearMessage()
  }

  static func of(_ easy: UnsafeMutableRawPointer) -> ProbeTransfer? {
    var pointer: UnsafeMutableRawPointer?
    curl_get_pointer(easy, CURLINFO_PRIVATE, &pointer)
    return pointer.map { Unmanaged<ProbeTransfer>.fromOpaque($0).takeUnretainedValue() }
  }

  private static func noteOpening(_ socket: curl_socket_t, _ transfer: UnsafeMutableRawPointer?) -> Int32 {
    guard let transfer else { return CURL_SOCKOPT_OK }
    Unmanaged<ProbeTransfer>.fromOpaque(transfer).takeUnretainedValue().openingSocket = socket
    return CURL_SOCKOPT_OK
  }

  private static func receive(
    _ bytes: UnsafeMutablePointer<CChar>?, count: Int, transfer: UnsafeMutableRawPointer?
  ) -> Int {
    guard let bytes, let transfer else { return 0 }
    let me = Unmanaged<ProbeTransfer>.fromOpaque(transfer).takeUnretainedValue()
    if me.keepsBody && me.body.count < bodyLimitBytes {
      me.body += UnsafeRawBufferPointer(start: bytes, count: min(count, bodyLimitBytes - me.body.count))
    }
    return count
  }

  // MARK: What came of it. Valid from the end of the transfer to the next one.

  var httpStatus: Int? {
    let status = easy.value(of: CURLINFO_RESPONSE_CODE)
    return status == 0 ? nil : status
  }

  /// Counts the bytes of every attempt, so that a request which libcurl repeated on a fresh connection counts as sent.
  var requestWasSent: Bool { easy.value(of: CURLINFO_REQUEST_SIZE) > 0 }

  /// Whether a reset only tells that the server was closing this kept connection when the request came over it, which any
  /// client answers by asking again. libcurl mostly does so itself, but not always.
  /// - Source: RFC 9112 §9.3.1 <https://www.rfc-editor.org/rfc/rfc9112#section-9.3.1>
  var mayBeAskedAnew: Bool { isRead && httpStatus == nil && easy.value(of: CURLINFO_NUM_CONNECTS) == 0 }

  /// While it is under way: whether its own TCP connection stands, and the TLS handshake has not come to its end.
  var isShakingHands: Bool {
    guard usesTLS, !requestWasSent, let openingSocket else { return false }
    return linux_is_connected(openingSocket) != 0
  }

  var sharesConnection: Bool { easy.value(of: CURLINFO_HTTP_VERSION) >= Int(CURL_HTTP_VERSION_2_0) }

  /// Looks up the socket, if this transfer is the one that opened it. libcurl knows it only until the transfer leaves its
  /// multi handle.
  func noteOpenedSocket() {
    openedSocket = nil
    guard easy.value(of: CURLINFO_NUM_CONNECTS) > 0 else { return }
    var socket = curl_socket_t(-1)
    curl_get_socket(easy.handle, CURLINFO_ACTIVESOCKET, &socket)
    if socket >= 0 { openedSocket = socket }
  }
}
