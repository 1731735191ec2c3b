import Transport

extension EtcdClient {
  /// Why the certificate that the member serves is refused; nil where it is not, or where nothing is served.
  public func certificateProblem(deadline: Duration) async -> String? {
    await calls.certificateProblem("/health", deadline: deadline)
  }
}

extension KubernetesClient {
  /// Why the certificate that the apiserver serves is refused; nil where it is not, or where nothing is served.
  public func certificateProblem(deadline: Duration) async -> String? {
    await calls.certificateProblem("/readyz", deadline: deadline)
  }
}

extension JSONCalls {
  fileprivate func certificateProblem(_ path: String, deadline: Duration) async -> String? {
    do throws(ClientError) {
      _ = try await raw("GET", path, deadline: deadline)
    } catch .transport(.tls(_, let message)) {
      return message
    } catch {}
    return nil
  }
}
