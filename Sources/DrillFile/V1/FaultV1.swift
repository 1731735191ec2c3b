import Model

/// An item of `faults`: exactly one fault, and its times.
struct FaultV1: Sendable {
  /// By kind, those that need to know only where.
  private var targeted: [TargetedFault: Written<PlainFaultV1>] = [:]
  private var zoned: [ZoneFault: Written<ZoneFaultV1>] = [:]
  /// Those that need to know nothing.
  private var bare: [BareFault: Written<NothingV1>] = [:]
  var partition = Written<PartitionV1>.absent
  var loss = Written<LossV1>.absent
  var delay = Written<DelayV1>.absent
  var command = Written<CommandV1>.absent
  var when = Written<TriggerV1>.absent
  var at = Written<Duration>.absent
  var duration = Written<Duration>.absent
  var every = Written<Duration>.absent
  var times = Written<Int>.absent

  subscript(targeted fault: TargetedFault) -> Written<PlainFaultV1> {
    get { targeted[fault] ?? .absent }
    set { targeted[fault] = newValue }
  }
  subscript(zone fault: ZoneFault) -> Written<ZoneFaultV1> {
    get { zoned[fault] ?? .absent }
    set { zoned[fault] = newValue }
  }
  subscript(bare fault: BareFault) -> Written<NothingV1> {
    get { bare[fault] ?? .absent }
    set { bare[fault] = newValue }
  }
}

/// The faults that fall on what there is only one of.
enum BareFault: String, Sendable, CaseIterable {
  case corruptBackup = "backup.corrupt"
  case missingBackups = "backup.missing"
  case destroyCluster = "cluster.destroy"

  var fault: Fault {
    switch self {
    case .corruptBackup: .backup(.corrupt)
    case .missingBackups: .backup(.missing)
    case .destroyCluster: .destroyCluster
    }
  }
}

extension FaultV1 {
  /// Rightly or wrongly.
  private func isThere(_ kind: Fault.Kind) -> Bool {
    switch kind {
    case .networkPartition: partition.isThere
    case .networkLoss: loss.isThere
    case .networkDelay: delay.isThere
    case .command: command.isThere
    default:
      TargetedFault(rawValue: kind.rawValue).map { self[targeted: $0].isThere }
        ?? ZoneFault(rawValue: kind.rawValue).map { self[zone: $0].isThere }
        ?? BareFault(rawValue: kind.rawValue).map { self[bare: $0].isThere } ?? false
    }
  }

  /// The kinds that were written, rightly or wrongly.
  var kinds: [Fault.Kind] { Fault.Kind.allCases.filter(isThere) }

  /// nil when it was written wrongly.
  var fault: Fault? {
    guard kinds.count == 1, let kind = kinds.first else { return nil }
    switch kind {
    case .networkPartition: return partition.value?.fault
    case .networkLoss: return loss.value?.fault
    case .networkDelay: return delay.value?.fault
    case .command: return command.value?.fault.map(Fault.command)
    default: break
    }
    if let fault = TargetedFault(rawValue: kind.rawValue) {
      return self[targeted: fault].value?.on.value.map { .on(fault, $0.target) }
    }
    if let fault = ZoneFault(rawValue: kind.rawValue) {
      return self[zone: fault].value?.zone.value.map { .zone(fault, $0) }
    }
    return BareFault(rawValue: kind.rawValue).flatMap { self[bare: $0].value == nil ? nil : $0.fault }
  }

  /// The machines that it names, as they were written, with places.
  var targets: [Located<TargetV1>] {
    let whole = [targeted.first?.value.value?.on, loss.value?.on, delay.value?.on, command.value?.on]
    let sides = [partition.value?.from, partition.value?.to].compactMap { side -> Located<TargetV1>? in
      guard case .value(let side, let place)? = side else { return nil }
      return side.target.map { Located(value: $0, place: place) }
    }
    return sides
      + whole.compactMap { target in
        guard case .value(let target, let place)? = target else { return nil }
        return Located(value: target, place: place)
      }
  }

  /// The zone that it falls on.
  var zone: Written<ZoneName> { zoned.first?.value.value?.zone ?? .absent }

  /// One for each time that it is repeated.
  var scheduled: [ScheduledFault] {
    guard let fault else { return [] }
    let trigger = when.value?.trigger ?? .steadyState
    return (0..<(times.value ?? 1)).map { turn in
      let at = (at.value ?? .zero) + (every.value ?? .zero) * turn
      return ScheduledFault(fault, when: trigger, at: at, for: duration.value)
    }
  }
}

/// A fault that needs to know only where.
struct PlainFaultV1: Sendable {
  var on = Written<TargetV1>.absent

  static let format = Format.map(
    "the fault", PlainFaultV1(), [Field("on", \.on, TargetV1.format, isRequired: true, TargetV1.summary)])
}

/// A fault that needs to know nothing: `{}`.
struct NothingV1: Sendable {
  static let format = Format.map("the fault", NothingV1(), [])
}
