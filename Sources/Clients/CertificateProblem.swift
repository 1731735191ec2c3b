import Transport

/// What a client says of the certificate that a server shows.
public enum ServedCertificate: Hashable, Sendable {
  case accepted
  case refused(String)
  /// Nothing was shown, since nobody answered; it may be starting.
  case unseen(String)
}

extension EtcdClient {
  public func servedCertificate(deadline: Duration) async -> ServedCertificate {
    await calls.servedCertificate("/health", deadline: deadline)
  }
}

extension KubernetesClient {
  public func servedCertificate(deadline: Duration) async -> ServedCertificate {
    await calls.servedCertificate("/readyz", deadline: deadline)
  }
}

extension JSONCalls {
  /// An answer of any kind came over a connection whose certificate was accepted.
  fileprivate func servedCertificate(_ path: String, deadline: Duration) async -> ServedCertificate {
    do throws(ClientError) {
      _ = try await raw("GET", path, deadline: deadline)
      return .accepted
    } catch {
      return switch error {
      case .transport(.tls(_, let message)): .refused(message)
      case .transport(let failure): .unseen("\(failure)")
      case .status, .refused, .unreadable: .accepted
      case .noCredentials, .ambiguous: .unseen(error.description)
      }
    }
  }
}
