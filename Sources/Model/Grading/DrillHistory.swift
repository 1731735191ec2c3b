import Foundation

/// A drill's events folded into the facts that grading asks for.
struct DrillHistory {
  struct Outage {
    var span: Span
    var resolution: Double
    var uncertain: Bool

    /// The part from `moment` on: what failed before the fault is not the fault's. nil when it had ended by then.
    func since(_ moment: Double) -> Outage? {
      guard span.end > moment else { return nil }
      var part = self
      part.span.start = max(span.start, moment)
      return part
    }
  }

  /// Why nothing could be judged.
  enum Abort {
    case skipped(String)
    case errored(String)
  }

  var plan: Plan?
  var started = Date(timeIntervalSince1970: 0)
  var cluster: ClusterFacts?
  var phases: [PhaseRecord] = []
  var faults: [Int: FaultRecord] = [:]
  var steps: [StepRecord] = []
  var detectedAt: Double?
  var recoveryBeganAt: Double?
  /// Each time that it came true, in the order of the events.
  var milestones: [Milestone: [Double]] = [:]
  /// What was not whole again at the deadline.
  var notConverged: [String] = []
  var waits: [WaitFacts] = []
  var revived: RevivedFacts?
  var watches: WatchFacts?
  var recoveryFailure: String?
  var outages: [LaneID: [Outage]] = [:]
  var openOutages: [LaneID: Double] = [:]
  var unobserved: [Span] = []
  /// The latest figures of each lane.
  var lanes: [LaneID: LaneFacts] = [:]
  var backups: [BackupFacts] = []
  var stable: Span?
  var freshness: FreshnessProof?
  var ledger: LedgerFacts?
  var notes: [String] = []
  var leftBehind: [String] = []
  /// Faults that may still be in place, with the reason.
  private var undoFailures: [Int: String] = [:]
  var abort: Abort?
  var ended = false
  var lastAt = 0.0
  private var tornDownAt: Double?

  init(_ events: [Event]) {
    for event in events { take(event) }
    closeLastPhase()
    closeOpenOutages()
    notes += undoFailures.sorted { $0.key < $1.key }.map { "fault \($0.key + 1) could not be undone: \($0.value)" }
  }

  /// When the harness stopped looking: then the cluster is taken down.
  var lookedUntil: Double { tornDownAt ?? lastAt }

  /// When the first fault was in.
  var faultAt: Double? {
    faults.values.compactMap(\.appliedAt).min()
  }

  private mutating func take(_ event: Event) {
    lastAt = max(lastAt, event.at)
    switch event.body {
    case .drillStarted(let plan, _, _):
      self.plan = plan
      started = event.wall
    case .phaseBegan(let phase): begin(phase, at: event.at)
    case .clusterReady(let facts): cluster = facts
    case .backupTaken(let facts): backups.append(facts)
    case .backupFailed(let reason): notes.append("a backup failed: \(reason)")
    case .detected: detectedAt = detectedAt ?? event.at
    case .lanes(let facts): for lane in facts { lanes[lane.lane] = lane }
    case .stableWindow(let start, let end): stable = Span(start: start, end: end)
    case .freshness(let proof): freshness = proof
    case .ledgerCompared(let facts): ledger = facts
    case .leftBehind(let what): leftBehind += what
    case .note(let text): notes.append(text)
    case .drillEnded: ended = true
    case .recoveryFailed(let reason): recoveryFailure = recoveryFailure ?? reason
    case .stepBegan(let name): beginStep(name, at: event.at)
    case .stepEnded(let name, let seconds, let outcome, let detail):
      endStep(name, seconds: seconds, outcome: outcome, detail: detail)
    case .steadyStateHeld: break
    default:
      takeRecovery(event)
      takeFault(event)
      takeOutage(event)
      takeAbort(event)
    }
  }

  private mutating func takeRecovery(_ event: Event) {
    switch event.body {
    case .recoveryBegan: recoveryBeganAt = recoveryBeganAt ?? event.at
    case .milestone(let milestone, let at, _): milestones[milestone, default: []].append(at)
    case .notConverged(let missing):
      notConverged = missing
      milestones[.converged] = nil
      notes.append("not converged before the deadline: \(missing.joined(separator: "; "))")
    case .waited(let wait): waits.append(wait)
    case .revived(let facts):
      let before = revived ?? RevivedFacts(objects: [], removed: [])
      revived = RevivedFacts(objects: before.objects + facts.objects, removed: before.removed + facts.removed)
    case .watches(let facts): watches = facts
    default: break
    }
  }

  private mutating func takeFault(_ event: Event) {
    switch event.body {
    case .faultIntended(let index, let kind, let targets, _, let fidelity):
      faults[index] = FaultRecord(
        kind: kind, targets: targets, appliedAt: nil, effect: EffectProof(observed: false, evidence: "not looked for"),
        fidelity: fidelity, undone: nil, undoneAt: nil)
    case .faultApplied(let index, let at): faults[index]?.appliedAt = at
    case .faultEffect(let index, let proof): faults[index]?.effect = proof
    case .faultUndone(let index):
      undoFailures[index] = nil
      faults[index]?.undone = true
      faults[index]?.undoneAt = event.at
    case .faultUndoFailed(let index, let reason):
      faults[index]?.undone = false
      undoFailures[index] = reason
    default: break
    }
  }

  private mutating func takeOutage(_ event: Event) {
    switch event.body {
    case .outageBegan(let lane, let start, _): openOutages[lane] = start
    case .outageEnded(let lane, let start, let end, let resolution, let uncertain):
      openOutages[lane] = nil
      outages[lane, default: []].append(
        Outage(span: Span(start: start, end: end), resolution: resolution, uncertain: uncertain))
    case .unobserved(let start, let end): unobserved.append(Span(start: start, end: end))
    default: break
    }
  }

  private mutating func takeAbort(_ event: Event) {
    guard abort == nil else { return }
    switch event.body {
    case .steadyStateMissed(let reason): abort = .errored("steady state never held: \(reason)")
    case .failed(let reason): abort = .errored(reason)
    case .interrupted(let reason): abort = .errored("interrupted: \(reason)")
    case .skipped(let reason): abort = .skipped(reason)
    default: break
    }
  }

  private mutating func begin(_ phase: Phase, at: Double) {
    closeLastPhase(at: at)
    if phase == .teardown { tornDownAt = at }
    phases.append(PhaseRecord(name: phase.rawValue, start: at, seconds: 0))
  }

  private mutating func closeLastPhase(at end: Double? = nil) {
    guard let last = phases.indices.last else { return }
    phases[last].seconds = (end ?? lastAt) - phases[last].start
  }

  private mutating func beginStep(_ name: String, at: Double) {
    steps.append(StepRecord(name: name, start: at, seconds: 0, outcome: .failed, detail: "did not end"))
  }

  private mutating func endStep(_ name: String, seconds: Double, outcome: StepOutcome, detail: String) {
    guard let index = steps.lastIndex(where: { $0.name == name }) else { return }
    steps[index].seconds = seconds
    steps[index].outcome = outcome
    steps[index].detail = detail
  }

  /// An outage that never ended lasts for as long as anybody looked.
  private mutating func closeOpenOutages() {
    for (lane, start) in openOutages {
      let span = Span(start: start, end: max(start, lookedUntil))
      outages[lane, default: []].append(Outage(span: span, resolution: 0, uncertain: false))
    }
  }
}
