import Model
public import Providers
import Transport

/// The promises that every provider keeps, as named checks against a running cluster.
///
/// Written without a test library, so that they can also run where no test can: inside a sandbox.
public enum ProviderConformance {
  public struct Check: Sendable {
    /// A sentence.
    public let name: String
    public let run: @Sendable (any Cluster) async throws -> Void

    init(_ name: String, _ run: @escaping @Sendable (any Cluster) async throws -> Void) {
      self.name = name
      self.run = run
    }
  }

  /// In the order to run them; the last one leaves a cluster without its data.
  public static let checks: [Check] =
    descriptionChecks + processChecks + commandChecks + storageChecks

  /// What machines and volumes promise: for a cluster of three control planes with persistent volumes and a worker, behind
  /// a load balancer. In the order to run them; the last ones leave one control plane.
  public static let machineChecks: [Check] =
    powerChecks + everyKindChecks + configurationChecks + volumeChecks + replacementChecks
}

public struct ConformanceFailure: Error, CustomStringConvertible {
  public let description: String

  init(_ description: String) { self.description = description }
}

func expect(_ holds: Bool, _ otherwise: @autoclosure () -> String) throws(ConformanceFailure) {
  if !holds { throw ConformanceFailure(otherwise()) }
}

/// The machine that the checks are made on.
func subject(of cluster: any Cluster) throws(ConformanceFailure) -> any Machine {
  guard let machine = cluster.machines.first else { throw ConformanceFailure("the cluster has no machine") }
  return machine
}

/// Asks until `holds`, for half a minute at most.
func eventually(_ what: String, _ holds: () async throws -> Bool) async throws {
  let begun = MonotonicTime.now()
  while !(try await holds()) {
    try expect(MonotonicTime.now() - begun < .seconds(30), "not within 30 s: \(what)")
    try await Task.sleep(for: .milliseconds(20))
  }
}
