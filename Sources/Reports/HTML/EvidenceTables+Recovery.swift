import Model

/// What of the recovery was waiting, what it could have been, and what it left behind.
extension EvidenceTables {
  var waits: EvidenceTable {
    EvidenceTable(
      caption: "Waiting, not work", heads: ["waited for", "start", "took", "configured"], numbers: [1, 2, 3],
      rows: drill.waits.map {
        [$0.name, when($0.start), Figures.span($0.seconds), Figures.span($0.configured)]
      })
  }

  var floor: EvidenceTable {
    guard let floor = drill.floor else { return EvidenceTable(caption: "Floor", rows: []) }
    var rows = floor.parts.map { [$0.name, Figures.span($0.seconds), $0.source] }
    rows.append(["floor", Figures.span(floor.seconds), "the least that such a recovery can take"])
    if let recovered = drill.measures.timeToRecover { rows.append(["recovered", Figures.span(recovered), "this drill"]) }
    return EvidenceTable(
      caption: "Floor of the time to recover", heads: ["part", "takes", "source"], numbers: [1], rows: rows)
  }

  var aftermath: EvidenceTable {
    var rows: [[String]] = []
    if let watches = drill.watches { rows.append(["watch held open", "\(watches.outcome.rawValue): \(watches.detail)"]) }
    if let revived = drill.revived {
      rows.append(["revived by the restore", listed(revived.objects)])
      rows.append(["of these removed again", listed(revived.removed)])
    }
    return EvidenceTable(caption: "Aftermath", narrow: [0], rows: rows)
  }

  private func listed(_ objects: [String]) -> String {
    guard !objects.isEmpty else { return "none" }
    return objects.prefix(20).joined(separator: ", ") + (objects.count > 20 ? ", … \(objects.count) in all" : "")
  }
}
