import Model

struct SpecV1: Sendable {
  var cluster = Written<ClusterV1>.absent
  var probes = Written<[Located<ProbeName>]>.absent
  var ledger = Written<LedgerV1>.absent
  var steadyState = Written<SteadyStateV1>.absent
  var faults = Written<[Located<FaultV1>]>.absent
  var recovery = Written<RecoveryV1>.absent
  var objectives = Written<ObjectivesV1>.absent
  var expect = Written<Expectation>.absent
}

extension SpecV1 {
  static let format = Format.map(
    "spec", SpecV1(),
    [
      Field("cluster", \.cluster, ClusterV1.format, "The cluster to stand on."),
      Field(
        "probes", \.probes,
        Format<ProbeName>.word("probe").list("probes", atMost: ProbeName.allCases.count).distinct(),
        "What is sampled all through the drill; every one has to be good again for the cluster to count as recovered.",
        fallback: .words(defaultProbes.map(\.rawValue))),
      Field("ledger", \.ledger, LedgerV1.format, "Numbered writes that are looked for afterwards, or none."),
      Field("steadyState", \.steadyState, SteadyStateV1.format, "What has to hold before anything is broken."),
      Field(
        "faults", \.faults, FaultV1.format.list("faults", atMost: 50), isRequired: true, "What is broken, and when."),
      Field("recovery", \.recovery, RecoveryV1.format, "What brings the cluster back.", fallback: "self"),
      Field("objectives", \.objectives, ObjectivesV1.format, "The targets that the drill is graded by."),
      Field(
        "expect", \.expect, .word("expectation"),
        "What the drill is to show: recovered; or unrecovered, where nothing can bring the cluster back.",
        fallback: .text(Expectation.recovered.rawValue)),
    ])

  private static let defaultProbes: [ProbeName] = [.apiRead, .apiWrite]

  var clusterSpec: ClusterSpec { (cluster.value ?? ClusterV1()).spec }
  var probeNames: [ProbeName] { probes.value?.map(\.value) ?? Self.defaultProbes }
  var ledgerSpec: LedgerSpec? { (ledger.value ?? LedgerV1()).spec }
  var steadyStateSpec: SteadyState { (steadyState.value ?? SteadyStateV1()).spec }
  var scheduledFaults: [ScheduledFault] { faults.value?.flatMap(\.value.scheduled) ?? [] }
  var recoverySpec: RecoverySpec { (recovery.value ?? RecoveryV1()).spec }
  var objectiveSpec: Objectives { (objectives.value ?? ObjectivesV1()).spec }
  var expectation: Expectation { expect.value ?? .recovered }
}
