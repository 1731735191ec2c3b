import Model

extension Runbook {
  /// Gives components whose serving certificate is refused a new one.
  ///
  /// - Source: Kubernetes, "Certificate Management with kubeadm", manual renewal
  ///   <https://kubernetes.io/docs/tasks/administer-cluster/kubeadm/kubeadm-certs/#manual-certificate-renewal>
  static let renewCertificates = Runbook(
    .renewCertificates, "renew serving certificates that have run out",
    [.renewCertificates, .awaitControlPlane])
}
