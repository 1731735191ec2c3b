import Clients
import Model
import Providers

enum VolumeSteps {
  /// To a new machine where the old one is gone, or to the same one where only the volume was taken away.
  static func attach(_ context: RunbookContext) async throws(RecoveryError) -> String {
    let lacking = await context.those(of: context.cluster.machines) { await context.lacksVolume($0) }
    guard !lacking.isEmpty else { return "every machine has its volume" }
    let volumes = try await detached(context)
    var attached: [String] = []
    for machine in lacking {
      guard let volume = volumes.first(where: { $0.value == machine.name })?.key else { continue }
      try await attach(volume, to: machine, context)
      context.memory.change { $0.reattached.insert(machine.name) }
      attached.append("\(volume) to \(machine.name)")
    }
    guard !attached.isEmpty else {
      throw .noVolume(
        seen: ["without one: \(lacking.names)"] + volumes.map { "\($0.key) of \($0.value)" }.sorted())
    }
    return "attached " + attached.joined(separator: ", ")
  }

  private static func detached(_ context: RunbookContext) async throws(RecoveryError) -> [VolumeID: MachineName] {
    do throws(ProviderError) {
      return try await context.cluster.detachedVolumes()
    } catch {
      throw .stepFailed(doing: "looking for detached volumes", reason: "\(error)")
    }
  }

  private static func attach(
    _ volume: VolumeID, to machine: any Machine, _ context: RunbookContext
  ) async throws(RecoveryError) {
    guard await context.isOn(machine) else {
      return try await context.makeAnew(machine, in: context.zone ?? machine.zone, attaching: volume)
    }
    try await context.onEach([machine], doing: "attaching \(volume)") { try await $0.attachVolume(volume) }
  }

  /// Starts the members on attached volumes, and tells the others where they are, as far as there is anybody to agree.
  static func announce(_ context: RunbookContext) async throws(RecoveryError) -> String {
    let names = context.memory.read(\.reattached)
    let machines = context.cluster.machines.filter { names.contains($0.name) }
    guard !machines.isEmpty else { return "no member has a new address" }
    let others = context.cluster.machines.filter { !names.contains($0.name) }
    let (_, answering) = try await context.look(at: others, wanted: 1, doing: "asking the other members") {
      $0.candidates.first
    }
    // A lone member agrees with itself.
    guard answering != nil || context.cluster.machines.count == 1 else { return "no member is left to agree with" }
    guard try await start(machines, context) else { return "nobody leads: no quorum that could agree on new addresses" }
    for machine in machines {
      try await updateAddress(of: machine, context)
      try await context.awaitEtcd(on: machine)
    }
    context.memory.change { $0.quorumStands = true }
    return "the members know \(machines.names) again"
  }

  /// A member answers nobody before it has seen a leader for the first time.
  ///
  /// - Returns: false when none was elected in time.
  private static func start(_ machines: [any Machine], _ context: RunbookContext) async throws(RecoveryError) -> Bool {
    let members = context.cluster.machines.compactMap(\.etcd)
    try await context.onEach(machines, doing: "starting etcd on its old volume") { machine in
      try await machine.configureEtcd(EtcdBootstrap(members: members, state: .existing))
      try await machine.start(.etcd)
    }
    do throws(RecoveryError) {
      try await context.onEach(machines, doing: "waiting for a leader") { machine in
        try await context.wait(for: "etcd on \(machine.name)", limit: Limits.election) {
          await context.silence(of: machine)
        }
      }
      return true
    } catch .notReady {
      return false
    }
  }

  /// Corrects the peer address under which the others know the machine's member.
  static func updateAddress(of machine: any Machine, _ context: RunbookContext) async throws(RecoveryError) {
    guard let member = machine.etcd else { return }
    let leader = try await context.patientLeader()
    try await context.asking("telling the address of \(member.name)") { () async throws(ClientError) in
      let listed = try await leader.members(deadline: Limits.call)
      guard let mine = listed.first(where: { $0.name == member.name }), mine.peerURLs != [member.peerURL] else {
        return
      }
      try await leader.updateMember(mine.id, peerURL: member.peerURL, deadline: Limits.command)
    }
  }
}

extension RunbookContext {
  fileprivate func lacksVolume(_ machine: any Machine) async -> Bool {
    guard await isOn(machine) else { return true }
    do {
      return try await machine.volumeIdentity() == nil
    } catch {
      return false
    }
  }

  /// Why the member does not even tell its own state; nil when it does, with or without a leader.
  func silence(of machine: any Machine) async -> String? {
    do throws(ClientError) {
      _ = try await etcd(machine.name).status(deadline: Limits.call)
      return nil
    } catch {
      return error.description
    }
  }
}
