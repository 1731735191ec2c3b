import Clients
import Model
import Providers

enum CertificateSteps {
  /// Where a client refuses the certificate that is served.
  static func renew(_ context: RunbookContext) async throws(RecoveryError) -> String {
    let renewed = Started()
    try await context.onEach(await context.standing(), doing: "renewing certificates") { machine in
      for component in [Component.etcd, .apiserver] where machine.components.contains(component) {
        guard let refusal = await context.refusal(of: component, on: machine) else { continue }
        try await machine.renewCertificate(of: component, isExpired: false)
        renewed.note("\(component.rawValue) on \(machine.name) (\(refusal))")
      }
    }
    return renewed.words.isEmpty
      ? "no serving certificate is refused" : "renewed " + renewed.words.joined(separator: ", ")
  }
}

extension RunbookContext {
  fileprivate func refusal(of component: Component, on machine: any Machine) async -> String? {
    component == .etcd
      ? await etcd(machine.name).certificateProblem(deadline: within(Limits.call))
      : await api(machine.name).certificateProblem(deadline: within(Limits.call))
  }
}
