import Model

struct ObjectivesV1: Sendable {
  var detect = Written<Duration>.absent
  var recover = Written<Duration>.absent
  var dataLoss = Written<Duration>.absent
  var outage = Written<[String: Located<Duration>]>.absent
  var phases = Written<PhasesV1>.absent
}

extension ObjectivesV1 {
  static let format = Format.map(
    "objectives", ObjectivesV1(),
    [
      Field("detect", \.detect, .duration, "Longest time from the fault until the monitor's rule fires."),
      Field("recover", \.recover, .duration, "Longest time from the fault until the cluster is recovered (RTO)."),
      Field(
        "dataLoss", \.dataLoss, .duration,
        "Most acknowledged writes that may be gone, in seconds (RPO); 0s: not one."),
      Field(
        "outage", \.outage, Format<Duration>.duration.dictionary("lanes and durations", key: lane),
        "Most time that a lane may be down in all, such as api-read/new: 100ms."),
      Field(
        "phases", \.phases, PhasesV1.format,
        "The latest moment of each milestone on the way, counted from the first fault."),
    ])

  /// Which lanes a drill has depends on its probes and machines; a rule judges that.
  private static let lane = Format<String>(
    expected: "a lane such as api-read, api-read/new or api-read@cp-1",
    schema: .object([
      "type": "string", "pattern": .text(lanePattern), "examples": ["api-read", "api-read/new", "api-read@cp-1"],
    ])
  ) { yaml, _ in
    if case .scalar(let text, _) = yaml.content { text } else { nil }
  }

  private static let lanePattern: String = {
    let probes = ProbeName.allCases.map(\.rawValue).joined(separator: "|")
    return "^((\(probes))(@[a-z0-9-]+)?|\(ProbeName.apiRead.rawValue)/new)$"
  }()

  var spec: Objectives {
    Objectives(
      detect: detect.value, recover: recover.value, dataLoss: dataLoss.value,
      outage: Dictionary(uniqueKeysWithValues: (outage.value ?? [:]).map { (LaneID($0.key), $0.value.value) }),
      milestones: (phases.value ?? PhasesV1()).milestones)
  }
}

/// How long the way to each milestone may take.
struct PhasesV1: Sendable {
  private var written: [Milestone: Written<Duration>] = [:]

  subscript(milestone: Milestone) -> Written<Duration> {
    get { written[milestone] ?? .absent }
    set { written[milestone] = newValue }
  }
}

extension PhasesV1 {
  static let format = Format.map(
    "phases", PhasesV1(), Milestone.allCases.map { Field($0.rawValue, \.[$0], .duration, $0.summary) })

  var milestones: [Milestone: Duration] { written.compactMapValues(\.value) }
}

extension Milestone {
  /// One sentence for editors.
  fileprivate var summary: String {
    switch self {
    case .detected: "The monitor's rule fired."
    case .decided: "The recovery began."
    case .repaired: "What broke is back: the process, the machine, the disk, the network."
    case .quorum: "etcd has a leader that commits."
    case .firstWrite: "The API acknowledged a write."
    case .converged: "Every member votes and is equal, leaders are elected, nodes are Ready, the canary is scheduled."
    }
  }
}
