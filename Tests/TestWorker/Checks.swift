import Model
import ProviderConformance
import Providers

func run(_ request: CheckRequest, in sandbox: Sandbox) async throws {
  let controlPlanes = request.rest.first.flatMap { Int($0) } ?? 1
  let cluster = try await LocalCluster.boot(ClusterSpec(controlPlanes: controlPlanes), in: sandbox)
  say("booted \(cluster.facts.version) etcd \(cluster.facts.etcdVersion) in \(cluster.facts.bootSeconds) s")
  switch request.check {
  case "boot": return
  case "linger": try await Task.sleep(for: .seconds(600))
  case "conformance": await conform(cluster)
  default: throw ProviderError.unsupported(what: "the check \(request.check)", remedy: "see Checks.swift")
  }
}

private func conform(_ cluster: LocalCluster) async {
  for check in ProviderConformance.checks {
    do {
      try await check.run(cluster)
      say("passed \(check.name)")
    } catch {
      say("failed \(check.name): \(error)")
    }
  }
}
