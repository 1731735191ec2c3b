import Faults
import Model
import Providers
import TestSupport

/// - Parameter leader: the machine of etcd's leader.
func prepare(
  _ fault: Fault, on machines: [FakeMachine], leader: String? = nil, seed: UInt64 = 1, index: Int = 0
) async throws -> any PreparedFault {
  let leader = leader.map { MachineName($0) }
  let catalogue = FaultCatalogue(cluster: FakeCluster(machines), seed: seed) { leader }
  return try await catalogue.prepare(fault, index: index)
}

extension PreparedFault {
  /// Puts it in and looks for its effect.
  func injectAndProve() async throws -> EffectProof {
    try await inject()
    return await proveEffect()
  }
}
