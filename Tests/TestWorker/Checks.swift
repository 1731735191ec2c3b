import Model
import Providers

func run(_ request: CheckRequest, in sandbox: Sandbox) async throws(ProviderError) {
  let controlPlanes = request.rest.first.flatMap { Int($0) } ?? 1
  switch request.check {
  case "boot":
    let cluster = try await LocalCluster.boot(ClusterSpec(controlPlanes: controlPlanes), in: sandbox)
    say("booted \(cluster.facts.version) etcd \(cluster.facts.etcdVersion) in \(cluster.facts.bootSeconds) s")
  default:
    throw .unsupported(what: "the check \(request.check)", remedy: "see Checks.swift")
  }
}
