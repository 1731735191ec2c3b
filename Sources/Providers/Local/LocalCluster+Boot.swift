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
    for node in topology.nodes { try makeFolders(of: node) }
    // One core makes the certificates while the kernel makes the network.
    async let asking = outcome { () async throws(ProviderError) in try await Versions.ask(sandbox.tools) }
    async let issuing = outcome { () async throws(ProviderError) in
      try await offPool("certificates") { () throws(ProviderError) in try issueAndWrite(topology, sandbox) }
    }
    let held = await outcome { () async throws(ProviderError) in try await makeNetwork(topology, sandbox) }
    let (identities, versions) = (try await issuing.get(), try await asking.get())
    let begun = MonotonicTime.now()
    let machines = try await start(try held.get(), topology, sandbox)
    let access = clusterAccess(to: topology)
    let http = HTTPClient(HTTPClientConfiguration(tls: access.admin.tls))
    defer { http.shutdown() }
    try await waitUntilReady(topology.controlPlanes.map(\.address), http, within: limit)
    let bootTime = MonotonicTime.now() - begun
    try await startControllers(machines)
    if let balancer = topology.loadBalancer { try await waitUntilReady([balancer.address], http, within: limit) }
    return LocalCluster(
      facts: clusterFacts(topology, machines, versions, bootTime), machines: machines.filter { $0.etcd != nil },
      access: access, loadBalancers: machines.filter { $0.etcd == nil }, topology: topology, sandbox: sandbox,
      identities: identities)
  }
}

extension Component {
  /// Those that talk to the API wait until there is one: they would only take time from what it needs to come up.
  var startsAtBoot: Bool { self != .controllerManager && self != .scheduler }
}

// MARK: - Machines

private func makeFolders(of node: Topology.Node) throws(ProviderError) {
  let files = LocalLayout.files(of: node.name)
  for folder in [files.root, files.logs, files.identities, files.services, files.settings] {
    try ProtectedFiles.makeDirectory(folder)
  }
}

private func makeNetwork(
  _ topology: Topology, _ sandbox: Sandbox
) async throws(ProviderError) -> [MachineInit] {
  var inits: [MachineInit] = []
  for node in topology.nodes {
    let files = LocalLayout.files(of: node.name)
    try ProtectedFiles.write(NetworkBatch.inside(node), to: files.links)
    try ProtectedFiles.write(try MachineInit.bootScript(node, files, in: sandbox), to: files.bootScript)
    inits.append(try MachineInit.start(files, in: sandbox))
  }
  try setKernelParameter("net/ipv4/ip_forward", to: "1")
  for machine in inits { try await machine.waitForNetworkNamespace() }
  let cables = zip(topology.nodes, inits).map { (node: $0, process: $1.pid) }
  let batch = NetworkBatch.zones(topology.zones) + NetworkBatch.cables(cables)
  _ = try await runOnHost(
    Command(try sandbox.tools.path(of: .ip), ["-batch", "-"], input: Array(batch.utf8), deadline: .seconds(10)))
  return inits
}

/// Of the worker's own network namespace.
private func setKernelParameter(_ name: String, to value: String) throws(ProviderError) {
  try TextFile.overwrite("/proc/sys/\(name)", with: value)
}

private func start(
  _ inits: [MachineInit], _ topology: Topology, _ sandbox: Sandbox
) async throws(ProviderError) -> [LocalMachine] {
  for machine in inits { machine.release() }
  var machines: [LocalMachine] = []
  for (node, machine) in zip(topology.nodes, inits) {
    let isBalancer = node == topology.loadBalancer
    machines.append(
      try LocalMachine(
        node, components: isBalancer ? [.loadBalancer] : [.etcd, .apiserver, .controllerManager, .scheduler],
        etcd: isBalancer ? nil : ControlPlaneArguments(node, topology).member,
        firstProcess: try await machine.firstProcess(), sandbox: sandbox))
  }
  return machines
}

private func startControllers(_ machines: [LocalMachine]) async throws(ProviderError) {
  for machine in machines {
    for component in machine.components where !component.startsAtBoot { try await machine.start(component) }
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
