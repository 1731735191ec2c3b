import Faults
import Model
import Providers
import TestSupport

/// - Parameter leader: the machine of etcd's leader.
func prepare(
  _ fault: Fault, on machines: [FakeMachine], leader: String? = nil, seed: UInt64 = 1, index: Int = 0,
  means: FaultMeans? = nil
) async throws -> any PreparedFault {
  let means = means ?? .fake(machines, leader: leader)
  return try await FaultCatalogue(cluster: FakeCluster(machines), seed: seed, means: means)
    .prepare(fault, index: index)
}

extension PreparedFault {
  /// Puts it in and looks for its effect.
  func injectAndProve() async throws -> EffectProof {
    try await inject()
    return await proveEffect()
  }

  /// As the engine does: puts it in, then looks again and again, for ten seconds at most.
  func injectAndProve(turning clock: ManualClock) async throws -> EffectProof {
    try await lookBefore()
    try await inject()
    var proof = await proveEffect()
    for _ in 0..<20 where !proof.observed {
      clock.advance(by: .milliseconds(500))
      proof = await proveEffect()
    }
    return proof
  }
}
