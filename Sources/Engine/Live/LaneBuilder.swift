import Clients
import Model
import Probes
import Providers
import Transport

/// The objects that the built-in probes read and write.
struct ProbeObjects: Sendable {
  static let namespace = "firedrill-probe"
  static let readName = "read"
  private static let deadline = Duration.seconds(10)

  let api: KubernetesClient

  /// One object to read, and one to write for each machine and the balancer, so that no two lanes conflict.
  func make() async throws(ClientError) {
    try await api.createNamespace(Self.namespace, deadline: Self.deadline)
    try await api.ensureConfigMap(Self.readName, in: Self.namespace, deadline: Self.deadline)
    try await api.ensureConfigMap(Self.writeName, in: Self.namespace, deadline: Self.deadline)
  }

  static let writeName = "write"
}

/// Turns a planned lane into what the sampler asks.
struct LaneBuilder {
  let access: ClusterAccess
  let links: ClusterLinks

  func lane(_ planned: PlannedLane) -> Lane {
    Lane(
      planned.id, request(planned), connection: planned.newConnections ? .new : .kept,
      tls: planned.probe == .etcdWrite ? links.etcdTLS : links.adminTLS, interval: planned.interval)
  }

  private func request(_ planned: PlannedLane) -> Lane.Request {
    let api = planned.machine.flatMap { access.apiByMachine[$0] } ?? access.api
    let etcd = planned.machine.flatMap { access.etcdByMachine[$0] } ?? access.etcd
    switch planned.probe {
    case .apiRead:
      return .same(
        ProbeRequest("GET", api + ConfigMapRequests.path(ProbeObjects.readName, in: ProbeObjects.namespace)))
    case .apiWrite:
      let url = api + ConfigMapRequests.path(ProbeObjects.writeName, in: ProbeObjects.namespace)
      let headers = [HTTPHeader("Content-Type", ConfigMapRequests.mergePatchType)]
      return .numbered { sequence in
        ProbeRequest("PATCH", url, headers: headers, body: ConfigMapRequests.mergePatch(data: String(sequence)))
      }
    case .etcdWrite:
      let url = etcd + EtcdRequests.putPath
      let key = "/firedrill/\(planned.id)"
      return .numbered { ProbeRequest("POST", url, body: EtcdRequests.put(key: key, value: String($0))) }
    }
  }
}
