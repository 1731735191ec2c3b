import Foundation
import Glibc
import Model
import Testing

/// The harness is killed at random moments, with every fault: `firedrill undo` leaves nothing, and where nobody comes by, the
/// machines and the watchman leave nothing either.
///
/// `FIREDRILL_SWEEP` moments a case; one where nothing is said, since each takes half a minute. `FIREDRILL_SWEEP_ONLY`: the
/// cases that have these words.
@Suite(.serialized, .enabled(if: KindLab.isSmall || KindLab.isHighlyAvailable, KindLab.why), .timeLimit(.minutes(180)))
struct StandingSweepTests {
  struct Case: Sendable, CustomStringConvertible {
    var faults: [String]
    /// Machines without power cannot help themselves.
    var needsWatchman = false
    /// Whether it stays in until somebody takes it out.
    var isLasting = true
    /// Then with a quota that takes seconds to use up.
    var fillsEtcd = false

    /// Waits for a sound cluster.
    func begin() async -> Bool {
      if fillsEtcd { await KindLab.setQuota("\(128 << 20)") }
      // One kill after the other makes a kubelet wait for minutes, be it of the controllers, whose lease ran out.
      await KindLab.forgetBackOffs()
      return await KindLab.settle()
    }

    /// Also where the test is cut short: the next one needs etcd's own quota.
    func end() async { if fillsEtcd { await KindLab.setQuota(nil) } }

    /// 5 s, the margin of 15 s, the watchman's patience of 3 s, what a node takes to start, and a look; a command's own timer waits
    /// 30 s more, which its `run` may take.
    var limit: Duration { faults.contains(DoomedRun.command) ? .seconds(70) : .seconds(40) }

    func left() async -> [String] { await KindLab.marks() + (fillsEtcd ? KindLab.etcdTroubles() : []) }

    var description: String { faults.joined(separator: " + ") }
  }

  private static let crash = "process.pause: {on: {component: kube-apiserver}}"
  private static let crashloop = "process.crashloop: {on: {component: kube-scheduler}}"
  private static let stop = "process.stop: {on: {component: kube-apiserver}}"
  private static let controllerStop = "process.stop: {on: {component: kube-controller-manager}}"
  private static let kubeletStop = "process.stop: {on: {component: kubelet, machine: worker-1}}"
  private static let workerPause = "machine.pause: {on: {machine: worker-1}}"
  private static let planePause = "machine.pause: {on: {machine: cp-1}}"
  private static let disconnection = "machine.disconnect: {on: {machine: cp-1}}"
  private static let kill = "process.kill: {on: {component: kube-apiserver}}"
  private static let supervisorKill = "supervisor.kill: {on: {machine: cp-1}}"
  private static let reboot = "machine.reboot: {on: {machine: cp-1}}"
  private static let workerShutdown = "machine.shutdown: {on: {machine: worker-1}}"
  private static let workerLoss = "machine.lose: {on: {machine: worker-1}}"
  private static let planeLoss = "machine.lose: {on: {machine: cp-1}}"
  private static let zoneLoss = "zone.lose: {zone: a}"
  private static let nospace = "etcd.nospace: {on: {component: etcd}}"
  private static let balancerStop = "balancer.stop: {on: {component: load-balancer}}"

  static let alone = KindLab.isHighlyAvailable ? swept([Case(faults: [balancerStop])]) : aloneOnOnePlane
  private static let aloneOnOnePlane = swept([
    Case(faults: [crash]), Case(faults: [crashloop]), Case(faults: [workerLoss]), Case(faults: [planeLoss]),
    Case(faults: [DoomedRun.partition]), Case(faults: [DoomedRun.zonePartition]), Case(faults: [zoneLoss]),
    Case(faults: [stop]), Case(faults: [kubeletStop]), Case(faults: [planePause]), Case(faults: [disconnection]),
    Case(faults: [kill], isLasting: false), Case(faults: [supervisorKill], isLasting: false),
    Case(faults: [reboot], isLasting: false), Case(faults: [workerShutdown]), Case(faults: [DoomedRun.command]),
    // Its API is away, and etcd is to be asked all the same.
    Case(faults: [nospace, stop], fillsEtcd: true),
  ])
  /// Several in place at once, where one does not hinder the other: a kill hits them all.
  static let together =
    KindLab.isHighlyAvailable ? swept([Case(faults: [balancerStop], needsWatchman: true)]) : togetherOnOnePlane
  private static let togetherOnOnePlane = swept([
    Case(faults: [crash, crashloop, controllerStop, kubeletStop, DoomedRun.partition]),
    Case(faults: [DoomedRun.command, stop]),
    Case(faults: [workerPause, disconnection], needsWatchman: true),
    Case(faults: [workerLoss, DoomedRun.zonePartition], needsWatchman: true),
    Case(faults: [zoneLoss, workerShutdown], needsWatchman: true),
    Case(faults: [nospace], needsWatchman: true, fillsEtcd: true),
  ])

