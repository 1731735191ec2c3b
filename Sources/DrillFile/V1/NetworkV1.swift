import Model

/// Traffic between two sets of machines that no longer passes.
struct PartitionV1: Sendable {
  var from = Written<SideV1>.absent
  var to = Written<SideV1>.absent
  var direction = Written<NetworkPartition.Direction>.absent
}

extension PartitionV1 {
  static let format = Format.map(
    "the partition", PartitionV1(),
    [
      Field("from", \.from, SideV1.format, isRequired: true, "One side: a target, or the rest."),
      Field("to", \.to, SideV1.format, isRequired: true, "The other side: a target, or the rest."),
      Field(
        "direction", \.direction, .word("direction"),
        "Both ways, or only the packets from the first side to the second.",
        fallback: .text(NetworkPartition.Direction.both.rawValue)),
    ])

  var fault: Fault? {
    guard let from = from.value, let to = to.value else { return nil }
    return .partition(NetworkPartition(from: from.side, to: to.side, direction: direction.value ?? .both))
  }
}

/// A target, or `rest`: every machine that is not on the other side.
struct SideV1: Sendable {
  /// nil: the rest.
  var target: TargetV1?

  static let format = Format.either(
    single: .word("side", of: [("rest", SideV1(target: nil))]),
    whole: TargetV1.format.map { target, _, _ in SideV1(target: target) })

  var side: NetworkSide { target.map { .machines($0.target) } ?? .rest }
}

struct LossV1: Sendable {
  var on = Written<TargetV1>.absent
  var percent = Written<Int>.absent
}

extension LossV1 {
  static let format = Format.map(
    "the loss", LossV1(),
    [
      Field("on", \.on, TargetV1.format, isRequired: true, TargetV1.summary),
      Field("percent", \.percent, .percent, isRequired: true, "The share of the packets that is dropped."),
    ])

  var fault: Fault? {
    guard let target = on.value?.target, let percent = percent.value else { return nil }
    return .trouble(.loss(percent: Double(percent)), on: target)
  }
}

struct DelayV1: Sendable {
  var on = Written<TargetV1>.absent
  var by = Written<Duration>.absent
}

extension DelayV1 {
  static let format = Format.map(
    "the delay", DelayV1(),
    [
      Field("on", \.on, TargetV1.format, isRequired: true, TargetV1.summary),
      Field("by", \.by, .span, isRequired: true, "How long each packet is held back."),
    ])

  var fault: Fault? {
    guard let target = on.value?.target, let by = by.value else { return nil }
    return .trouble(.delay(by), on: target)
  }
}

/// A fault that falls on all of a zone.
struct ZoneFaultV1: Sendable {
  var zone = Written<ZoneName>.absent

  static let format = Format.map(
    "the fault", ZoneFaultV1(),
    [Field("zone", \.zone, TargetV1.zone, isRequired: true, "One of the cluster's zones.")])
}
