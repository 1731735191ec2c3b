import Engine
import Foundation
public import Model
public import Providers

/// What must be there before anything is broken.
public enum Preflight {
  /// - Throws: ``RunnerError`` when a drill must not or cannot be played here, or this machine lacks something.
  public static func check(
    _ drills: [Drill], on reference: ClusterReference = .local
  ) async throws(RunnerError) {
    // Whether a drill can come back on a cluster that stands already is seen when it is known.
    guard reference == .local else { return }
    try refuse(drills)
    for drill in drills {
      let reasons = unsupported(drill)
      guard reasons.isEmpty else { throw .unsupported(drill: drill.name, reasons: reasons) }
    }
    let problems = await problems()
    guard problems.isEmpty else { throw .environment(problems.joined(separator: "\n")) }
  }

  /// - Throws: ``RunnerError/refused(_:)`` when a drill breaks what nothing in it can bring back.
  public static func refuse(_ drills: [Drill]) throws(RunnerError) {
    // Whether a drill can come back hangs on no choice, and so on no seed.
    let refused = drills.compactMap { drill in
      Planner(seed: 0).plan(drill).safety.refusal.map {
        "\(drill.source.file):\(drill.source.line): drill \(drill.name): \($0)"
      }
    }
    guard refused.isEmpty else { throw .refused(refused) }
  }

  /// One text a problem: what, why, and the command that mends it.
  public static func problems() async -> [String] {
    await findings().map(text)
  }

  public static func findings() async -> [PreflightProblem] {
    await LocalPreflight(environment: ProcessInfo.processInfo.environment).problems()
  }

  /// What keeps some drills only from being played, in the same form.
  public static func limitations() -> [String] {
    LocalPreflight(environment: ProcessInfo.processInfo.environment).limitations().map(text)
  }

  private static func text(_ problem: PreflightProblem) -> String {
    "\(problem.what): \(problem.why)\n  mend it with: \(problem.remedy)"
  }

  /// Why this machine cannot play a drill that others can; nil when it can. Such a drill is skipped.
  static func obstacle(to drill: Drill) -> String? {
    LocalTools(environment: ProcessInfo.processInfo.environment).obstacle(to: drill.cluster)
  }
}
