import Model

struct TargetV1: Sendable {
  var component = Written<Component>.absent
  var machine = Written<MachineName>.absent
  var zone = Written<ZoneName>.absent
  var role = Written<MemberRole>.absent
  var count = Written<TargetCount>.absent
}

extension TargetV1 {
  static let summary = "Where: all conditions have to hold, then count of the machines that are left are taken."

  static let format = Format.map(
    "the target", TargetV1(),
    [
      Field("component", \.component, .word("component"), "The program that is meant."),
      Field("machine", \.machine, machine, "One machine: cp-1 is the first control plane."),
      Field("zone", \.zone, zone, "The machines of one zone."),
      Field("role", \.role, .word("role"), "The member's part in etcd at the moment of the fault."),
      Field("count", \.count, .word("count"), "How many of them.", fallback: .text(Target().count.rawValue)),
    ])

  private static let machine = Format<String>.name("machine's name").map { name, _, _ in MachineName(name) }
  static let zone = Format<String>.name("zone").map { name, _, _ in ZoneName(name) }

  var target: Target {
    Target(
      component: component.value, machine: machine.value, zone: zone.value, role: role.value,
      count: count.value ?? Target().count)
  }
}
