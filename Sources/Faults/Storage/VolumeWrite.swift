import Model
import Providers
import Transport

/// A write of one page to the volume under etcd, as any program on the machine can make it.
struct VolumeWrite: Sendable {
  enum Outcome: Hashable, Sendable {
    case written
    /// What the system said.
    case refused(String)
  }

  private static let deadline = Duration.seconds(5)

  let machine: any Machine

  func attempt() async throws -> Outcome {
    guard let member = machine.etcd else { throw FaultError.noTarget("\(machine.name) has no volume") }
    let file = member.dataDirectory + "/firedrill-write"
    let result = try await machine.run(
      Command(
        "dd", ["if=/dev/zero", "of=\(file)", "bs=4096", "count=1", "conv=fsync"], environment: .adding(["LC_ALL": "C"]),
        deadline: Self.deadline))
    // A full volume takes the name and not the bytes.
    _ = try? await machine.run(Command("rm", ["-f", file], deadline: Self.deadline))
    return result.isSuccess ? .written : .refused(result.errorText.trimmedLine)
  }

  /// - Throws: ``FaultError`` when nothing can be written already.
  func requireWritable() async throws {
    guard case .refused(let why) = try await attempt() else { return }
    throw FaultError.providerFailed("the volume of \(machine.name) refuses writes already: \(why)")
  }

  /// The effect of a fault after which a write is refused with `expected`.
  func proveRefused(saying expected: String) async throws -> EffectProof {
    switch try await attempt() {
    case .written: .no("the volume of \(machine.name) still takes writes")
    case .refused(let why) where why.contains(expected):
      .yes("\(machine.name): a write to its volume is refused: \(expected)")
    case .refused(let why): .no("a write to the volume of \(machine.name) failed for another reason: \(why)")
    }
  }
}

extension String {
  /// The last line of a program's complaint.
  fileprivate var trimmedLine: String { split(separator: "\n").last.map(String.init) ?? "" }
}
