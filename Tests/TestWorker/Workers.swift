import Clients
import Model
import Providers
import Transport

/// Worker machines through a partition: what real controllers do about them, and what goes on without them.
struct Workers: Sendable {
  static let spec = ClusterSpec(
    controlPlanes: 1, workers: 3, zones: ["a", "b", "c"].map { ZoneName($0) }, loadBalancers: 1,
    nodeGrace: .seconds(16))
  private static let deadline = Duration.seconds(2)
  private static let table = "firedrill_test"

  let cluster: LocalCluster
  let http: HTTPClient
  private let api: KubernetesClient

  init(_ cluster: LocalCluster) {
    self.cluster = cluster
    http = adminClient(of: cluster)
    api = KubernetesClient(endpoint: cluster.access.api, http: http)
  }

  func run() async throws {
    defer { http.shutdown() }
    try await nodesBecomeReady()
    try await canaryRuns()
    try await workloadAnswers()
    guard let cut = cluster.machine(MachineName("worker-2")) else { return }
    try await partition(cut)
    try await until("worker-2 is NotReady") { try await ready() == ["worker-1", "worker-3"] }
    say("passed a worker that is cut off becomes NotReady")
    try await until("the canary has moved") { try await replicas() == ["worker-1": 3, "worker-3": 3] }
    say("passed its replicas are made anew on the others")
    try await heal(cut)
    try await until("worker-2 is Ready again") { try await ready().count == 3 }
    say("passed it is Ready again once the partition is healed")
    try await workloadOutlivesTheControlPlane()
    try await aNewWorkerJoins()
  }

  private func nodesBecomeReady() async throws {
    let begun = MonotonicTime.now()
    try await until("every node is Ready") { try await ready().count == 3 }
    say("nodes ready after \((MonotonicTime.now() - begun).seconds) s")
    let zones = try await api.nodes(deadline: Self.deadline).map { "\($0.name) \($0.zone ?? "-")" }
    try expect(zones == ["worker-1 a", "worker-2 b", "worker-3 c"], "\(zones)")
    try await until("worker-1 renews its lease") {
      try await api.nodeHeartbeat("worker-1", deadline: Self.deadline) != nil
    }
    say("passed nodes become Ready, each in its zone, with a lease")
  }

  private func canaryRuns() async throws {
    try await api.createNamespace("canary", deadline: Self.deadline)
    try await api.ensureDeployment(
      SpreadDeployment(name: "canary", replicas: 6, tolerationSeconds: 2), in: "canary", deadline: Self.deadline)
    try await until("the canary runs") {
      try await replicas() == ["worker-1": 2, "worker-2": 2, "worker-3": 2]
    }
    let summary = try await api.deployment("canary", in: "canary", deadline: Self.deadline)
    try expect(summary?.replicas == 6, "\(String(describing: summary))")
    say("passed a Deployment is spread over the zones")
  }

  private func workloadAnswers() async throws {
    try await until("the workload answers") { await workload() == "worker-1" }
    say("passed the last worker passes requests on to the first")
  }

  /// With the only control plane off, traffic between two workers goes on; with the first worker off, it does not.
  private func workloadOutlivesTheControlPlane() async throws {
    guard let apiserver = cluster.machines.first, let first = cluster.workers.first else { return }
    try await apiserver.stop(.apiserver)
    try expect(await workload() == "worker-1", "the workload needs the API")
    try await first.stop(.workload)
    try expect(await workload() == nil, "the workload answers without its first worker")
    try await first.start(.workload)
    try await apiserver.start(.apiserver)
    try await until("the workload answers again") { await workload() == "worker-1" }
    try await until("the API answers again") { try await ready().count == 3 }
    say("passed the workload needs its workers and nothing else")
  }

  private func aNewWorkerJoins() async throws {
    guard let first = cluster.workers.first else { return }
    let before = first.address
    try await first.terminate()
    try await cluster.replace(first.name, in: ZoneName("b"), attaching: nil)
    try expect(first.address != before, "it has the old address")
    try await until("the workload reaches the new worker") { await workload() == "worker-1" }
    // The node was Ready before, and stays so on paper until the new kubelet speaks: its zone tells who speaks.
    try await until("the new worker's node is Ready in its zone") {
      try await api.nodes(deadline: Self.deadline).contains {
        $0.name == first.name.rawValue && $0.zone == "b" && $0.isReady
      }
    }
    say("passed a new worker takes another's place")
  }

  // MARK: Looking

  private func ready() async throws -> [String] {
    try await api.nodes(deadline: Self.deadline).filter(\.isReady).map(\.name)
  }

  /// Ready replicas that were not told to go, by node.
  private func replicas() async throws -> [String: Int] {
    let ready = try await ready()
    let pods = try await api.pods(of: "canary", in: "canary", deadline: Self.deadline)
    return pods.filter { $0.isReady && !$0.isTerminating }.compactMap(\.node).filter(ready.contains)
      .reduce(into: [:]) { $0[$1, default: 0] += 1 }
  }

  /// What the workload says; nil when it does not answer.
  private func workload() async -> String? {
    guard let url = cluster.access.workload,
      let answer = try? await http.send(HTTPRequest("GET", url + "/", deadline: Self.deadline)), answer.status == 200
    else { return nil }
    return answer.text
  }

  // MARK: Breaking

  /// Between the worker and every load balancer, both ways.
  private func partition(_ machine: any Machine) async throws {
    let others = cluster.loadBalancers.map(\.address).joined(separator: ", ")
    let rules = """
      table ip \(Self.table) {
        chain in { type filter hook input priority 0; ip saddr { \(others) } drop; }
        chain out { type filter hook output priority 0; ip daddr { \(others) } drop; }
      }
      """
    let result = try await machine.run(
      Command("nft", ["-f", "-"], input: Array(rules.utf8), deadline: .seconds(5)))
    try expect(result.isSuccess, result.errorText)
  }

  private func heal(_ machine: any Machine) async throws {
    let result = try await machine.run(Command("nft", ["delete", "table", "ip", Self.table], deadline: .seconds(5)))
    try expect(result.isSuccess, result.errorText)
  }
}

func adminClient(of cluster: LocalCluster) -> HTTPClient {
  let admin = cluster.access.admin
  return HTTPClient(
    HTTPClientConfiguration(
      tls: TLSIdentity(authorityFile: admin.authority, certificateFile: admin.certificate, keyFile: admin.key)))
}

func expect(_ holds: Bool, _ otherwise: @autoclosure () -> String) throws {
  guard holds else { throw ProviderError.system(doing: "go on", reason: otherwise()) }
}

/// Asks four times a second. An error counts as "not yet".
func until(_ what: String, _ holds: () async throws -> Bool) async throws {
  let begun = MonotonicTime.now()
  while MonotonicTime.now() - begun < .seconds(120) {
    if (try? await holds()) == true { return }
    try await Task.sleep(for: .milliseconds(250))
  }
  throw ProviderError.notReady(what: what, waited: .seconds(120), lastSeen: "it never was")
}
