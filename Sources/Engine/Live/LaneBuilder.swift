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
  /// Two changes of one object at once make the apiserver try again, so a lane goes round as many as it may have under way.
  private static let objectsPerLane: UInt64 = 16

  let api: KubernetesClient

  func make(for lanes: [PlannedLane]) async throws(ClientError) {
    try await api.createNamespace(Self.namespace, deadline: Self.deadline)
    try await api.ensureConfigMap(Self.readName, in: Self.namespace, deadline: Self.deadline)
    for lane in lanes where lane.probe == .apiWrite {
      for sequence in 0..<Self.objectsPerLane {
        try await api.ensureConfigMap(Self.writeName(lane.id, sequence), in: Self.namespace, deadline: Self.deadline)
      }
    }
  }

  static func writeName(_ lane: LaneID, _ sequence: UInt64) -> String {
    let name = lane.rawValue.map { $0.isLetter || $0.isNumber ? $0 : "-" }
    return String(name) + "-\(sequence % objectsPerLane)"
  }
}

/// Turns a planned lane into what the sampler asks. Each sample goes to where its machine is by then.
struct LaneBuilder {
  let addresses: Addresses
  let links: ClusterLinks

  func lane(_ planned: PlannedLane) -> Lane {
    Lane(
      planned.id, request(planned), connection: planned.newConnections ? .new : .kept,
      tls: planned.probe == .etcdWrite ? links.etcdTLS : links.adminTLS, interval: planned.interval)
  }

  private func request(_ planned: PlannedLane) -> Lane.Request {
    let addresses = addresses
    let api: @Sendable () -> String = {
      let access = addresses.now
      return planned.machine.flatMap { access.apiByMachine[$0] } ?? access.api
    }
    switch planned.probe {
    case .apiRead:
      let path = ConfigMapRequests.path(ProbeObjects.readName, in: ProbeObjects.namespace)
      return .numbered { _ in ProbeRequest("GET", api() + path) }
    case .apiWrite:
      let headers = [HTTPHeader("Content-Type", ConfigMapRequests.mergePatchType)]
      return .numbered { sequence in
        let name = ProbeObjects.writeName(planned.id, sequence)
        return ProbeRequest(
          "PATCH", api() + ConfigMapRequests.path(name, in: ProbeObjects.namespace), headers: headers,
          body: ConfigMapRequests.mergePatch(data: String(sequence)))
      }
    case .workload: return .numbered { _ in ProbeRequest("GET", (addresses.now.workload ?? api()) + "/") }
    case .etcdWrite:
      let key = "/firedrill/\(planned.id)"
      return .numbered { sequence in
        let access = addresses.now
        let etcd = planned.machine.flatMap { access.etcdByMachine[$0] } ?? access.etcd
        return ProbeRequest(
          "POST", etcd + EtcdRequests.putPath, body: EtcdRequests.put(key: key, value: String(sequence)))
      }
    }
  }
}
