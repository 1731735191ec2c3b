import Clients
import Model
import Providers
import Transport

/// Clients that follow a cluster's endpoints, sharing two HTTP clients: one as administrator, one as etcd client.
struct ClusterLinks: Sendable {
  private static let callDeadline = Duration.seconds(1)

  let adminTLS: TLSIdentity
  let etcdTLS: TLSIdentity
  private let addresses: Addresses
  private let adminHTTP: HTTPClient
  private let etcdHTTP: HTTPClient

  init(_ addresses: Addresses) {
    self.addresses = addresses
    let access = addresses.now
    adminTLS = TLSIdentity(access.admin)
    etcdTLS = TLSIdentity(access.etcdClient)
    adminHTTP = HTTPClient(HTTPClientConfiguration(tls: adminTLS))
    etcdHTTP = HTTPClient(HTTPClientConfiguration(tls: etcdTLS))
  }

  /// As clients reach it.
  var api: KubernetesClient {
    KubernetesClient(http: adminHTTP) { [addresses] in addresses.now.api }
  }

  func api(of machine: MachineName) -> KubernetesClient {
    KubernetesClient(http: adminHTTP) { [addresses] in
      let access = addresses.now
      return access.apiByMachine[machine] ?? access.api
    }
  }

  func etcd(of machine: MachineName) -> EtcdClient {
    EtcdClient(http: etcdHTTP) { [addresses] in
      let access = addresses.now
      return access.etcdByMachine[machine] ?? access.etcd
    }
  }

  /// The machine whose member leads now; nil while nobody does.
  func etcdLeader(among machines: [MachineName]) async -> MachineName? {
    for machine in machines {
      if let status = try? await etcd(of: machine).status(deadline: Self.callDeadline), status.isLeader {
        return machine
      }
    }
    return nil
  }

  /// The machine whose controller manager or scheduler holds its lease; its identity begins with its host's name.
  ///
  /// - Parameter machines: by the names of their nodes.
  func leaseHolder(of component: Component, among machines: [String: MachineName]) async -> MachineName? {
    guard let lease = try? await api.lease(component.rawValue, deadline: Self.callDeadline) else { return nil }
    return machines.first { lease.holder.hasPrefix("\($0.key)_") }?.value
  }

  /// Blocks until both threads have ended.
  func close() {
    adminHTTP.shutdown()
    etcdHTTP.shutdown()
  }
}

extension TLSIdentity {
  init(_ files: IdentityFiles) {
    self.init(authorityFile: files.authority, certificateFile: files.certificate, keyFile: files.key)
  }
}
