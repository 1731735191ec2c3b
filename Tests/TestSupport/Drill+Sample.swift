import Engine
public import Model

extension Drill {
  /// A drill whose parts each fit on a row: one control plane, one probe, a steady state of 3 s, a stable window of 3 s.
  public static func sample(
    _ faults: [ScheduledFault] = [ScheduledFault(.killed)], cluster: ClusterSpec = ClusterSpec(),
    ledger: LedgerSpec? = LedgerSpec(), steadyState: SteadyState = SteadyState(),
    recovery: RecoverySpec = RecoverySpec(),
    objectives: Objectives = Objectives()
  ) -> Drill {
    Drill(
      name: "sample", title: "A sample", source: SourceLocation(file: "sample.yaml", line: 1), cluster: cluster,
      probes: [.apiRead], ledger: ledger, steadyState: steadyState, faults: faults, recovery: recovery,
      objectives: objectives)
  }

  public var planned: Plan { planned(seed: 1) }
  public func planned(seed: UInt64) -> Plan { Planner(seed: seed).plan(self) }
}

extension Fault {
  public static let killed = Fault.processKill(on: Target(component: .apiserver))
  public static let paused = Fault.processPause(on: Target(component: .apiserver))
  public static let wiped = Fault.storageLose(on: Target(component: .etcd))

  public static func run(_ word: String, undo: String? = nil, effect: String? = "check") -> Fault {
    .command(
      CommandFault(
        on: Target(machine: MachineName("cp-1")), run: [word], undo: undo.map { [$0] },
        effect: effect.map { [$0] } ?? []))
  }
}

extension RecoverySpec {
  public static let restore = RecoverySpec(means: .runbook(.restoreFromBackup))
}

extension LedgerFacts {
  /// A ledger of `acknowledged` writes that lost the `missing` ones.
  public static func kept(
    _ acknowledged: Int = 100, missing: [LostWrite] = [], genesis: Bool = true, lastSurvivingAt: Double? = nil
  ) -> LedgerFacts {
    LedgerFacts(
      acknowledged: acknowledged, refused: 0, unknown: 0, missing: missing, genesisPresent: genesis,
      lastSurvivingAt: lastSurvivingAt)
  }
}
