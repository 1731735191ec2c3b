public import Model
import Transport

extension KubeadmMachine {
  /// No component knows it.
  static let unknownFlag = "firedrill-unknown-flag"
  private static let renewal = Duration.seconds(60)

  /// The kubelet takes a manifest that changed for another pod: it ends the old one and starts the new one.
  ///
  /// - Throws: ``ProviderError/unsupported(what:remedy:)`` for what is no static pod: a unit's flags are its owner's.
  public func setCrashLooping(_ component: Component, _ isCrashLooping: Bool) async throws(ProviderError) {
    try require(component)
    guard component.isOnControlPlane else {
      throw .unsupported(
        what: "changes to the flags of \(component.unit)", remedy: "choose a component of the control plane")
    }
    try await change(component) { pod in
      pod.remove(Self.unknownFlag)
      return !isCrashLooping || pod.add("--" + Self.unknownFlag)
    }
    if isCrashLooping { try await send(.kill, to: component) }
  }

  public func configureEtcd(_ bootstrap: EtcdBootstrap) async throws(ProviderError) {
    let members = bootstrap.members.map { "\($0.name)=\($0.peerURL)" }.joined(separator: ",")
    try await change(.etcd) { pod in
      for flag in ["initial-cluster", "initial-cluster-state", "force-new-cluster"] { pod.remove(flag) }
      return pod.add("--initial-cluster=\(members)")
        && pod.add("--initial-cluster-state=\(bootstrap.state.rawValue)")
        && (!bootstrap.forceNewCluster || pod.add("--force-new-cluster"))
    }
  }

  /// By kubeadm itself, with the cluster's own authority, which lies on the node.
  ///
  /// - Source: Kubernetes, "Certificate Management with kubeadm"
  ///   <https://kubernetes.io/docs/tasks/administer-cluster/kubeadm/kubeadm-certs/>
  public func renewCertificate(of component: Component, isExpired: Bool) async throws(ProviderError) {
    guard !isExpired else {
      throw .unsupported(what: "certificates that have run out", remedy: "choose another fault, or the local provider")
    }
    let certificate = component == .etcd ? "etcd-server" : "apiserver"
    try await require(
      ["kubeadm", "certs", "renew", certificate], doing: "renewing the certificate of \(component.rawValue)",
      limit: Self.renewal)
    try await send(.kill, to: component)
  }

  /// Reads the manifest, wherever it is, changes it and puts it back in one step. One that is as it was is not touched: the
  /// kubelet would take even that for a change.
  private func change(
    _ component: Component, _ body: (inout StaticPod) -> Bool
  ) async throws(ProviderError) {
    try require(component)
    let doing = "changing the flags of \(component.rawValue)"
    let before = StaticPod(try await readManifest(component))
    var after = before
    guard body(&after) else {
      throw .system(doing: "\(doing) on \(name)", reason: "its manifest has no command with arguments")
    }
    guard after != before else { return }
    let text = Array(after.text.utf8)
    try await script(
      NodeScripts.writeManifest, manifestPlace(component) + ["\(text.count)"], doing: doing, input: text)
  }

  func readManifest(_ component: Component) async throws(ProviderError) -> String {
    try await script(
      NodeScripts.readManifest, manifestPlace(component), doing: "reading the manifest of \(component.rawValue)"
    ).text
  }
}
