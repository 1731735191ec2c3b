import Faults
import Model
import Providers
import TestSupport
import Testing

/// Faults that are proved by what comes after a process's end.
struct CrashTests {
  private let looping = Fault.on(.processCrashloop, Target(component: .apiserver))
  private let stopped = Fault.on(.balancerStop, Target())

  @Test func aComponentThatWasStartedAgainAndEndedAgainCrashes() async throws {
    let proof = try await prepare(looping, on: [FakeMachine("cp-1", restarts: [.apiserver])])
    try await proof.inject()
    #expect(
      await proof.proveEffect().evidence == "kube-apiserver on cp-1: process 102 is gone; 105 in its place so far")
    #expect(
      await proof.proveEffect().evidence
        == "kube-apiserver on cp-1: process 102 is gone, and 105, started after it, has ended too")
  }

  @Test func aComponentThatWasKilledOnceDoesNotCrash() async throws {
    let clock = ManualClock()
    let machine = FakeMachine("cp-1", restarts: [.apiserver], ignoring: [.crashLoops])
    let fault = try await prepare(looping, on: [machine], means: .fake([machine], clock: clock))
    try await fault.inject()
    try await machine.send(.kill, to: .apiserver)
    for _ in 0..<20 {
      #expect(await !fault.proveEffect().observed)
      clock.advance(by: .seconds(1))
    }
  }

  @Test func aBalancerIsStoppedOnceItHasStayedAway() async throws {
    let clock = ManualClock()
    let machine = FakeMachine("lb-1", components: [.loadBalancer])
    let fault = try await prepare(stopped, on: [machine], means: .fake([machine], clock: clock))
    try await fault.inject()
    #expect(await !fault.proveEffect().observed, "its supervisor may still start it")
    clock.advance(by: .milliseconds(2499))
    #expect(await !fault.proveEffect().observed)
    clock.advance(by: .milliseconds(1))
    #expect(await fault.proveEffect().observed)
  }

  @Test func aBalancerThatCameBackWasNotStopped() async throws {
    let clock = ManualClock()
    let machine = FakeMachine("lb-1", components: [.loadBalancer], restarts: [.loadBalancer], ignoring: [.stops])
    let fault = try await prepare(stopped, on: [machine], means: .fake([machine], clock: clock))
    try await fault.inject()
    try await machine.send(.kill, to: .loadBalancer)
    for _ in 0..<20 {
      #expect(await !fault.proveEffect().observed)
      clock.advance(by: .seconds(1))
    }
  }

  @Test func withoutAComponentItFallsOnBalancersOnly() async throws {
    let machines = [FakeMachine("cp-1"), FakeMachine("lb-1", components: [.loadBalancer])]
    #expect(
      try await prepare(.on(.balancerStop, Target(count: .all)), on: machines).targets == ["load balancer on lb-1"])
  }
}
