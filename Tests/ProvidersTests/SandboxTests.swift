import Foundation
import Glibc
import Testing

@testable import Providers

/// What stands up in a sandbox, looked at from outside. One at a time: each of them needs the processor to itself.
@Suite(.serialized) struct SandboxTests {
  @Test(
    .timeLimit(.minutes(5)),
    arguments: [
      ("conformance", 1, SandboxRun.promises), ("conformance", 3, SandboxRun.promises),
      ("machines", 3, SandboxRun.machinePromises),
    ])
  func theLocalProviderKeepsEveryPromise(check: String, controlPlanes: Int, promises: Int) async throws {
    let run = try SandboxRun(check, controlPlanes)
    let lines = await run.output()
    let passed = lines.filter { $0.hasPrefix("passed") }
    for line in lines where line.hasPrefix("failed") || line.hasPrefix("error") { Issue.record("\(line)") }
    #expect(lines.last == "done")
    #expect(passed.count == promises, "\(passed.count) promises were looked at")
    await run.expectNothingLeft()
  }

  /// What the controllers, kubelets and balancers of a real cluster do; each line of the worker is a promise kept.
  @Test(.timeLimit(.minutes(5)), arguments: [("workers", 8), ("balancers", 4)])
  func theNetworkKeepsItsPromises(check: String, promises: Int) async throws {
    let run = try SandboxRun(check, 0)
    let lines = await run.output()
    for line in lines where line.hasPrefix("failed") || line.hasPrefix("error") { Issue.record("\(line)") }
    #expect(lines.last == "done", "\(lines)")
    #expect(lines.filter { $0.hasPrefix("passed") }.count == promises, "\(lines)")
    await run.expectNothingLeft()
  }

  /// Every fault that a cluster of three can take, one after the other: it shows nothing before, its effect after, and what
  /// was cut passes again.
  @Test(.timeLimit(.minutes(5))) func faultsTakeEffectOnRealMachines() async throws {
    let run = try SandboxRun("faults", 3)
    let lines = await run.output()
    for line in lines where line.hasPrefix("failed") || line.hasPrefix("error") { Issue.record("\(line)") }
    #expect(lines.last == "done", "\(lines)")
    #expect(lines.filter { $0.hasPrefix("proved") }.count == 27, "\(lines)")
    await run.expectNothingLeft()
  }

  @Test(.timeLimit(.minutes(5))) func twoSandboxesSideBySideDoNotMeet() async throws {
    let runs = [try SandboxRun("boot", 1), try SandboxRun("boot", 1)]
    async let first = runs[0].output()
    async let second = runs[1].output()
    for lines in await [first, second] { #expect(lines.last == "done", "\(lines)") }
    for run in runs { await run.expectNothingLeft() }
  }

  /// The kernel must take everything, whoever dies and whenever.
  @Test(
    .timeLimit(.minutes(5)),
    arguments: [
      (Victim.worker, 0.02), (.worker, 0.15), (.worker, 0.6), (.worker, 3), (.parent, 0.02), (.parent, 0.15),
      (.parent, 0.6), (.parent, 3), (.both, 0.05), (.both, 0.3), (.both, 1.5), (.firstProcess, 0.3), (.firstProcess, 2),
    ])
  func aKillAtAnyMomentLeavesNothing(victim: Victim, seconds: Double) async throws {
    let run = try SandboxRun("linger", 1)
    try await Task.sleep(for: .seconds(seconds * Double.random(in: 0.5...1.5)))
    run.kill(victim)
    await run.expectNothingLeft()
  }

  @Test(.timeLimit(.minutes(5)), arguments: [Victim.worker, .parent, .both])
  func aKillOfAStandingClusterLeavesNothing(victim: Victim) async throws {
    let run = try SandboxRun("linger", 1)
    try await run.waitForLine { $0.hasPrefix("booted") }
    // Else looking for marks would prove nothing afterwards.
    #expect(run.markedProcesses().count > 10)
    run.kill(victim)
    await run.expectNothingLeft()
  }
}
