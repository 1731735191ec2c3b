import Model
import Providers

/// `network.loss`: a share of what a machine sends is dropped.
struct NetworkLoss: MachineFault {
  private static let sent = 200

  /// 0 to 100.
  let percent: Double
  let peers: [any Machine]

  var undoText: String { "take netem out of the machine's queue" }
  func label(_ machine: any Machine) -> String { "network of \(machine.name)" }

  func look(at machine: any Machine) async throws -> Nothing {
    let peer = try peer(of: machine)
    guard await arrived(at: peer, from: machine) == Self.sent else {
      throw FaultError.providerFailed("packets from \(machine.name) to \(peer.name) are lost even before the fault")
    }
    return Nothing()
  }

  func inject(on machine: any Machine) async throws {
    try await TrafficShaping(machine: machine).apply(["loss", "\(percent)%"])
  }

  func prove(on machine: any Machine, since before: Nothing) async throws -> EffectProof {
    let peer = try peer(of: machine)
    guard let arrived = await arrived(at: peer, from: machine) else {
      return .no("\(peer.name) could not be looked at")
    }
    let evidence = "\(machine.name) → \(peer.name): \(arrived) of \(Self.sent) datagrams arrived"
    return EffectProof(observed: arrived < Self.sent, evidence: evidence)
  }

  func undo(on machine: any Machine, since before: Nothing) async throws {
    try await TrafficShaping(machine: machine).remove()
  }

  func lift(on machine: any Machine) async throws -> [LiftCommand] {
    try await TrafficShaping(machine: machine).lift()
  }

  private func peer(of machine: any Machine) throws -> any Machine {
    try firstPeer(of: machine, among: peers)
  }

  private func arrived(at peer: any Machine, from machine: any Machine) async -> Int? {
    await Datagrams.arriving(at: [peer], from: [machine], count: Self.sent)[peer.name]
  }
}

/// Traffic needs somebody at the other end.
func firstPeer(of machine: any Machine, among peers: [any Machine]) throws -> any Machine {
  guard let peer = peers.first(where: { $0.name != machine.name }) else {
    throw FaultError.noTarget("\(machine.name) has no other machine to talk to")
  }
  return peer
}
