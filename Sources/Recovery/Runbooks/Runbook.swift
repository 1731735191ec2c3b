public import Model

/// A named list of recovery steps. What a drill rehearses is what an operator runs in an incident.
public struct Runbook: Sendable {
  /// One act of a recovery, the same in every runbook and drill that names it.
  public struct Step: Sendable {
    public var name: String
    /// The milestone that stands once the step is done.
    public var reaches: Milestone?
    /// Returns one line on what was done.
    var run: @Sendable (RunbookContext) async throws(RecoveryError) -> String
  }

  /// As reports give it; `steps` where a drill lists its own.
  public var name: String
  public var summary: String
  public var steps: [Step]

  public static func named(_ name: RunbookName) -> Runbook {
    switch name {
    case .restartComponent: .restartComponent
    case .restartMachine: .restartMachine
    case .autoRecoverMachine: .autoRecoverMachine
    case .awaitMachines: .awaitMachines
    case .restoreFromBackup: .restoreFromBackup
    case .replaceMember: .replaceMember
    case .reattachVolume: .reattachVolume
    case .recoverFromSurvivor: .recoverFromSurvivor
    case .reprovisionInZone: .reprovisionInZone
    case .rebuildCluster: .rebuildCluster
    case .renewCertificates: .renewCertificates
    case .clearNospace: .clearNospace
    }
  }

  /// - Returns: nil where the cluster has to heal by itself.
  /// - Throws: ``RecoveryError/unknownStep(_:nearest:)``.
  public static func of(_ means: RecoveryMeans) throws(RecoveryError) -> Runbook? {
    switch means {
    case .itself: nil
    case .runbook(let name): named(name)
    case .steps(let names):
      Runbook(
        name: means.name, summary: "the drill's own steps",
        steps: try names.map { name throws(RecoveryError) in try step(name) })
    }
  }

  /// Hears of each step as it begins and ends.
  public protocol Listener: Sendable {
    func stepBegan(_ name: String)
    func stepEnded(_ name: String, seconds: Double, outcome: StepOutcome, detail: String)
    func reached(_ milestone: Milestone, evidence: String)
    /// A time-out had to be sat out.
    func waited(for name: String, configured: Duration, from start: MonotonicTime, to end: MonotonicTime)
    func revived(_ facts: RevivedFacts)
    func note(_ text: String)
  }

  /// Runs the steps in order and stops at the first that fails, or at the context's deadline.
  public func run(_ context: RunbookContext, listener: any Listener) async throws(RecoveryError) {
    var context = context
    context.listener = listener
    context.memory = RunMemory()
    for step in steps {
      let began = context.clock.now()
      var elapsed: Double { (context.clock.now() - began).seconds }
      listener.stepBegan(step.name)
      do {
        let detail = try await context.untilDeadline(doing: step.name, step.run)
        listener.stepEnded(step.name, seconds: elapsed, outcome: .done, detail: detail)
        if let milestone = step.reaches { listener.reached(milestone, evidence: detail) }
      } catch {
        listener.stepEnded(step.name, seconds: elapsed, outcome: .failed, detail: error.description)
        throw error
      }
    }
  }
}

extension Runbook.Listener {
  public func reached(_ milestone: Milestone, evidence: String) {}
  public func waited(for name: String, configured: Duration, from start: MonotonicTime, to end: MonotonicTime) {}
  public func revived(_ facts: RevivedFacts) {}
  public func note(_ text: String) {}
}

/// Of a runbook that nobody listens to.
struct SilentListener: Runbook.Listener {
  func stepBegan(_ name: String) {}
  func stepEnded(_ name: String, seconds: Double, outcome: StepOutcome, detail: String) {}
}
