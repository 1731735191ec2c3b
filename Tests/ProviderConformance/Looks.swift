import Clients
import Model
import Providers
import Transport

/// The machine that these checks break: the last one, so that the others keep quorum.
func victim(of cluster: any Cluster) throws -> any Machine {
  guard let machine = cluster.machines.last else { throw ConformanceFailure("the cluster has no machine") }
  return machine
}

func require<Value>(_ value: Value?, _ otherwise: @autoclosure () -> String) throws(ConformanceFailure) -> Value {
  guard let value else { throw ConformanceFailure(otherwise()) }
  return value
}

/// Asks a machine's own etcd, on a new connection.
func withEtcd<Value>(
  of machine: any Machine, in cluster: any Cluster, _ ask: (EtcdClient) async throws -> Value
) async throws -> Value {
  let endpoint = try require(cluster.access.etcdByMachine[machine.name], "\(machine.name) has no etcd endpoint")
  let identity = cluster.access.etcdClient
  let http = HTTPClient(
    HTTPClientConfiguration(
      tls: TLSIdentity(
        authorityFile: identity.authority, certificateFile: identity.certificate, keyFile: identity.key)))
  defer { http.shutdown() }
  return try await ask(EtcdClient(endpoint: endpoint, http: http))
}

func isEtcdHealthy(_ machine: any Machine, in cluster: any Cluster) async throws -> Bool {
  try await withEtcd(of: machine, in: cluster) { await $0.isHealthy(deadline: .seconds(2)) }
}

/// The same question to every apiserver: `GET /readyz`.
func isAPIReady(at url: String, in cluster: any Cluster) async -> Bool {
  let admin = cluster.access.admin
  let http = HTTPClient(
    HTTPClientConfiguration(
      tls: TLSIdentity(authorityFile: admin.authority, certificateFile: admin.certificate, keyFile: admin.key)))
  defer { http.shutdown() }
  let answer = try? await http.send(HTTPRequest("GET", url + "/readyz", deadline: .seconds(2)))
  return answer?.status == 200
}

/// Runs `etcdctl` on a machine, against its own member.
@discardableResult
func etcdctl(_ words: [String], on machine: any Machine, in cluster: any Cluster) async throws -> String {
  let identity = cluster.access.etcdClient
  let environment = [
    "ETCDCTL_API": "3", "ETCDCTL_ENDPOINTS": machine.etcd?.clientURL ?? "", "ETCDCTL_CACERT": identity.authority,
    "ETCDCTL_CERT": identity.certificate, "ETCDCTL_KEY": identity.key,
  ]
  let result = try await machine.run(
    Command("etcdctl", words, environment: .adding(environment), deadline: .seconds(10)))
  try expect(result.isSuccess, "etcdctl \(words.joined(separator: " ")): \(result.errorText)")
  return result.text
}

func memberID(of machine: any Machine, askedOn other: any Machine, in cluster: any Cluster) async throws -> String {
  // `8e9e05c52164694d, started, cp-1, https://10.0.0.11:2380, https://10.0.0.11:2379, false`
  let lines = try await etcdctl(["member", "list"], on: other, in: cluster).split(separator: "\n")
  let line = lines.first { $0.contains(", \(machine.name), ") }
  return try require(line?.split(separator: ",").first.map(String.init), "etcd has no member \(machine.name)")
}

/// Looks for `span` that it holds all the time.
func throughout(_ span: Duration, _ what: String, _ holds: () async throws -> Bool) async throws {
  let begun = MonotonicTime.now()
  while MonotonicTime.now() - begun < span {
    try expect(try await holds(), "not all the time: \(what)")
    try await Task.sleep(for: .milliseconds(50))
  }
}

func refused(_ what: String, _ work: () async throws -> Void) async throws {
  do {
    try await work()
  } catch is ProviderError {
    return
  }
  throw ConformanceFailure("not refused: \(what)")
}
