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
    await LocalPreflight(environment: ProcessInfo.processInfo.environment).problems().map {
      "\($0.what): \($0.why)\n  mend it with: \($0.remedy)"
    }
  }
}
