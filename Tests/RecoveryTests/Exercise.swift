import Clients
import Foundation
import Model
import Providers
import TestSupport
import Transport

@testable import Recovery

/// A runbook on a fake cluster that was broken beforehand, against the real clock.
struct Exercise: Sendable {
  struct Settings: Sendable {
    var controlPlanes = 3
    var workers = 0
    var zones = ["a"]
    var volumes = VolumeKind.local
    /// Acts of machines that are asked for and do not happen.
    var ignoring: Set<FakeMachine.Nothing> = []
    var troubles: Set<ControlPlane.Trouble> = []
    var hasBackup = true
    var nodes: [String] = []
    var configMaps: [String] = []
    var deleted: Set<ConfigMapName> = []
    var lastRevision: Int64 = 0
    var zone: ZoneName?
    var alarmPeriod = Duration.milliseconds(50)
    /// Long enough for every recovery that is possible; failing ones end where they see that nothing helps, or here.
    var deadline = Duration.seconds(20)
  }

  struct Ended: Sendable {
    var failure: RecoveryError?
    /// `stop etcd: done`, or `stop etcd: failed` and why.
    var steps: [String]
    var details: [String]
    var news: [String]
    /// What was asked of machines since the recovery began.
    var calls: [String]

    func index(_ words: String) -> Int? { calls.firstIndex { $0.contains(words) } }
  }

  let machines: [FakeMachine]
  let cluster: FakeCluster
  let etcd: FakeEtcd
  private let settings: Settings
  private let folder: Folder
  private let log: CallLog

  init(_ change: (inout Settings) -> Void = { _ in }) async throws {
    var settings = Settings()
    change(&settings)
    self.settings = settings
    let log = CallLog()
    self.log = log
    folder = try Folder()
    let planes = (1...settings.controlPlanes).map { number in
      FakeMachine(
        "cp-\(number)", zone: settings.zones[(number - 1) % settings.zones.count], volumes: settings.volumes,
        ignoring: settings.ignoring, calls: log)
    }
    let workers = (0..<settings.workers).map { FakeMachine("worker-\($0 + 1)", components: [.kubelet], calls: log) }
    machines = planes + workers
    cluster = FakeCluster(machines, calls: log)
    etcd = await FakeEtcd(planes, log: log)
    for machine in machines { foresee(machine) }
  }

  /// Everything that a recovery may run there, before and after the machine was replaced.
  private func foresee(_ machine: FakeMachine) {
    for command in [["true"], ["test", "-w", "/"], Rehearsal.moveCommand, ["rm", "-f", "/data.firedrill-snapshot"]] {
      machine.answer(command)
    }
    let names = (1...settings.controlPlanes).map { "cp-\($0)" }
    let places =
      [names] + names.map { name in names.map { $0 == name ? "fake-\($0)-2" : $0 } }
      + [names.map { "fake-\($0)-2" }, names.enumerated().map { $0.offset == 0 ? $0.element : "fake-\($0.element)-2" }]
    for hosts in places {
      let members = zip(names, hosts).map { "\($0)=https://\($1):2380" }.joined(separator: ",")
      for host in [machine.name.rawValue, "fake-\(machine.name)-2"] {
        machine.answer(restoreAlone(machine, at: host))
        machine.answer([
          "etcdctl", "snapshot", "restore", "/data.firedrill-snapshot", "--name=\(machine.name)", "--data-dir=/data",
          "--initial-cluster=\(members)", "--initial-cluster-token=restored-from-newest",
          "--initial-advertise-peer-urls=https://\(host):2380",
        ])
      }
    }
  }

  private func restoreAlone(_ machine: FakeMachine, at host: String) -> [String] {
    [
      "etcdctl", "snapshot", "restore", "/data.firedrill-snapshot", "--name=\(machine.name)", "--data-dir=/data",
      "--initial-cluster=\(machine.name)=https://\(host):2380",
      "--initial-cluster-token=restored-from-survivor-\(machine.name)",
      "--initial-advertise-peer-urls=https://\(host):2380",
    ]
  }

  func machine(_ name: String) -> FakeMachine { machines.first { $0.name.rawValue == name } ?? machines[0] }

  func run(_ name: RunbookName) async throws -> Ended { try await play(Runbook.named(name)) }

  func play(_ runbook: Runbook) async throws -> Ended {
    let began = log.calls.count
    let listener = StepLog()
    let incident = Date()
    let plane = ControlPlane(
      machines, etcd: etcd, troubles: settings.troubles, restored: incident + 5, renewed: incident + 10,
      nodes: settings.nodes, configMaps: settings.configMaps, calls: log)
    let failure: RecoveryError? = try await plane.serving { address in
      let http = HTTPClient(HTTPClientConfiguration())
      defer { http.shutdown() }
      let context = try context(address, http, incident)
      do throws(RecoveryError) {
        try await runbook.run(context, listener: listener)
        return nil
      } catch {
        return error
      }
    }
    return Ended(
      failure: failure, steps: listener.steps, details: listener.details, news: listener.news,
      calls: Array(log.calls.dropFirst(began)))
  }

  /// Snapshots of each member, as a forced new cluster is made of one.
  private func copies() -> [[String]: ScriptedRunner.Answer] {
    var answers: [[String]: ScriptedRunner.Answer] = [:]
    for name in machines.map(\.name.rawValue) {
      let path = "\(folder.path)/survivor-\(name).db"
      let place = ["etcdctl", "--endpoints=https://\(name):2379", "--cacert=", "--cert=", "--key="]
      answers[place + ["snapshot", "save", path]] = { _ in
        _ = FileManager.default.createFile(atPath: path, contents: snapshotBytes())
        return .prints("")
      }
      answers[statusCommand(path)] = { _ in .prints(statusText(revision: 20)) }
    }
    return answers
  }

  private func context(_ address: String, _ http: HTTPClient, _ incident: Date) throws -> RunbookContext {
    let catalogue = BackupCatalogue()
    let path = try folder.write(snapshotBytes(), as: "newest.db")
    if settings.hasBackup { try catalogue.add(backup("newest", revision: 20, path: path)) }
    var answers = copies()
    answers[statusCommand(path)] = { _ in .prints(statusText(revision: 20)) }
    let runner = ScriptedRunner(answers)
    let (lastRevision, deleted) = (settings.lastRevision, settings.deleted)
    return RunbookContext(
      cluster: cluster, backups: catalogue,
      snapshotter: Snapshotter(directory: folder.path, identity: cluster.access.etcdClient, runner: runner),
      freshness: FreshnessProver(api: KubernetesClient(endpoint: address + "/cp-1", http: http)),
      api: { KubernetesClient(endpoint: "\(address)/\($0)", http: http) },
      etcd: { EtcdClient(endpoint: "\(address)/\($0)", http: http) }, incident: incident,
      deadline: .now() + settings.deadline, zone: settings.zone, alarmPeriod: settings.alarmPeriod,
      lastRevision: { lastRevision }, deleted: { deleted })
  }
}
