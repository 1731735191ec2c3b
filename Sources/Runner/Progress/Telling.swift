import Model

/// Events in a few words; nil for those that only reports need.
enum Telling {
  static func text(of body: Event.Body) -> String? {
    switch body {
    case .phaseBegan(let phase): phase.rawValue
    case .clusterReady(let facts):
      "cluster ready in \(brief(facts.bootSeconds)): kube-apiserver \(facts.version), etcd \(facts.etcdVersion)"
    case .steadyStateHeld: "steady state held"
    case .steadyStateMissed(let reason): "steady state never held: \(reason)"
    case .backupTaken(let backup): "\(backup.id) taken and verified at revision \(backup.revision)"
    case .backupFailed(let reason): "a backup failed: \(reason)"
    case .faultIntended(_, let kind, let targets, _, _):
      "injecting \(kind.rawValue): \(targets.joined(separator: ", "))"
    case .faultEffect(_, let proof): (proof.observed ? "effect proved: " : "no effect: ") + proof.evidence
    case .faultUndone: "fault undone"
    case .faultUndoFailed(_, let reason): "the fault could not be undone: \(reason)"
    case .detected(_, let evidence): "detected: \(evidence)"
    case .stepBegan(let name): name
    case .stepEnded(let name, let seconds, let outcome, let detail):
      "\(name): \(outcome.rawValue) in \(brief(seconds)): \(detail)"
    case .recoveryFailed(let reason): "recovery failed: \(reason)"
    case .outageBegan(let lane, _, let detail): "\(lane) down: \(detail)"
    case .outageEnded(let lane, let start, let end, _, _): "\(lane) up again after \(brief(end - start))"
    case .freshness(let proof):
      proof.proved ? "state proved live" : "state not proved live: \(proof.evidence.joined(separator: "; "))"
    case .ledgerCompared(let facts):
      "ledger: \(facts.acknowledged) acknowledged, \(facts.missing.count) missing, \(facts.unknown) unknown"
    case .notConverged(let missing): "not converged before the deadline: \(missing.joined(separator: "; "))"
    case .milestone(let milestone, _, let evidence): "\(milestone.rawValue): \(evidence)"
    case .waited(let wait): "\(wait.name) took \(brief(wait.seconds)), set to \(brief(wait.configured))"
    case .revived(let facts): "the restore revived \(facts.objects.count) objects, \(facts.removed.count) removed again"
    case .watches(let facts): "open watches: \(facts.outcome.rawValue): \(facts.detail)"
    case .leftBehind(let what): "left behind: \(what.joined(separator: "; "))"
    case .note(let text), .failed(let text), .skipped(let text), .interrupted(let text): text
    // Told by ``BlindSpells``.
    case .unobserved: nil
    case .drillStarted, .faultApplied, .recoveryBegan, .lanes, .stableWindow, .drillEnded: nil
    }
  }

  static func brief(_ seconds: Double) -> String {
    DurationText.brief(Duration(seconds: seconds))
  }
}
