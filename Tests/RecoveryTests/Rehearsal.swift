import Clients
import Foundation
import Model
import Providers
import Synchronization
import TestSupport
import Transport

@testable import Recovery

/// The runbook on three fake machines that lost their data.
struct Rehearsal: Sendable {
  struct Settings {
    var troubles: Set<ControlPlane.Trouble> = []
    /// Revisions, oldest first; the last one is called `newest`.
    var backups: [Int64] = [10, 20]
  }

  struct Ended {
    var failure: RecoveryError?
    /// `stop etcd: done`, or `stop etcd: failed` and why.
    var steps: [String]
    var calls: [String]
  }

  static let moveCommand = ["mv", "-T", "--backup=numbered", "/data", "/data.before-restore"]

  let machines: [FakeMachine]
  let snapshot: String
  private let folder: Folder
  private let settings: Settings
  private let log: CallLog

  init(_ change: (inout Settings) -> Void = { _ in }) throws {
    var settings = Settings()
    change(&settings)
    self.settings = settings
    let log = CallLog()
    self.log = log
    folder = try Folder()
    snapshot = try folder.write(snapshotBytes(), as: "newest.db")
    machines = ["cp-1", "cp-2", "cp-3"].map { FakeMachine($0, calls: log) }
    for machine in machines {
      for command in [Self.moveCommand, restoreCommand(machine), ["rm", "-f", "/data.firedrill-snapshot"]] {
        machine.answer(command)
      }
    }
  }

  func restoreCommand(_ machine: FakeMachine) -> [String] {
    [
      "etcdctl", "snapshot", "restore", "/data.firedrill-snapshot", "--name=\(machine.name)", "--data-dir=/data",
      "--initial-cluster=cp-1=https://cp-1:2380,cp-2=https://cp-2:2380,cp-3=https://cp-3:2380",
      "--initial-cluster-token=restored-from-newest", "--initial-advertise-peer-urls=https://\(machine.name):2380",
    ]
  }

  /// - Parameter stopAt: when its task is cancelled, in seconds since its beginning.
  func run(stopAt: Double? = nil) async throws -> Ended {
    let clock = ManualClock(stride: .seconds(1))
    let listener = StepLog()
    let plane = ControlPlane(
      machines, etcd: await FakeEtcd(machines, log: log), troubles: settings.troubles, restored: clock.wall(at: -10),
      renewed: clock.wall(at: 10), calls: log)
    let failure = try await plane.serving { address in
      let http = HTTPClient(HTTPClientConfiguration())
      defer { http.shutdown() }
      let context = try context(address, http, clock)
      return await clock.drive { await play(context, listener, clock, stopAt: stopAt) }
    }
    return Ended(failure: failure, steps: listener.steps, calls: log.calls)
  }

  private func play(_ context: RunbookContext, _ listener: StepLog, _ clock: ManualClock, stopAt: Double?) async
    -> RecoveryError?
  {
    await withTaskGroup(of: RecoveryError??.self) { group in
      group.addTask {
        do throws(RecoveryError) {
          try await Runbook.restoreFromBackup.run(context, listener: listener)
          return .some(nil)
        } catch {
          return error
        }
      }
      if let stopAt {
        group.addTask {
          try? await clock.sleep(until: clock.start + Duration(seconds: stopAt))
          return nil
        }
      }
      for await ended in group {
        if let ended { return ended }
        group.cancelAll()
      }
      return nil
    }
  }

  private func context(_ address: String, _ http: HTTPClient, _ clock: ManualClock) throws -> RunbookContext {
    let catalogue = BackupCatalogue()
    for (index, revision) in settings.backups.enumerated() {
      let id = index == settings.backups.count - 1 ? "newest" : "older-\(index)"
      try catalogue.add(backup(id, revision: revision, path: "\(folder.path)/\(id).db"))
    }
    let cluster = FakeCluster(machines, api: address)
    let runner = ScriptedRunner([statusCommand(snapshot): { _ in .prints(statusText(revision: 20)) }])
    return RunbookContext(
      cluster: cluster, backups: catalogue,
      snapshotter: Snapshotter(directory: folder.path, identity: cluster.access.etcdClient, runner: runner),
      freshness: FreshnessProver(api: KubernetesClient(endpoint: address + "/cp-1", http: http), clock: clock),
      api: { KubernetesClient(endpoint: "\(address)/\($0)", http: http) },
      etcd: { EtcdClient(endpoint: "\(address)/\($0)", http: http) }, incident: clock.wall(at: 0), clock: clock)
  }
}

/// Everything that a runbook says.
final class StepLog: Runbook.Listener {
  private let kept = Mutex<[String]>([])
  private let said = Mutex<[String]>([])
  private let explained = Mutex<[String]>([])

  /// What the steps said that they did.
  var details: [String] { explained.withLock(\.self) }
  var steps: [String] { kept.withLock(\.self) }
  /// Milestones, waits, notes and revived objects, in one order.
  var news: [String] { said.withLock(\.self) }

  func reached(_ milestone: Milestone, evidence: String) { say("reached \(milestone.rawValue)") }
  func note(_ text: String) { say("note \(text)") }
  func revived(_ facts: RevivedFacts) { say("revived \(facts.objects.joined(separator: ", "))") }

  func waited(for name: String, configured: Duration, from start: MonotonicTime, to end: MonotonicTime) {
    say("waited for \(name)")
  }

  private func say(_ words: String) { said.withLock { $0.append(words) } }
  func stepBegan(_ name: String) {}

  func stepEnded(_ name: String, seconds: Double, outcome: StepOutcome, detail: String) {
    explained.withLock { $0.append(detail) }
    let why = outcome == .failed ? " \(detail)" : ""
    kept.withLock { $0.append("\(name): \(outcome.rawValue)\(why)") }
  }
}
