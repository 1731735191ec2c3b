import Clients
import Model
import Providers
import Synchronization

enum CertificateSteps {
  /// Where a client refuses the certificate that is served.
  static func renew(_ context: RunbookContext) async throws(RecoveryError) -> String {
    let renewed = Started()
    try await context.onEach(await context.standing(), doing: "renewing certificates") { machine in
      for component in [Component.etcd, .apiserver] where machine.components.contains(component) {
        guard let refusal = try await context.refusal(of: component, on: machine) else { continue }
        try await machine.renewCertificate(of: component, isExpired: false)
        renewed.note("\(component.rawValue) on \(machine.name) (\(refusal))")
      }
    }
    return renewed.words.isEmpty
      ? "no serving certificate is refused" : "renewed " + renewed.words.joined(separator: ", ")
  }
}

extension RunbookContext {
  /// Why a client refuses what the component serves; nil where it does not. One that does not answer yet is waited for: it
  /// may have just been started with the certificate that is in question.
  fileprivate func refusal(
    of component: Component, on machine: any Machine
  ) async throws(RecoveryError) -> String? {
    let refusal = Mutex<String?>(nil)
    try await wait(for: "the certificate of \(component.rawValue) on \(machine.name)", limit: Limits.ready) {
      switch await served(by: component, on: machine) {
      case .accepted: return nil
      case .unseen(let reason): return reason
      case .refused(let reason):
        refusal.withLock { $0 = reason }
        return nil
      }
    }
    return refusal.withLock(\.self)
  }

  private func served(by component: Component, on machine: any Machine) async -> ServedCertificate {
    component == .etcd
      ? await etcd(machine.name).servedCertificate(deadline: within(Limits.call))
      : await api(machine.name).servedCertificate(deadline: within(Limits.call))
  }
}
