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

  private var access: ClusterAccess { addresses.now }

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

  func keyspace(of machine: MachineName) -> LiveKeyspace {
    LiveKeyspace(endpoint: access.etcdByMachine[machine] ?? access.etcd, http: etcdHTTP)
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
