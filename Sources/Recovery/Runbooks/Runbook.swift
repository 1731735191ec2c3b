public import Model

/// A named list of recovery steps. What a drill rehearses is what an operator runs in an incident.
public struct Runbook: Sendable {
  public struct Step: Sendable {
    public var name: String
    /// The milestone that stands once the step is done.
    var reaches: Milestone?
    /// Returns one line on what was done.
    var run: @Sendable (RunbookContext) async throws(RecoveryError) -> String
  }

  public var name: RunbookName
  public var summary: String
  public var steps: [Step]

  public static func named(_ name: RunbookName) -> Runbook {
    switch name {
    case .restoreFromBackup: .restoreFromBackup
    default: Runbook(name: name, summary: "", steps: [])
    }
  }

  /// - Returns: nil where the cluster has to heal by itself.
  public static func of(_ means: RecoveryMeans) -> Runbook? {
    switch means {
    case .itself: nil
    case .runbook(let name): named(name)
    case .steps: nil
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

  /// Runs the steps in order and stops at the first that fails.
  public func run(_ context: RunbookContext, listener: any Listener) async throws(RecoveryError) {
    for step in steps {
      let began = context.clock.now()
      var elapsed: Double { (context.clock.now() - began).seconds }
      listener.stepBegan(step.name)
      do {
        let detail = try await step.run(context)
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
