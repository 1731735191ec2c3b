import Model

/// A suite's properties: the measures, and what they depend on.
enum JUnitMeasures {
  static func of(_ drill: DrillRecord, in run: RunRecord) -> [(name: String, value: String)] {
    (identity(drill, run) + cluster(drill) + measures(drill.measures) + recovery(drill) + labels(drill)).map { (name: $0.0, value: $0.1) }
  }

  private static func identity(_ drill: DrillRecord, _ run: RunRecord) -> [(String, String)] {
    [
      ("run.id", run.id), ("run.command", run.commandLine), ("firedrill.version", run.firedrillVersion),
      ("drill.title", drill.title), ("drill.status", drill.status.rawValue), ("drill.reason", drill.reason),
      ("drill.seed", String(drill.seed)), ("drill.line", String(drill.line)), ("host.system", run.host.system),
      ("host.cores", String(run.host.cores)), ("host.load", Figures.fixed(run.host.load)),
    ]
  }

  private static func cluster(_ drill: DrillRecord) -> [(String, String)] {
    guard let cluster = drill.cluster else { return [] }
    return [
      ("cluster.provider", cluster.provider), ("cluster.kubernetes", cluster.version),
      ("cluster.etcd", cluster.etcdVersion), ("cluster.machines", String(cluster.machines.count)),
      ("cluster.zones", cluster.zones.map(\.rawValue).joined(separator: ",")),
      ("cluster.bootSeconds", Figures.fixed(cluster.bootSeconds)),
    ]
  }

  private static func measures(_ measures: Measures) -> [(String, String)] {
    var all: [(String, Double?)] = [
      ("measure.timeToDetect", measures.timeToDetect), ("measure.timeToRecover", measures.timeToRecover),
      ("measure.dataLoss.seconds", measures.dataLoss?.seconds),
    ]
    for (lane, outage) in measures.outages.sorted(by: { $0.key < $1.key }) where outage.count > 0 {
      all.append(("measure.outage.\(lane).seconds", outage.seconds))
      all.append(("measure.outage.\(lane).longest", outage.longest))
    }
    let writes = measures.dataLoss.map { [("measure.dataLoss.writes", String($0.writes))] } ?? []
    return all.compactMap { name, value in value.map { (name, Figures.fixed($0)) } } + writes
  }

  private static func recovery(_ drill: DrillRecord) -> [(String, String)] {
    let milestones = Milestone.allCases.compactMap { milestone in
      drill.measures.milestones[milestone].map { ("measure.milestone.\(milestone.rawValue)", Figures.fixed($0)) }
    }
    let waits = drill.waits.enumerated().map { index, wait in
      (
        "wait.\(index + 1)",
        "\(wait.name): \(Figures.fixed(wait.seconds)) s, configured \(Figures.fixed(wait.configured)) s"
      )
    }
    let floor = drill.floor.map { [("floor.seconds", Figures.fixed($0.seconds))] } ?? []
    let revived = drill.revived.map { [("revived", $0.objects.joined(separator: ", "))] } ?? []
    let watches = drill.watches.map { [("watches", "\($0.outcome.rawValue): \($0.detail)")] } ?? []
    return milestones + waits + floor + revived + watches
  }

  private static func labels(_ drill: DrillRecord) -> [(String, String)] {
    drill.labels.sorted { $0.key < $1.key }.map { ("label.\($0.key)", $0.value.joined(separator: ",")) }
  }
}
