import Engine
import Foundation
public import Model
import Providers

/// What must be there before anything is broken.
public enum Preflight {
  /// - Throws: ``RunnerError`` when a drill cannot be played here, or this machine lacks something.
  public static func check(_ drills: [Drill]) async throws(RunnerError) {
    for drill in drills {
      let reasons = unsupported(drill)
      guard reasons.isEmpty else { throw .unsupported(drill: drill.name, reasons: reasons) }
    }
    let problems = await problems()
    guard problems.isEmpty else { throw .environment(problems.joined(separator: "\n")) }
  }

  /// One text a problem: what, why, and the command that mends it.
  public static func problems() async -> [String] {
    await LocalPreflight(environment: ProcessInfo.processInfo.environment).problems().map(text)
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
