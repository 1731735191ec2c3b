/// The faults that need to know only where they fall; their words are those of ``Fault/Kind``.
public enum TargetedFault: Hashable, Sendable, Codable, CaseIterable {
  case processKill, processPause, processStop, processCrashloop
  case supervisorKill
  case machineShutdown, machineLose, machineReboot, machinePause, machineDisconnect, machineTerminate
  case storageLose, storageDetach, storageFill, storageCorrupt, storageReadonly
  case etcdNospace, balancerStop, certificateExpire

  public var kind: Fault.Kind {
    switch self {
    case .processKill: .processKill
    case .processPause: .processPause
    case .processStop: .processStop
    case .processCrashloop: .processCrashloop
    case .supervisorKill: .supervisorKill
    case .machineShutdown: .machineShutdown
    case .machineLose: .machineLose
    case .machineReboot: .machineReboot
    case .machinePause: .machinePause
    case .machineDisconnect: .machineDisconnect
    case .machineTerminate: .machineTerminate
    case .storageLose: .storageLose
    case .storageDetach: .storageDetach
    case .storageFill: .storageFill
    case .storageCorrupt: .storageCorrupt
    case .storageReadonly: .storageReadonly
    case .etcdNospace: .etcdNospace
    case .balancerStop: .balancerStop
    case .certificateExpire: .certificateExpire
    }
  }

  /// `machine.shutdown` and `machine.lose` are undone by switching the machine on again.
  public var canBeUndone: Bool {
    switch self {
    case .processPause, .processStop, .processCrashloop, .machineShutdown, .machineLose, .machinePause,
      .machineDisconnect, .storageDetach, .storageFill, .storageReadonly, .etcdNospace, .balancerStop,
      .certificateExpire:
      true
    case .processKill, .supervisorKill, .machineReboot, .machineTerminate, .storageLose, .storageCorrupt:
      false
    }
  }

  public var fallsOnStorage: Bool {
    switch self {
    case .storageLose, .storageDetach, .storageFill, .storageCorrupt, .storageReadonly, .etcdNospace: true
    default: false
    }
  }

  public var fallsOnMachine: Bool {
    switch self {
    case .machineShutdown, .machineLose, .machineReboot, .machinePause, .machineDisconnect, .machineTerminate: true
    default: false
    }
  }

  /// It breaks a component, so the drill has to name one.
  public var needsComponent: Bool {
    switch self {
    case .processKill, .processPause, .processStop, .processCrashloop, .certificateExpire: true
    default: false
    }
  }
}

extension TargetedFault: RawRepresentable {
  public var rawValue: String { kind.rawValue }

  public init?(rawValue: String) {
    guard let fault = Self.allCases.first(where: { $0.rawValue == rawValue }) else { return nil }
    self = fault
  }
}
