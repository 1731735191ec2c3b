package import CLibcurl
import Glibc

/// What kind of failure a libcurl transfer ended with.
package enum TransferFailure: Hashable, Sendable {
  case refused, reset, unreachable, timedOut, tls, dns, badRequest
  case other(code: Int)

  /// - Parameters:
  ///   - code: what the transfer ended with.
  ///   - systemError: `errno` of a failed connect, 0 when there is none.
  ///   - message: libcurl's text. It alone tells a reset in the middle of a TLS handshake from a refused certificate.
  package init(code: CURLcode, systemError: Int, message: String) {
    switch code {
    case CURLE_COULDNT_CONNECT: self = Self.connectFailure(Int32(systemError))
    case CURLE_SEND_ERROR, CURLE_RECV_ERROR, CURLE_GOT_NOTHING, CURLE_PARTIAL_FILE, CURLE_HTTP2, CURLE_HTTP2_STREAM:
      self = .reset
    case CURLE_SSL_CONNECT_ERROR: self = Self.isReset(message) ? .reset : .tls
    case CURLE_OPERATION_TIMEDOUT: self = .timedOut
    case CURLE_COULDNT_RESOLVE_HOST: self = .dns
    case CURLE_URL_MALFORMAT, CURLE_UNSUPPORTED_PROTOCOL: self = .badRequest
    case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR,
      CURLE_SSL_CIPHER, CURLE_SSL_ENGINE_NOTFOUND:
      self = .tls
    default: self = .other(code: Int(code.rawValue))
    }
  }

  private static func connectFailure(_ systemError: Int32) -> TransferFailure {
    switch systemError {
    case ECONNREFUSED, ENOENT: .refused
    case ECONNRESET, EPIPE: .reset
    case ETIMEDOUT: .timedOut
    case 0: .refused
    default: .unreachable
    }
  }

  private static func isReset(_ message: String) -> Bool {
    ["reset by peer", "SSL_ERROR_SYSCALL", "unexpected eof", "Broken pipe"].contains { message.contains($0) }
  }
}
