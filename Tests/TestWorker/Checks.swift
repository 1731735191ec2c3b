import Foundation
import Model
import ProviderConformance
import Providers

func run(_ request: CheckRequest, in sandbox: Sandbox) async throws {
  switch request.check {
  case "echo": try await Task.sleep(for: .seconds(600))
  case "boot": _ = try await boot(request, sandbox)
  case "linger":
    _ = try await boot(request, sandbox)
    try await Task.sleep(for: .seconds(600))
  case "conformance": await conform(try await boot(request, sandbox), to: ProviderConformance.checks)
  case "machines":
    let spec = ClusterSpec(
      controlPlanes: 3, workers: 1, zones: [ZoneName("a"), ZoneName("b")], volumes: .persistent)
    await conform(try await boot(spec, sandbox), to: ProviderConformance.machineChecks)
  case "failover": try await Failover(cluster: boot(request, sandbox)).run()
  case "workers": try await Workers(boot(Workers.spec, sandbox)).run()
  case "balancers": try await Balancers(cluster: boot(Balancers.spec, sandbox)).run()
  case "faults": try await checkFaults(request, sandbox)
  case "door": try await openDoor(request, sandbox)
  default: throw ProviderError.unsupported(what: "the check \(request.check)", remedy: "see Checks.swift")
  }
}

private func boot(_ request: CheckRequest, _ sandbox: Sandbox) async throws -> LocalCluster {
  try await boot(ClusterSpec(controlPlanes: request.rest.first.flatMap { Int($0) } ?? 1), sandbox)
}

private func boot(_ spec: ClusterSpec, _ sandbox: Sandbox) async throws -> LocalCluster {
  let cluster = try await LocalCluster.boot(spec, in: sandbox)
  say("booted \(cluster.facts.version) etcd \(cluster.facts.etcdVersion) in \(cluster.facts.bootSeconds) s")
  return cluster
}

private func conform(_ cluster: LocalCluster, to checks: [ProviderConformance.Check]) async {
  for check in checks {
    do {
      try await check.run(cluster)
      say("passed \(check.name)")
    } catch {
      say("failed \(check.name): \(error)")
    }
  }
}

/// After the first argument come the kinds to look at; none: all.
private func checkFaults(_ request: CheckRequest, _ sandbox: Sandbox) async throws {
  try await FaultChecks(cluster: boot(FaultChecks.spec, sandbox), kinds: Array(request.rest.dropFirst())).run()
}

/// Opens the front door on descriptor 3 and leaves what a client needs where the test finds it.
private func openDoor(_ request: CheckRequest, _ sandbox: Sandbox) async throws {
  let port = request.rest.first ?? ""
  let cluster = try await LocalCluster.boot(ClusterSpec(), in: sandbox)
  try await cluster.openFrontDoor(listening: 3)
  let kubeconfig = try cluster.kubeconfig(server: "https://127.0.0.1:\(port)")
  try Data(kubeconfig.utf8).write(to: URL(fileURLWithPath: request.logs + "/kubeconfig"))
  let admin = cluster.access.admin
  for (path, name) in [(admin.authority, "ca.crt"), (admin.certificate, "admin.crt"), (admin.key, "admin.key")] {
    try FileManager.default.copyItem(atPath: path, toPath: request.logs + "/" + name)
  }
  say("open")
  try await Task.sleep(for: .seconds(600))
}
