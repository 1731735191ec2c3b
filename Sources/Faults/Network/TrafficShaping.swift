import Model
import Providers
import Transport

/// The queue through which a machine's packets leave, with netem in it.
///
/// - Source: tc-netem(8)
struct TrafficShaping: Sendable {
  private static let deadline = Duration.seconds(10)
  /// Tells this harness's queue from another's. A queue that nobody set has the handle 0.
  private static let handle = "fd11:"

  let machine: any Machine

  /// - Parameter words: netem's own, such as `delay 100ms`.
  ///
  /// - Throws: ``FaultError`` where somebody has put a queue of their own there, which would be lost.
  func apply(_ words: [String]) async throws {
    let device = try await device()
    let root = try await tc(["qdisc", "show", "dev", device, "root"])
    if let other = root.split(separator: "\n").first, !other.contains(" 0: "), !other.contains(" \(Self.handle) ") {
      throw FaultError.providerFailed("\(device) of \(machine.name) has a queue that somebody set: \(other)")
    }
    try await tc(["qdisc", "replace", "dev", device, "root", "handle", Self.handle, "netem"] + words)
  }

  /// Nothing to do where the machine is off or the queue is as it was.
  func remove() async throws {
    try await machine.whileOn {
      let device = try await device()
      let shown = try await tc(["qdisc", "show", "dev", device])
      if shown.contains("netem \(Self.handle) ") { try await tc(deletion(device)) }
    }
  }

  /// What the machine itself can do.
  func lift() async throws -> [LiftCommand] {
    let device = try await device()
    let script = #"tc qdisc show dev "$1" | grep -q " $2 " || exit 0; shift 2; exec tc "$@""#
    return [LiftCommand(["sh", "-c", script, "sh", device, Self.handle] + deletion(device))]
  }

  /// With the handle, so that nobody else's queue is taken away by a timer that goes off late.
  private func deletion(_ device: String) -> [String] {
    ["qdisc", "del", "dev", device, "root", "handle", Self.handle]
  }

  /// The interface that has the machine's address.
  private func device() async throws -> String {
    let result = try await machine.run(
      Command("ip", ["-o", "addr", "show", "to", machine.address], deadline: Self.deadline))
    let words = result.text.split(separator: " ", omittingEmptySubsequences: true)
    guard result.isSuccess, words.count > 1 else {
      throw FaultError.providerFailed("no interface of \(machine.name) has the address \(machine.address)")
    }
    return String(words[1])
  }

  @discardableResult
  private func tc(_ arguments: [String]) async throws -> String {
    let result = try await machine.run(Command("tc", arguments, deadline: Self.deadline))
    guard result.isSuccess else {
      throw FaultError.providerFailed("tc on \(machine.name) ended with \(result.exit): \(result.errorText)")
    }
    return result.text
  }
}
