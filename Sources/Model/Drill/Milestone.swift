/// Where a recovery stands. Each is a moment; the spans between them are what a time to recover is made of.
public enum Milestone: String, Hashable, Sendable, Codable, CaseIterable, CodingKeyRepresentable {
  /// The monitor's rule fired.
  case detected
  /// The recovery began: an alarm's periods have passed, or an operator was called.
  case decided
  /// What broke is back: the process, the machine, the disk, the network.
  case repaired
  /// etcd has a leader that commits.
  case quorum
  /// The API acknowledged a write.
  case firstWrite
  /// Every member votes and is equal in revision and hash, leaders are elected, nodes are Ready, the canary is scheduled.
  case converged
}
