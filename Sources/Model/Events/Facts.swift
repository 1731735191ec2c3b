/// The machine that the harness ran on; a recovery time means little without it.
public struct HostFacts: Hashable, Sendable, Codable {
  public var system: String
  public var cores: Int
  /// One-minute load average when the drill began.
  public var load: Double

  public init(system: String, cores: Int, load: Double) {
    self.system = system
    self.cores = cores
    self.load = load
  }
}

public struct ClusterFacts: Hashable, Sendable, Codable {
  public var provider: String
  /// Of kube-apiserver, such as `v1.20.15`.
  public var version: String
  public var etcdVersion: String
  public var machines: [PlannedMachine]
  public var zones: [ZoneName]
  /// From the first process started until every apiserver was ready.
  public var bootSeconds: Double

  public init(
    provider: String, version: String, etcdVersion: String, machines: [PlannedMachine], zones: [ZoneName],
    bootSeconds: Double
  ) {
    self.provider = provider
    self.version = version
    self.etcdVersion = etcdVersion
    self.machines = machines
    self.zones = zones
    self.bootSeconds = bootSeconds
  }
}

/// A backup that was taken and verified; an unverified one does not count.
public struct BackupFacts: Hashable, Sendable, Codable {
  public var id: String
  /// When the snapshot was asked for, in seconds since the drill began.
  public var takenAt: Double
  public var seconds: Double
  public var revision: Int64
  public var bytes: Int

  public init(id: String, takenAt: Double, seconds: Double, revision: Int64, bytes: Int) {
    self.id = id
    self.takenAt = takenAt
    self.seconds = seconds
    self.revision = revision
    self.bytes = bytes
  }
}

/// Independent evidence that a fault really happened.
public struct EffectProof: Hashable, Sendable, Codable {
  public var observed: Bool
  public var evidence: String

  public init(observed: Bool, evidence: String) {
    self.observed = observed
    self.evidence = evidence
  }
}

/// Evidence that the state is live and not restored text.
public struct FreshnessProof: Hashable, Sendable, Codable {
  public var proved: Bool
  /// When the last piece of evidence came in, in seconds since the drill began.
  public var at: Double
  public var evidence: [String]

  public init(proved: Bool, at: Double, evidence: [String]) {
    self.proved = proved
    self.at = at
    self.evidence = evidence
  }
}

/// What became of the numbered writes.
public struct LedgerFacts: Hashable, Sendable, Codable {
  public var acknowledged: Int
  public var refused: Int
  /// Sent, but no answer came: may or may not be there, and is never counted as lost.
  public var unknown: Int
  /// Acknowledged writes that the cluster no longer has, in order.
  public var missing: [LostWrite]
  /// Whether the write that came first, in the steady state, is still there. An empty cluster lacks it.
  public var genesisPresent: Bool
  /// When the last acknowledged write before the first missing one was acknowledged; nil when none survived.
  public var lastSurvivingAt: Double?

  public init(
    acknowledged: Int, refused: Int, unknown: Int, missing: [LostWrite], genesisPresent: Bool, lastSurvivingAt: Double?
  ) {
    self.acknowledged = acknowledged
    self.refused = refused
    self.unknown = unknown
    self.missing = missing
    self.genesisPresent = genesisPresent
    self.lastSurvivingAt = lastSurvivingAt
  }

  /// Seconds of acknowledged history that are gone: from the last survivor to the newest missing write; where none survived,
  /// from the first write.
  public var lostSeconds: Double {
    guard let oldest = missing.first, let newest = missing.last else { return 0 }
    return newest.acknowledgedAt - (lastSurvivingAt ?? oldest.acknowledgedAt)
  }
}

public struct LostWrite: Hashable, Sendable, Codable {
  public var number: Int
  public var acknowledgedAt: Double

  public init(number: Int, acknowledgedAt: Double) {
    self.number = number
    self.acknowledgedAt = acknowledgedAt
  }
}

/// What one lane has seen so far. Times in seconds.
public struct LaneFacts: Hashable, Sendable, Codable {
  public var lane: LaneID
  public var samples: Int
  public var failed: Int
  public var skipped: Int
  public var latencyMedian: Double
  public var latency99: Double
  /// How late the sampler itself was.
  public var lateness99: Double
  public var latenessMax: Double

  public init(
    lane: LaneID, samples: Int, failed: Int, skipped: Int, latencyMedian: Double, latency99: Double,
    lateness99: Double, latenessMax: Double
  ) {
    self.lane = lane
    self.samples = samples
    self.failed = failed
    self.skipped = skipped
    self.latencyMedian = latencyMedian
    self.latency99 = latency99
    self.lateness99 = lateness99
    self.latenessMax = latenessMax
  }
}

/// A wait that is configuration, not work: a lease that has to run out, a grace period, an alarm's periods.
public struct WaitFacts: Hashable, Sendable, Codable {
  /// Such as `leader lease of kube-scheduler`.
  public var name: String
  /// Its configured length in seconds.
  public var configured: Double
  /// When it began, in seconds since the drill began.
  public var start: Double
  /// How long it lasted.
  public var seconds: Double

  public init(name: String, configured: Double, start: Double, seconds: Double) {
    self.name = name
    self.configured = configured
    self.start = start
    self.seconds = seconds
  }
}

/// Objects that were deleted after the backup was taken, and that its restore brought back.
public struct RevivedFacts: Hashable, Sendable, Codable {
  /// Such as `Node worker-2`, `ConfigMap firedrill-ledger/n17`.
  public var objects: [String]
  /// Those of them that the runbook removed again.
  public var removed: [String]

  public init(objects: [String], removed: [String]) {
    self.objects = objects
    self.removed = removed
  }
}

/// What a watch that was held open across the incident saw.
public struct WatchFacts: Hashable, Sendable, Codable {
  public enum Outcome: String, Hashable, Sendable, Codable {
    /// The server ended it, so its client lists anew.
    case ended
    /// It went on, and every event was right.
    case correct
    /// Its revision went backwards, or an event was missing.
    case wrong
  }

  public var outcome: Outcome
  public var detail: String

  public init(outcome: Outcome, detail: String) {
    self.outcome = outcome
    self.detail = detail
  }
}