  private static let environment = ProcessInfo.processInfo.environment
  static let moments = environment["FIREDRILL_SWEEP"].flatMap { Int($0) } ?? 1

  static func swept<Value: CustomStringConvertible & Sendable>(_ cases: [Value]) -> [Value] {
    cases.filter { example in environment["FIREDRILL_SWEEP_ONLY"].map { "\(example)".contains($0) } ?? true }
  }

  @Test(arguments: alone) func aKillLeavesNothingAfterUndo(_ example: Case) async throws {
    try await whole(example, killAndUndo)
  }

  @Test(arguments: together) func aKillLeavesNothingAfterTheDeadMansTime(_ example: Case) async throws {
    try await whole(example, killAndWait)
  }

  private func whole(_ example: Case, _ body: (Case) async throws -> Void) async throws {
    do {
      try await body(example)
    } catch {
      await example.end()
      throw error
    }
    await example.end()
  }

  private func killAndUndo(_ example: Case) async throws {
    var times: [Duration] = []
    for moment in 0..<Self.moments {
      #expect(await example.begin())
      let run = try DoomedRun(example.faults, lasting: example.isLasting ? "5s" : nil)
      // From the start to after the recovery.
      try await Task.sleep(for: .seconds(Double.random(in: 0...20)))
      #expect(run.isPlayed, "\(run.process.errorText)")
      await run.die()
      let began = ContinuousClock.now
      let first = try await run.undo()
      times.append(ContinuousClock.now - began)
      Self.tell("moment \(moment): undone in \(ContinuousClock.now - began)")
      #expect(first.status == 0, "moment \(moment): \(first.errors)")
      #expect(await example.left() == [], "moment \(moment)")
      #expect(await KindLab.settle())
      let namespaces = await KindLab.namespaces()
      #expect(namespaces == [], "moment \(moment): \(first.output)\(first.errors)\(run.process.errorText)")
      let second = try await run.undo()
      #expect(second.status == 0 && second.output.contains("Nothing is in place."), "\(second.output)\(second.errors)")
    }
    let median = times.sorted()[times.count / 2]
    print("SWEEP \(example): \(times.count) moments, undo took \(median) in the median")
  }

  private func killAndWait(_ example: Case) async throws {
    var times: [Duration] = []
    for moment in 0..<Self.moments {
      #expect(await example.begin())
      let run = try DoomedRun(example.faults, lasting: example.isLasting ? "5s" : nil)
      // While they are in place, most of the time: they stay for 5 s.
      try await run.reach(.intended)
      try await Task.sleep(for: .seconds(Double.random(in: 0...6)))
      #expect(run.isPlayed, "\(run.process.errorText)")
      await run.die(sparing: example.needsWatchman ? "__watchman" : nil)
      let killed = ContinuousClock.now
      let first = await example.left()
      var left = first
      while !left.isEmpty, ContinuousClock.now - killed < example.limit {
        try await Task.sleep(for: .milliseconds(500))
        left = await example.left()
      }
      if !first.isEmpty { times.append(ContinuousClock.now - killed) }
      Self.tell("moment \(moment): \(first.count) marks, clean after \(ContinuousClock.now - killed)")
      #expect(left == [], "moment \(moment): \(run.process.errorText)")
      #expect(try await run.undo().status == 0)
    }
    let clean = times.max().map { "clean after \(times.sorted()[times.count / 2]) in the median, \($0) at most" }
    print("DEAD MAN \(example): \(Self.moments) kills, \(times.count) left something; \(clean ?? "")")
  }

  /// At once, for who watches a long sweep.
  static func tell(_ words: String) {
    guard Self.moments > 1 else { return }
    print(words)
    fflush(nil)
  }
}
