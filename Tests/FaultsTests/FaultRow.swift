import Faults
import Foundation
import Model
import Providers
import TestSupport

/// A fault of a kind, with a cluster in which its inject works, or is replaced by nothing and says that all went well.
final class FaultRow: Sendable {
  let calls = CallLog()
  let machines: [FakeMachine]
  let shelf: FakeShelf
  private let kind: Fault.Kind
  private let isIdle: Bool
  private let keyspace: FakeKeyspace
  private let clock = ManualClock()
  private let folder: String
  private let cluster: FakeCluster

  init(_ kind: Fault.Kind, isIdle: Bool = false) throws {
    self.kind = kind
    self.isIdle = isIdle
    let folder = try Self.folderOfBackups()
    self.folder = folder
    shelf = FakeShelf(["2", "1"].map { "\(folder)/\($0).db" })
    keyspace = FakeKeyspace(raisesAlarm: !isIdle)
    let answers: [[String]: CommandAnswer] = [
      ["break"]: .success, ["mend"]: .success, ["check"]: .inTurn(isIdle ? [1] : [1, 0]),
    ]
    let rest: [(String, String, [Component])] = [
      ("worker-1", "b", Component.worker), ("lb-1", "edge", [.loadBalancer]),
    ]
    machines = ([("cp-1", "a", Component.controlPlane)] + rest).map { [calls] name, zone, components in
      FakeMachine(
        name, zone: zone, components: components, restarts: [.apiserver, .etcd, .loadBalancer],
        ignoring: isIdle ? Self.idle(kind) : [], answers: answers, calls: calls)
    }
    cluster = FakeCluster(machines)
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  func prepare() async throws -> any PreparedFault {
    try await FaultsTests.prepare(Self.fault(kind), on: machines, means: means)
  }

  /// With its targets as a value.
  func choose() async throws -> ChosenFault { try await catalogue.choose(Self.fault(kind), index: 0) }

  /// As another process makes it out of that value.
  func make(_ chosen: ChosenFault) throws -> any PreparedFault { try catalogue.make(chosen) }

  private var means: FaultMeans {
    let name = "\(UInt64.random(in: .min ... .max))"
    return .fake(machines, keyspace: keyspace, backups: shelf, clock: clock, name: name)
  }
  private var catalogue: FaultCatalogue { FaultCatalogue(cluster: cluster, seed: 1, means: means) }

  func injectAndProve() async throws -> EffectProof {
    let fault = try await prepare()
    guard isIdle, kind == .backupCorrupt || kind == .backupMissing else {
      return try await fault.injectAndProve(turning: clock)
    }
    try await fault.inject()
    try Self.writeBackups(in: folder)
    return await fault.proveEffect()
  }

  /// What is broken on the machines and in etcd.
  var troubles: [String] { machines.flatMap(\.troubles) + keyspace.alarms }

  /// Every process, by machine and component.
  func running() async throws -> [String: [ProcessIdentity]] {
    var running: [String: [ProcessIdentity]] = [:]
    for machine in machines {
      for component in machine.components {
        running["\(machine.name) \(component.rawValue)"] = try await machine.processes(of: component)
      }
    }
    return running
  }

  static func fault(_ kind: Fault.Kind) -> Fault {
    let machine = Target(machine: MachineName("cp-1"))
    let apiserver = Target(component: .apiserver)
    return switch kind {
    case .processKill: .killed
    case .processPause: .paused
    case .processStop: .on(.processStop, apiserver)
    case .processCrashloop: .on(.processCrashloop, apiserver)
    case .supervisorKill: .on(.supervisorKill, machine)
    case .machineShutdown: .on(.machineShutdown, machine)
    case .machineLose: .on(.machineLose, machine)
    case .machineReboot: .on(.machineReboot, machine)
    case .machinePause: .on(.machinePause, machine)
    case .machineDisconnect: .on(.machineDisconnect, machine)
    case .machineTerminate: .on(.machineTerminate, machine)
    case .storageLose: .wiped
    case .storageDetach: .on(.storageDetach, Target())
    case .storageFill: .on(.storageFill, Target())
    case .storageCorrupt: .on(.storageCorrupt, Target())
    case .storageReadonly: .on(.storageReadonly, Target())
    case .etcdNospace: .on(.etcdNospace, Target())
    case .networkPartition: .partition(NetworkPartition(from: .machines(machine), to: .rest))
    case .networkLoss: .trouble(.loss(percent: 50), on: machine)
    case .networkDelay: .trouble(.delay(.milliseconds(500)), on: machine)
    case .zoneLose: .zone(.lose, ZoneName("a"))
    case .zonePartition: .zone(.partition, ZoneName("a"))
    case .balancerStop: .on(.balancerStop, Target())
    case .certificateExpire: .on(.certificateExpire, apiserver)
    case .backupCorrupt: .backup(.corrupt)
    case .backupMissing: .backup(.missing)
    case .clusterDestroy: .destroyCluster
    case .command: .run("break", undo: "mend")
    }
  }

  /// What has to be ignored for the inject to do nothing.
  private static func idle(_ kind: Fault.Kind) -> Set<FakeMachine.Nothing> {
    switch kind {
    case .processKill, .processPause: [.signals]
    case .processStop: [.stops]
    case .machinePause: [.pauses]
    case .machineDisconnect: [.unplugging]
    case .processCrashloop: [.crashLoops]
    case .supervisorKill: [.supervisorKill]
    case .machineShutdown: [.shutDown]
    case .machineLose, .machineReboot, .zoneLose: [.powerOff]
    case .machineTerminate: [.termination]
    case .storageLose: [.storageLoss]
    case .storageDetach: [.detachment]
    case .storageFill: [.filling]
    case .storageCorrupt: [.corruption]
    case .storageReadonly: [.readOnly]
    case .networkPartition, .networkLoss, .networkDelay, .zonePartition: [.networkRules]
    case .balancerStop: [.stops]
    case .certificateExpire: [.certificates]
    case .clusterDestroy: [.termination, .storageLoss]
    // Their idle injects are an alarm that is not raised, files that are as before, and a command's exit status.
    case .etcdNospace, .backupCorrupt, .backupMissing, .command: []
    }
  }

  private static func folderOfBackups() throws -> String {
    let folder = FileManager.default.temporaryDirectory.appending(path: "fault-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try writeBackups(in: folder.path())
    return folder.path()
  }

  private static func writeBackups(in folder: String) throws {
    for name in ["1", "2"] { try wholeBackup().write(to: URL(filePath: "\(folder)/\(name).db")) }
  }
}
