import Foundation
import Model
import Reports

/// A run that was killed before it could write `run.json`, put together from what its drills left: their plans and events.
struct UnfinishedRun {
  private let id: String
  private let plans: [Plan]
  private let events: [String: [Event]]

  /// - Parameter events: by the drill's name.
  /// - Returns: nil when there is no trace of a drill.
  init?(folder: String, events: [String: [Event]]) {
    id = URL(filePath: folder).resolvingSymlinksInPath().lastPathComponent
    self.events = events
    // The events of a drill that passed outlive its folder; a drill that was killed early may have a plan only.
    var found = events.compactMapValues(Self.plan)
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    for name in names where found[name] == nil {
      guard let data = FileManager.default.contents(atPath: "\(folder)/\(name)/plan.json") else { continue }
      found[name] = try? JSONDecoder().decode(Plan.self, from: data)
    }
    plans = found.values.sorted { Self.began(events[$0.drill.name]) < Self.began(events[$1.drill.name]) }
    if plans.isEmpty { return nil }
  }

  /// Each drill graded by what there is; one whose events stop early is errored.
  var record: RunRecord {
    let drills = plans.map { grade($0, events[$0.drill.name] ?? []) }
    let moments = events.values.flatMap { $0.map(\.wall) }
    let started = moments.min() ?? Date(timeIntervalSince1970: 0)
    let (version, host) = Self.origin(events.values.lazy.compactMap(\.first).first)
    let seed = plans.first?.seed ?? 0
    let files = Array(Set(plans.map(\.drill.source.file))).sorted()
    return RunRecord(
      id: id, firedrillVersion: version, started: started,
      seconds: (moments.max() ?? started).timeIntervalSince(started), host: host,
      command: ["firedrill", "run"] + files + ["--seed", String(seed)], seed: seed, drills: drills)
  }

  private static func plan(_ events: [Event]) -> Plan? {
    guard case .drillStarted(let plan, _, _)? = events.first?.body else { return nil }
    return plan
  }

  private static func began(_ events: [Event]?) -> Date { events?.first?.wall ?? .distantFuture }

  private static func origin(_ event: Event?) -> (version: String, host: HostFacts) {
    guard case .drillStarted(_, let version, let host)? = event?.body else {
      return ("unknown", HostFacts(system: "unknown", cores: 0, load: 0))
    }
    return (version, host)
  }
}
