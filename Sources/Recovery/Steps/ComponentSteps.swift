import Clients
import Model
import Providers
import Synchronization

enum ComponentSteps {
  /// Their leases are named like the components.
  private static let controllers = [Component.controllerManager, .scheduler]

  /// Nothing may read or write while members change under it, so the controllers are stopped as well. None of the three
  /// has state of its own to save, and an apiserver without etcd would only wait for it: they get no time.
  static func stopClients(_ context: RunbookContext) async throws(RecoveryError) -> String {
    if context.memory.read(\.quorumStands) { return "quorum stands: nothing is stopped" }
    let machines = await context.standing()
    try await context.onEach(machines, doing: "stopping the apiserver and its controllers") { machine in
      try await withThrowingTaskGroup(of: Void.self) { group in
        for component in [Component.apiserver] + controllers {
          group.addTask { try await machine.stop(component, grace: .zero) }
        }
        try await group.waitForAll()
      }
    }
    return "kube-apiserver, kube-controller-manager and kube-scheduler are down on \(machines.names)"
  }

  /// What a member says its revision is, is kept: no watcher may see a lower one later.
  static func stopMembers(_ context: RunbookContext) async throws(RecoveryError) -> String {
    if context.memory.read(\.quorumStands) { return "quorum stands: nothing is stopped" }
    let machines = await context.standing()
    try await context.onEach(machines, doing: "stopping etcd") { machine in
      if let status = try? await context.etcd(machine.name).status(deadline: Limits.call) {
        context.memory.change { $0.revision = max($0.revision, status.revision) }
      }
      try await machine.stop(.etcd)
    }
    return "etcd is down on \(machines.names)"
  }

  static func startMembers(_ context: RunbookContext) async throws(RecoveryError) -> String {
    let machines = await context.standing()
    try await context.onEach(machines, doing: "starting etcd") { try await $0.start(.etcd) }
    try await context.onEach(machines, doing: "waiting for etcd") { try await context.awaitEtcd(on: $0) }
    return "every member is healthy"
  }

  /// An apiserver without a member of its own that can commit would only wait for it.
  static func startServers(_ context: RunbookContext) async throws(RecoveryError) -> String {
    let machines = await context.those(of: context.cluster.machines) { await context.isHealthy($0) }
    guard !machines.isEmpty else {
      throw .stepFailed(doing: "starting kube-apiserver", reason: "no etcd member is healthy")
    }
    try await context.onEach(machines, doing: "starting kube-apiserver") { try await $0.start(.apiserver) }
    try await context.onEach(machines, doing: "waiting for kube-apiserver") { try await context.awaitServer(on: $0) }
    return "kube-apiserver is ready on \(machines.names)"
  }

  /// Where a component runs nowhere any more, its lease belongs to nobody; without it the new holders need not wait 15 s
  /// for the old one's to run out.
  static func restartControllers(_ context: RunbookContext) async throws(RecoveryError) -> String {
    let machines = try await context.serving()
    let first = machines[0]
    var freed: [String] = []
    for component in controllers {
      if await !context.runsAnywhere(component) {
        try await removeLease(of: component, at: first, context)
        freed.append(component.rawValue)
      }
      try await context.onEach(machines, doing: "starting \(component.rawValue)") { try await $0.start(component) }
    }
    let words = "both run on \(machines.names)"
    return freed.isEmpty ? words : words + "; removed the old holder's lease of \(freed.joined(separator: ", "))"
  }

  private static func removeLease(
    of component: Component, at machine: any Machine, _ context: RunbookContext
  ) async throws(RecoveryError) {
    try await context.wait(for: "the removal of the lease of \(component.rawValue)", limit: Limits.lease) {
      do throws(ClientError) {
        try await context.api(machine.name).deleteLease(component.rawValue, deadline: Limits.call)
        return nil
      } catch {
        return error.description
      }
    }
  }

  // MARK: what is down

  static func startWhatIsDown(_ context: RunbookContext) async throws(RecoveryError) -> String {
    let machines = await context.those(of: context.cluster.everyMachine) { await context.isOn($0) }
    let started = Started()
    try await context.onEach(machines, doing: "starting what is down") { machine in
      try await withThrowingTaskGroup(of: Void.self) { group in
        for component in machine.components {
          group.addTask {
            guard let trouble = try await context.trouble(of: component, on: machine) else { return }
            started.note("\(component.rawValue) on \(machine.name) (\(trouble.rawValue))")
            try await context.startAnew(component, on: machine, after: trouble)
          }
        }
        try await group.waitForAll()
      }
    }
    return started.words.isEmpty ? "everything runs" : "started " + started.words.joined(separator: ", ")
  }

  static func awaitControlPlane(_ context: RunbookContext) async throws(RecoveryError) -> String {
    let machines = await context.standing()
    guard !machines.isEmpty else {
      throw .stepFailed(doing: "waiting for the control plane", reason: "none of its machines is on")
    }
    try await context.onEach(machines, doing: "waiting for the control plane") { machine in
      try await context.awaitEtcd(on: machine, limit: Limits.cold)
      try await context.awaitServer(on: machine, limit: Limits.cold)
    }
    return "etcd is healthy and kube-apiserver ready on \(machines.names)"
  }
}

extension RunbookContext {
  /// Control planes whose kube-apiserver is ready; waits until there is one, since any may go down again meanwhile.
  ///
  /// - Returns: at least one.
  func serving() async throws(RecoveryError) -> [any Machine] {
    let found = Mutex<[any Machine]>([])
    try await wait(for: "a kube-apiserver", limit: Limits.ready) {
      let machines = await those(of: cluster.machines) { await isServing($0) }
      found.withLock { $0 = machines }
      return machines.isEmpty ? "none is ready" : nil
    }
    return found.withLock(\.self)
  }

  func isHealthy(_ machine: any Machine) async -> Bool {
    await etcd(machine.name).isHealthy(deadline: within(Limits.call))
  }

  func isServing(_ machine: any Machine) async -> Bool {
    await api(machine.name).isReady(deadline: within(Limits.call))
  }

  func runsAnywhere(_ component: Component) async -> Bool {
    await !those(of: standing()) { (try? await $0.processes(of: component).isEmpty) == false }.isEmpty
  }

  func awaitEtcd(on machine: any Machine, limit: Duration = Limits.ready) async throws(RecoveryError) {
    try await wait(for: "etcd on \(machine.name)", limit: limit) {
      await etcd(machine.name).problem(deadline: Limits.call)
    }
  }

  func awaitServer(on machine: any Machine, limit: Duration = Limits.ready) async throws(RecoveryError) {
    try await wait(for: "kube-apiserver on \(machine.name)", limit: limit) {
      await api(machine.name).problem(deadline: Limits.call)
    }
  }
}
