import Clients
import Model
import Providers
import Transport

enum MachineSteps {
  /// Data points that have to fail in a row.
  private static let dataPoints = 2

  // MARK: power

  /// The monitor sees a machine's status once a period; it acts on two failed data points within two periods.
  static func awaitAlarm(_ context: RunbookContext) async throws(RecoveryError) -> String {
    let began = context.clock.now()
    let first = await context.failingMachines(among: context.cluster.everyMachine)
    guard !first.isEmpty else { return "every machine passes its status check: no alarm" }
    var failing = first
    for number in 1...dataPoints {
      let end = began + context.alarmPeriod * number
      try await context.sitOut(
        "status check alarm, data point \(number) of \(dataPoints)", context.alarmPeriod, until: end)
      failing = await context.failingMachines(among: failing)
    }
    let names = failing.map(\.name)
    context.memory.change { $0.failing = names }
    guard !failing.isEmpty else { return "\(first.names) came back before the alarm" }
    return "status check failed at \(dataPoints) data points: \(failing.names)"
  }

  static func reboot(_ context: RunbookContext) async throws(RecoveryError) -> String {
    let machines = await context.alarmed()
    try await context.onEach(machines, doing: "rebooting") { try await context.powerCycle($0) }
    return machines.isEmpty ? "no machine has to be rebooted" : "rebooted \(machines.names)"
  }

  static func powerOn(_ context: RunbookContext) async throws(RecoveryError) -> String {
    let machines = await context.failingMachines(among: context.cluster.everyMachine)
    try await context.onEach(machines, doing: "powering on") { try await context.powerCycle($0) }
    return machines.isEmpty ? "every machine is on and answers" : "powered on \(machines.names)"
  }

  /// A group, auto-recovery, an alarm or somebody at a console does it, within the recovery's deadline.
  static func awaitMachines(_ context: RunbookContext) async throws(RecoveryError) -> String {
    let began = context.clock.now()
    // Another one may go down in the meantime.
    try await context.wait(for: "every machine", limit: Limits.healing, every: Limits.look) {
      let missing = await context.failingMachines(among: context.cluster.everyMachine, answering: Limits.logIn)
      context.memory.change { content in
        content.awaited += missing.map(\.name).filter { !content.awaited.contains($0) }
      }
      return missing.isEmpty ? nil : "\(missing.names): off, gone or without an answer"
    }
    let awaited = context.memory.read(\.awaited)
    guard !awaited.isEmpty else { return "every machine is on and answers" }
    let time = DurationText.brief(context.clock.now() - began)
    return "\(awaited.map(\.rawValue).joined(separator: ", ")) came back within \(time) of the first look"
  }

  // MARK: new machines

  /// In the place of those that are gone, or whose disk takes no writes any more.
  static func replace(_ context: RunbookContext) async throws(RecoveryError) -> String {
    let dead = context.memory.read(\.dead)
    let machines = context.cluster.machines.filter { dead?.contains($0.name) ?? true }
    let gone = await context.those(of: machines) { await !context.isUsable($0) }
    for machine in gone { try await context.makeAnew(machine, in: context.zone ?? machine.zone) }
    return gone.isEmpty ? "no machine has to be replaced" : "new machines: " + (await context.places(of: gone))
  }

  /// Into one zone; those that stand there and can be used stay.
  static func reprovision(_ context: RunbookContext) async throws(RecoveryError) -> String {
    let zone = try await context.reachableZone()
    let gone = await context.those(of: context.cluster.machines) { machine in
      guard machine.zone == zone else { return true }
      return await !context.isUsable(machine)
    }
    for machine in gone { try await context.makeAnew(machine, in: zone) }
    return gone.isEmpty ? "every control plane stands in zone \(zone)" : "new in zone \(zone): \(gone.names)"
  }

  static func replaceWorkers(_ context: RunbookContext) async throws(RecoveryError) -> String {
    let gone = await context.those(of: context.cluster.workers) { await !context.isOn($0) }
    for machine in gone { try await context.makeAnew(machine, in: context.zone ?? machine.zone) }
    return gone.isEmpty ? "every worker is on" : "new workers: \(gone.names)"
  }

  static func updateBalancers(_ context: RunbookContext) async throws(RecoveryError) -> String {
    do throws(ProviderError) {
      try await context.cluster.updateLoadBalancers()
    } catch {
      throw .stepFailed(doing: "updating the load balancers", reason: "\(error)")
    }
    let addresses = context.cluster.machines.map { "\($0.name) at \($0.address)" }.joined(separator: ", ")
    return "they lead to \(addresses)"
  }
}

extension RunbookContext {
  /// Those that are off or do not carry out a command: what a status check of the infrastructure sees.
  func failingMachines(
    among machines: [any Machine], answering limit: Duration = .seconds(2)
  ) async -> [any Machine] {
    await those(of: machines) { machine in
      guard await isOn(machine) else { return true }
      let answer = try? await machine.run(Command("true", deadline: within(limit)))
      return answer?.isSuccess != true
    }
  }

  fileprivate func alarmed() async -> [any Machine] {
    guard let names = memory.read(\.failing) else { return await failingMachines(among: cluster.everyMachine) }
    return names.compactMap { cluster.machine($0) }
  }

  fileprivate func powerCycle(_ machine: any Machine) async throws {
    if await isOn(machine) { try await machine.powerOff() }
    try await machine.powerOn()
  }

  /// On, with a disk under etcd that takes writes.
  func isUsable(_ machine: any Machine) async -> Bool {
    guard await isOn(machine) else { return false }
    guard let directory = machine.etcd?.dataDirectory.split(separator: "/").dropLast() else { return true }
    let disk = "/" + directory.joined(separator: "/")
    let answer = try? await machine.run(Command("test", ["-w", disk], deadline: within(Limits.command)))
    return answer?.isSuccess == true
  }

  /// What is left of the old machine is removed first: it must not come back beside the new one.
  func makeAnew(
    _ machine: any Machine, in zone: ZoneName, attaching volume: VolumeID? = nil
  ) async throws(RecoveryError) {
    // One that was terminated before has nothing left to remove; anything else shows in the next call.
    try? await machine.terminate()
    do throws(ProviderError) {
      try await cluster.replace(machine.name, in: zone, attaching: volume)
    } catch {
      throw .stepFailed(doing: "making \(machine.name) anew in zone \(zone)", reason: "\(error)")
    }
    let name = machine.name
    memory.change { $0.replaced.insert(name) }
  }

  fileprivate func places(of machines: [any Machine]) async -> String {
    machines.map { machine in
      let now = cluster.machine(machine.name) ?? machine
      return "\(now.name) at \(now.address) in zone \(now.zone)"
    }.joined(separator: ", ")
  }

  /// The zone that the recovery names, or the one of most machines that are on and can be reached.
  fileprivate func reachableZone() async throws(RecoveryError) -> ZoneName {
    if let zone { return zone }
    let reachable = await those(of: cluster.machines) { machine in
      guard await isOn(machine) else { return false }
      if (try? await etcd(machine.name).status(deadline: within(Limits.call))) != nil { return true }
      return await isServing(machine)
    }
    let counts = Dictionary(grouping: reachable, by: \.zone).mapValues(\.count)
    guard let best = counts.max(by: { ($0.value, $1.key) < ($1.value, $0.key) })?.key else {
      throw .stepFailed(
        doing: "choosing a zone", reason: "no control plane can be reached, and the recovery names no `zone`")
    }
    return best
  }
}
