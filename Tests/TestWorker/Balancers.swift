import Model
import Providers
import Transport

/// Two load balancers with one address, of which one goes: by its process, then by its machine.
struct Balancers: Sendable {
  static let spec = ClusterSpec(controlPlanes: 3, loadBalancers: 2, etcdEndpoint: .balanced)
  let cluster: LocalCluster

  func run() async throws {
    let balancers = cluster.loadBalancers
    guard balancers.count == 2 else { return say("failed there are \(balancers.count) load balancers") }
    let holder = try await self.holder()
    let stopped = try await watch("stopped") { try await holder.stop(.loadBalancer) }
    let other = try await self.holder()
    try expect(other.name != holder.name, "\(holder.name) still has the entrance")
    try expect(stopped, "nobody took the entrance of a balancer that was stopped")
    say("passed a stopped balancer gives its address up")
    try await holder.start(.loadBalancer)
    try await Task.sleep(for: .seconds(2))
    try expect(try await self.holder().name == other.name, "the entrance moved back for no reason")
    say("passed one that comes back leaves the entrance where it is")
    let killed = try await watch("killed") { try await other.send(.kill, to: .loadBalancer) }
    try expect(killed, "nobody took the entrance of a balancer that was killed")
    say("passed a killed balancer gives its address up")
    let last = try await self.holder()
    let lost = try await watch("lost") { try await last.powerOff() }
    try expect(lost, "nobody took the entrance of a balancer whose machine was lost")
    say("passed the address of a lost machine is taken over")
    try await last.powerOn()
  }

  /// The balancer that has the shared address now.
  private func holder() async throws -> any Machine {
    let address = cluster.access.api.split(separator: "/").last?.split(separator: ":").first ?? ""
    for machine in cluster.loadBalancers {
      let shown = try? await machine.run(Command("ip", ["-4", "-oneline", "address"], deadline: .seconds(5)))
      if shown?.text.contains(" \(address)/") == true { return machine }
    }
    throw ProviderError.system(doing: "find the entrance", reason: "nobody has it")
  }

  /// Asks fifty times a second through the entrance, each time on a new connection, for five seconds after the fault.
  ///
  /// - Returns: whether the last second of it was good.
  private func watch(_ name: String, _ fault: @Sendable () async throws -> Void) async throws -> Bool {
    let begun = MonotonicTime.now()
    var failed: [Duration] = []
    async let broken: Void = fault()
    while MonotonicTime.now() - begun < .seconds(5) {
      let at = MonotonicTime.now() - begun
      if !(await ask()) { failed.append(at) }
      try await Task.sleep(for: .milliseconds(20))
    }
    try await broken
    let felt = failed.isEmpty ? "nothing" : "\(failed[0].seconds) s to \(failed[failed.count - 1].seconds) s"
    say("\(name): failed requests \(failed.count), \(felt)")
    return failed.last.map { $0 < .seconds(4) } ?? true
  }

  private func ask() async -> Bool {
    let http = adminClient(of: cluster)
    defer { http.shutdown() }
    let answer = try? await http.send(HTTPRequest("GET", cluster.access.api + "/version", deadline: .milliseconds(250)))
    return answer?.status == 200
  }
}
