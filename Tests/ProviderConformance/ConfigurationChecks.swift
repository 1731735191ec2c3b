import Model
import Providers
import Transport

let configurationChecks: [ProviderConformance.Check] = [
  .init("a component with a bad flag crashes at each start, until the flag is gone") { cluster in
    let machine = try victim(of: cluster)
    try await machine.setCrashLooping(.scheduler, true)
    var seen: Set<UInt64> = []
    try await eventually("it is started again and again") {
      for process in try await machine.processes(of: .scheduler) { seen.insert(process.startTicks) }
      return seen.count > 1
    }
    try await machine.setCrashLooping(.scheduler, false)
    try await eventually("one process stays") {
      guard let process = try await machine.processes(of: .scheduler).first else { return false }
      try await Task.sleep(for: .milliseconds(1500))
      return try await machine.processes(of: .scheduler).contains { $0.isSameProcess(as: process) }
    }
  },
  .init("a load balancer with a bad flag crashes too") { cluster in
    let balancer = try require(cluster.loadBalancers.first, "there is no load balancer")
    try await balancer.setCrashLooping(.loadBalancer, true)
    try await eventually("it is gone") { try await balancer.processes(of: .loadBalancer).isEmpty }
    try await throughout(.seconds(3), "no request passes") { await !isAPIReady(at: cluster.access.api, in: cluster) }
    try await balancer.setCrashLooping(.loadBalancer, false)
    try await eventually("it lets requests through again") { await isAPIReady(at: cluster.access.api, in: cluster) }
  },
  .init("nobody talks to a server whose certificate has run out, and everybody to one with a new one") { cluster in
    let machine = try victim(of: cluster)
    let api = try require(cluster.access.apiByMachine[machine.name], "no API address")
    for component in [Component.etcd, .apiserver] {
      let before = try await running(component, on: machine)
      try await machine.renewCertificate(of: component, isExpired: true)
      try expect(try await !running(component, on: machine).isSameProcess(as: before), "it was not restarted")
    }
    try await throughout(.seconds(2), "etcd is refused") { try await !isEtcdHealthy(machine, in: cluster) }
    try expect(await !isAPIReady(at: api, in: cluster), "the API is not refused")
    for component in [Component.etcd, .apiserver] {
      try await machine.renewCertificate(of: component, isExpired: false)
    }
    try await eventually("etcd answers") { try await isEtcdHealthy(machine, in: cluster) }
    try await eventually("the API answers") { await isAPIReady(at: api, in: cluster) }
  },
]
