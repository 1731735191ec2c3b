import Model
import TestSupport
import Testing

@testable import Runner

struct ConsentTests {
  @Test(arguments: [
    (ClusterReference.kind("lab"), [String](), nil as String?, false),
    (.kind("lab"), [], "true", true),
    (.kind("lab"), [], "yes", false),
    (.kind("lab"), ["lab"], nil, true),
    (.kind("lab"), ["kind:lab"], nil, true),
    (.kind("lab"), ["prod"], nil, false),
    (.hosts("prod.yaml"), [], nil, false),
    (.hosts("prod.yaml"), ["lab"], nil, true),
    (.kind(nil), [], nil, true),
    (.local, [], nil, true),
  ])
  func onlyWhatAgreedIsDrilled(
    _ reference: ClusterReference, _ named: [String], _ label: String?, _ isAllowed: Bool
  ) {
    let refusal = Consent(named: named).refusal(of: reference, name: "lab", label: label)
    #expect((refusal == nil) == isAllowed, "\(refusal?.description ?? "allowed")")
  }

  struct Row: Sendable, CustomTestStringConvertible {
    var name: String
    var fault: ScheduledFault
    var every: Int?
    var loss: Int?
    var members = 1
    var isRefused: Bool
    var testDescription: String { name }
  }

  private static let rows = [
    Row(name: "an apiserver", fault: .server(.processKill), isRefused: false),
    Row(name: "quorum without a backup", fault: .etcd(.machineLose, for: 5), isRefused: true),
    Row(name: "with one", fault: .etcd(.machineLose, for: 5), every: 60, loss: 0, isRefused: false),
    Row(name: "one member of three", fault: .etcd(.machineLose, for: 5), members: 3, isRefused: false),
    Row(name: "data without a backup", fault: .etcd(.storageLose), loss: 60, isRefused: true),
    Row(name: "with one that is too old", fault: .etcd(.storageLose), every: 60, loss: 10, isRefused: true),
    Row(name: "with one that is young enough", fault: .etcd(.storageLose), every: 10, loss: 10, isRefused: false),
    Row(name: "of one member of three", fault: .etcd(.storageLose), members: 3, isRefused: true),
  ]

  @Test(arguments: rows) func whatMayBeLostForGoodIsRefused(_ row: Row) {
    let cluster = ClusterSpec(
      controlPlanes: row.members, backups: row.every.map { BackupSchedule(every: .seconds($0)) })
    var drill = Drill.sample([row.fault], cluster: cluster)
    drill.objectives.dataLoss = row.loss.map { .seconds($0) }
    let refusal = Consent().refusal(of: drill.planned)
    #expect((refusal != nil) == row.isRefused, "\(refusal?.description ?? "not refused")")
    #expect(Consent(acceptsDataLoss: true).refusal(of: drill.planned) == nil)
  }

  /// Its machines would put back what it has stopped, in the middle of it.
  @Test(arguments: [
    (RecoveryMeans.runbook(.restartComponent), 900, false), (.runbook(.restartComponent), 901, true),
    (.itself, 3600, false),
  ])
  func aRecoveryThatMayTakeLongerThanItsMachinesWaitIsRefused(
    _ means: RecoveryMeans, _ seconds: Int, _ isRefused: Bool
  ) {
    var drill = Drill.sample([.server(.processKill)])
    drill.recovery.means = means
    drill.recovery.deadline = .seconds(seconds)
    #expect((Consent(acceptsDataLoss: true).refusal(of: drill.planned) != nil) == isRefused)
  }
}
