import Clients
public import Model
import Transport

extension LocalCluster {
  /// Stands up a cluster and returns once every apiserver is ready, the controller managers and schedulers have been
  /// started, and the load balancer, where there is one, lets requests through.
  ///
  /// - Parameter limit: how long the apiservers may take from the first process on.
  /// - Throws: ``ProviderError``; what was started stays, and ends with the sandbox.
  public static func boot(
    _ spec: ClusterSpec, in sandbox: Sandbox, within limit: Duration = .seconds(120)
  ) async throws(ProviderError) -> LocalCluster {
    let topology = try Topology(spec)
    let volumes = VolumeStore(spec.volumes)
    let slots = topology.nodes.map { LocalMachine($0, volumes: volumes, sandbox: sandbox) }
    for slot in slots { try slot.prepare() }
    // One core makes the certificates while the kernel makes the network.
    async let asking = outcome { () async throws(ProviderError) in try await Versions.ask(sandbox.tools) }
    async let furnishing = outcome { () async throws(ProviderError) in
      try await offPool("certificates") { () throws(ProviderError) in try furnish(slots, topology, sandbox.tools) }
    }
    let held = await outcome { () async throws(ProviderError) in try await hold(slots, topology, sandbox) }
    let (blueprint, versions) = (try await furnishing.get(), try await asking.get())
    let begun = MonotonicTime.now()
    for (slot, machine) in zip(slots, try held.get()) { try await slot.letGo(machine) }
    async let yielding: Void = weigh(slots, .yielding)
    let access = clusterAccess(to: topology)
    let http = HTTPClient(HTTPClientConfiguration(tls: access.admin.tls))
    defer { http.shutdown() }
    try await waitUntilReady(topology.controlPlanes.map(\.address), http, within: limit)
    let bootTime = MonotonicTime.now() - begun
    try await startControllers(slots)
    if !topology.loadBalancers.isEmpty { try await waitUntilReady([topology.entrance], http, within: limit) }
    try await giveAddresses(to: topology, http, within: limit)
    await yielding
    return LocalCluster(
      blueprint, slots: slots, volumes: volumes, versions: versions, bootTime: bootTime, sandbox: sandbox)
  }
}

extension LocalCluster {
  /// Once every apiserver is ready, all that starts with them still keeps a host busy for some seconds.
  public func beginMeasured() async { await weigh(slots, .standing) }
}

// MARK: - Machines

/// Issues every identity and writes each where it belongs, with the services that use them. Blocks for some 10 ms.
private func furnish(
  _ slots: [LocalMachine], _ topology: Topology, _ tools: LocalTools
) throws(ProviderError) -> Blueprint {
  do {
    let blueprint = Blueprint(topology: topology, identities: try ClusterIdentities(), tools: tools)
    try blueprint.identities.writeHarnessIdentities()
    for slot in slots {
      try slot.furnish(blueprint.settings(of: slot.node)) { !$0.startsAtBoot }
    }
    return blueprint
  } catch let error as ProviderError {
    throw error
  } catch {
    throw .system(doing: "make the cluster's certificates", reason: "\(error)")
  }
}

/// Makes every machine's namespaces and the network between them. The machines wait at their gates.
private func hold(
  _ slots: [LocalMachine], _ topology: Topology, _ sandbox: Sandbox
) async throws(ProviderError) -> [MachineInit] {
  var held: [MachineInit] = []
  for slot in slots { held.append(try MachineInit.start(slot.files, in: sandbox)) }
  try setKernelParameter("net/ipv4/ip_forward", to: "1")
  let machines = zip(slots, held).map { (node: $0.node, held: $1) }
  try await Cables.plug(machines, after: NetworkBatch.zones(topology.networks), sandbox.tools)
  return held
}

private func weigh(_ slots: [LocalMachine], _ share: SessionShare) async {
  for slot in slots { await slot.weigh(share) }
}

/// Of the worker's own network namespace.
private func setKernelParameter(_ name: String, to value: String) throws(ProviderError) {
  try TextFile.overwrite("/proc/sys/\(name)", with: value)
}

private func startControllers(_ slots: [LocalMachine]) async throws(ProviderError) {
  for slot in slots {
    for component in slot.components where !component.startsAtBoot { try await slot.start(component) }
  }
}

/// Gives each worker a range of pod addresses, upon which its kubelet says at once whether it is Ready. Where the range comes
/// before the kubelet is through with its start, it says no, and speaks again only with its next heartbeat, 10 s later.
///
/// The controller manager can give out ranges too, but holds all its controllers up for 10 s at each start to do so.
private func giveAddresses(
  to topology: Topology, _ http: HTTPClient, within limit: Duration
) async throws(ProviderError) {
  guard !topology.workers.isEmpty else { return }
  let api = KubernetesClient(endpoint: "https://\(topology.entrance):\(Port.api)", http: http)
  for (number, worker) in topology.workers.enumerated() {
    try await poll("the registration of \(worker.name)", every: .milliseconds(100), within: limit) {
      () -> PollAnswer<Void> in
      do throws(ClientError) {
        try await api.requireStorageDrivers(of: worker.name.rawValue, deadline: .seconds(5))
        try await api.assignPodAddresses("10.244.\(number + 1).0/24", to: worker.name.rawValue, deadline: .seconds(5))
        return .ready(())
      } catch {
        return .waiting("\(error)")
      }
    }
  }
}

// MARK: - Readiness

private func waitUntilReady(
  _ addresses: [IPv4Address], _ http: HTTPClient, within limit: Duration
) async throws(ProviderError) {
  for address in addresses {
    let url = "https://\(address):\(Port.api)/readyz"
    try await poll("the apiserver at \(address)", every: .milliseconds(20), within: limit) { () -> PollAnswer<Void> in
      do throws(HTTPError) {
        let answer = try await http.send(HTTPRequest("GET", url, deadline: .seconds(2)))
        return answer.status == 200 ? .ready(()) : .waiting("HTTP \(answer.status): \(answer.text.suffix(300))")
      } catch {
        return .waiting("\(error)")
      }
    }
  }
}

// MARK: - Outcomes

/// What `work` came to, as a value: `async let` forgets which error it throws.
private func outcome<Success: Sendable>(
  _ work: @Sendable () async throws(ProviderError) -> Success
) async -> Result<Success, ProviderError> {
  do throws(ProviderError) { return .success(try await work()) } catch { return .failure(error) }
}

/// Runs a command in the worker's own namespaces; one that fails is an error.
func runOnHost(_ command: Command) async throws(ProviderError) -> CommandResult {
  do throws(CommandError) {
    let result = try await LocalCommandRunner().run(command)
    guard result.isSuccess else { throw .unsuccessful(command, result) }
    return result
  } catch {
    throw .commandFailed(doing: "\(error.command)", output: "\(error)")
  }
}
