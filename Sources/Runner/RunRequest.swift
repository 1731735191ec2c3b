public import Model

/// What a run is asked to do.
public struct RunRequest: Hashable, Sendable {
  public var drills: [Drill]
  /// Folder that gets one folder a run.
  public var output: String
  public var seed: UInt64
  /// Drills that run at once, at most.
  public var parallel: Int
  /// Start no further drill after the first that does not pass.
  public var failFast: Bool
  /// Arguments that repeat the run.
  public var command: [String]
  public var version: String
  public var target: ClusterTarget
  public var consent: Consent

  public init(
    drills: [Drill], output: String, seed: UInt64, parallel: Int, failFast: Bool, command: [String], version: String,
    target: ClusterTarget = ClusterTarget(.local), consent: Consent = Consent()
  ) {
    self.drills = drills
    self.output = output
    self.seed = seed
    self.parallel = parallel
    self.failFast = failFast
    self.command = command
    self.version = version
    self.target = target
    self.consent = consent
  }
}
