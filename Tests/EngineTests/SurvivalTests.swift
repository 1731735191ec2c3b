import Engine
import Model
import TestSupport
import Testing

/// Which drills are refused because nothing in them brings back what they break.
struct SurvivalTests {
  struct Row: Sendable, CustomTestStringConvertible {
    var name: String
    var drill: Drill
    var isRefused: Bool

    var testDescription: String { name }

    /// - Parameters:
    ///   - members: control planes.
    ///   - backups: whether the cluster takes any.
    static func row(
      _ name: String, _ faults: [ScheduledFault], _ members: Int = 3, _ means: RecoveryMeans = .itself,
      zones: String = "a", volumes: VolumeKind = .local, backups: Bool = true, refused: Bool
    ) -> Row {
      let cluster = ClusterSpec(
        controlPlanes: members, zones: zones.map { ZoneName(String($0)) }, volumes: volumes,
        backups: backups ? BackupSchedule(every: .seconds(10)) : nil)
      return Row(
        name: name, drill: .sample(faults, cluster: cluster, recovery: RecoverySpec(means: means)), isRefused: refused)
    }
  }

  @Test(arguments: processes + disks + machines + networks + zones + several + others)
  func whatCannotComeBackIsRefused(_ row: Row) {
    let refusal = row.drill.planned.safety.refusal
    #expect((refusal != nil) == row.isRefused, "\(refusal?.description ?? "not refused")")
    guard row.isRefused else { return }
    var expecting = row.drill
    expecting.expectation = .unrecovered
    #expect(expecting.planned.safety.refusal == nil, "it says that nothing brings it back")
  }

  @Test func theWorstIsNotExpectedOfFaultsThatEnd() {
    func refusal(_ faults: [ScheduledFault]) -> Refusal? {
      var drill = Drill.sample(faults, cluster: ClusterSpec(controlPlanes: 1))
      drill.expectation = .unrecovered
      return drill.planned.safety.refusal
    }
    #expect(refusal([.server(.processKill)]) != nil)
    #expect(refusal([.etcd(.processPause, for: 5)]) != nil)
    #expect(refusal([.etcd(.processPause)]) == nil)
    #expect(refusal([ScheduledFault(.run("break"))]) == nil, "what a command does is not known")
  }

  /// A choice that falls at random must not decide whether a drill may be played.
  @Test(arguments: several) func theSeedDecidesNothing(_ row: Row) {
    let refusals = Set((0..<32).map { row.drill.planned(seed: $0).safety.refusal })
    #expect(refusals.count == 1)
  }
}
