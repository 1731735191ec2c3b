import Model

struct ObjectivesV1: Sendable {
  var detect = Written<Duration>.absent
  var recover = Written<Duration>.absent
  var dataLoss = Written<Duration>.absent
  var outage = Written<[String: Located<Duration>]>.absent
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
      outage: Dictionary(uniqueKeysWithValues: (outage.value ?? [:]).map { (LaneID($0.key), $0.value.value) }))
  }
}
