import Clients
import Foundation
import Model
import TestSupport
import Testing
import Transport

@testable import Recovery

/// Everything that a restored text cannot do by itself.
@Suite(.timeLimit(.minutes(5)))
struct FreshnessTests {
  private static let incident = ManualClock().wall(at: 0)
  private static let pieces = [
    "a watch sees a new write", "the controller manager made a service account in a new namespace",
    "the lease of kube-controller-manager was renewed after the fault",
    "the lease of kube-scheduler was renewed after the fault",
  ]

  private func prove(
    _ troubles: Set<ControlPlane.Trouble> = [], lastRenewal: Double = 5
  ) async throws -> FreshnessProver.Result {
    let renewal = Self.incident.addingTimeInterval(lastRenewal)
    let machines = [FakeMachine("cp-1")]
    let plane = ControlPlane(
      machines, etcd: await FakeEtcd(machines, log: CallLog()), troubles: troubles, restored: renewal, renewed: renewal)
    return try await plane.serving { address in
      let http = HTTPClient(HTTPClientConfiguration())
      defer { http.shutdown() }
      let clock = ManualClock(stride: .seconds(1))
      let prover = FreshnessProver(api: KubernetesClient(endpoint: address + "/cp-1", http: http), clock: clock)
      return await clock.drive { await prover.prove(since: Self.incident, limit: .seconds(30)) }
    }
  }

  @Test func aLivingControlPlaneIsProvedByEveryPiece() async throws {
    let result = try await prove()
    #expect(result.proved)
    #expect(result.evidence == Self.pieces.sorted())
  }

  @Test(arguments: [
    (ControlPlane.Trouble.watchIsSilent, [0]), (.noController, [1]), (.apiserverStaysDown("cp-1"), [0, 1, 2, 3]),
  ])
  func onePieceThatIsMissingIsNamed(_ trouble: ControlPlane.Trouble, _ missing: [Int]) async throws {
    let result = try await prove([trouble])
    #expect(!result.proved)
    #expect(
      result.evidence.filter { $0.hasPrefix("not seen: ") } == missing.map { "not seen: " + Self.pieces[$0] }.sorted())
  }

  @Test(arguments: [(0.0, false), (-1, false), (0.001, true)])
  func aLeaseRenewedBeforeTheFaultIsRestoredText(_ renewal: Double, _ isFresh: Bool) async throws {
    let result = try await prove(lastRenewal: renewal)
    #expect(result.proved == isFresh)
    #expect(result.evidence.contains("not seen: " + Self.pieces[2]) == !isFresh)
  }
}
