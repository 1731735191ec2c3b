public import Model
public import Providers
import Transport

/// Asks with libcurl, which checks dates as every client of the cluster does.
public struct TLSCertificateCheck: CertificateCheck {
  private static let deadline = Duration.seconds(2)

  let access: ClusterAccess

  public init(access: ClusterAccess) {
    self.access = access
  }

  public func served(by component: Component, on machine: any Machine) async -> ServedCertificate {
    let isEtcd = component == .etcd
    // A member that its peers refuse never comes to serve its clients; its peers it serves from the first moment.
    guard let base = isEtcd ? machine.etcd?.peerURL : access.apiByMachine[machine.name] else {
      return .unclear("\(component.rawValue) on \(machine.name) has no address")
    }
    let identity = isEtcd ? access.etcdClient : access.admin
    let tls = TLSIdentity(
      authorityFile: identity.authority, certificateFile: identity.certificate, keyFile: identity.key)
    // A kept connection would not ask for the certificate again.
    let http = HTTPClient(HTTPClientConfiguration(tls: tls))
    let answer = await ask(base + "/version", http)
    await offPool("certificate-check") { http.shutdown() }
    return answer
  }

  private func ask(_ url: String, _ http: HTTPClient) async -> ServedCertificate {
    do {
      _ = try await http.send(HTTPRequest("GET", url, deadline: Self.deadline))
      return .valid
    } catch .tls(_, let message) where message.contains("expired") {
      return .expired(message)
    } catch {
      return .unclear("\(error)")
    }
  }
}
