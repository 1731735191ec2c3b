#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A kubeconfig that needs no other file: certificates and key are embedded.
struct Kubeconfig: Sendable {
  /// Such as `https://127.0.0.1:6443`.
  var server: String
  /// The authority that signed the server's certificate, as PEM.
  var authority: String
  var identity: Identity
  /// Names the cluster, the user and the context; plain letters, digits and dashes.
  var name: String = "firedrill"

  /// Holds a private key: write it with ``ProtectedFiles`` only.
  func text() -> String {
    """
    apiVersion: v1
    kind: Config
    clusters:
    - name: \(name)
      cluster:
        server: \(server)
        certificate-authority-data: \(base64(authority))
    users:
    - name: \(name)
      user:
        client-certificate-data: \(base64(identity.certificate))
        client-key-data: \(base64(identity.key))
    contexts:
    - name: \(name)
      context:
        cluster: \(name)
        user: \(name)
    current-context: \(name)

    """
  }

  private func base64(_ text: String) -> String { Data(text.utf8).base64EncodedString() }
}
