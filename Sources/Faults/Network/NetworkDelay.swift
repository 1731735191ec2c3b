import Model
import Providers
import Transport

/// `network.delay`: what a machine sends arrives later.
struct NetworkDelay: MachineFault {
  private static let deadline = Duration.seconds(30)
  /// Connects to a port; that nobody listens there is an answer as well. Prints microseconds.
  private static let script =
    #"begun=${EPOCHREALTIME/[.,]/}; (exec 3<>"/dev/tcp/$1/9") 2>/dev/null; echo $((${EPOCHREALTIME/[.,]/} - begun))"#

  let delay: Duration
  let peers: [any Machine]

  var undoText: String { "take netem out of the machine's queue" }
  func label(_ machine: any Machine) -> String { "network of \(machine.name)" }

  func look(at machine: any Machine) async throws -> Duration { try await roundTrip(from: machine) }

  func inject(on machine: any Machine) async throws {
    try await TrafficShaping(machine: machine).apply(["delay", "\(delay.wholeNanoseconds / 1000)us"])
  }

  /// A round trip that is longer by at least three quarters of the delay: the one before may have been a slow one.
  func prove(on machine: any Machine, since before: Duration) async throws -> EffectProof {
    let now = try await roundTrip(from: machine)
    let evidence = "\(machine.name): a round trip takes \(now.seconds) s, before \(before.seconds) s"
    return EffectProof(observed: now - before >= delay * 3 / 4, evidence: evidence)
  }

  func undo(on machine: any Machine, since before: Duration) async throws {
    try await TrafficShaping(machine: machine).remove()
  }

  func lift(on machine: any Machine) async throws -> [LiftCommand] {
    try await TrafficShaping(machine: machine).lift()
  }

  private func roundTrip(from machine: any Machine) async throws -> Duration {
    let peer = try firstPeer(of: machine, among: peers)
    let result = try await machine.run(
      Command("bash", ["-c", Self.script, "bash", peer.address], deadline: Self.deadline))
    guard result.isSuccess, let microseconds = Int(result.text.filter { !$0.isWhitespace }) else {
      throw FaultError.providerFailed("no round trip from \(machine.name) to \(peer.name): \(result.errorText)")
    }
    return .microseconds(microseconds)
  }
}
