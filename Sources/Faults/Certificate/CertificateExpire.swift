import Model
import Providers

/// `certificate.expire`: the component serves with a certificate that has run out; the proof is what a client is served.
struct CertificateExpire: MachineFault {
  let component: Component
  let check: any CertificateCheck

  var undoText: String { "give it a new certificate" }
  func label(_ machine: any Machine) -> String { "certificate of \(component.rawValue) on \(machine.name)" }

  func look(at machine: any Machine) async throws -> Nothing {
    guard component == .etcd || component == .apiserver else {
      throw FaultError.noTarget(
        "\(component.rawValue): only etcd and kube-apiserver serve with a certificate of the cluster")
    }
    guard case .expired(let why) = await check.served(by: component, on: machine) else { return Nothing() }
    throw FaultError.providerFailed("the \(label(machine)) has run out already: \(why)")
  }

  func inject(on machine: any Machine) async throws {
    try await machine.renewCertificate(of: component, isExpired: true)
  }

  func prove(on machine: any Machine, since before: Nothing) async throws -> EffectProof {
    switch await check.served(by: component, on: machine) {
    case .valid: .no("the \(label(machine)) is valid")
    case .expired(let why): .yes("the \(label(machine)) is refused: \(why)")
    case .unclear(let why): .no("the \(label(machine)) could not be checked: \(why)")
    }
  }

  func undo(on machine: any Machine, since before: Nothing) async throws {
    try await machine.renewCertificate(of: component, isExpired: false)
  }
}
