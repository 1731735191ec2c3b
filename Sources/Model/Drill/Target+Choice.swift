extension Target {
  /// Machines that meet every condition, in the order given.
  ///
  /// - Parameter leader: the machine of etcd's leader; nil when unknown, and then no machine meets a role.
  public func candidates(
    _ machines: [(name: MachineName, zone: ZoneName, components: [Component])], leader: MachineName?
  ) -> [MachineName] {
    machines.filter { candidate in
      if let machine, machine != candidate.name { return false }
      if let zone, zone != candidate.zone { return false }
      if let component, !candidate.components.contains(component) { return false }
      switch role {
      case nil: return true
      case .leader: return candidate.name == leader
      case .follower: return leader != nil && candidate.name != leader
      }
    }.map(\.name)
  }

  /// As many of `candidates` as `count` says, the same ones for the same seed.
  public func choose(from candidates: [MachineName], seed: UInt64) -> [MachineName] {
    var generator = SeededGenerator(seed: seed)
    let wanted = count.number(of: candidates.count)
    return Array(candidates.shuffled(using: &generator).prefix(wanted)).sorted()
  }

  /// For people: `etcd on the leader's machine`, `2 of 3 kube-apiservers`.
  public var summary: String {
    let what = component?.rawValue ?? "machine"
    let place = [
      machine.map { "on \($0)" }, zone.map { "in zone \($0)" },
      role.map { "on the machine of \(component?.isElectedByLease == true ? "its" : "etcd's") \($0.rawValue)" },
    ].compactMap(\.self)
    let amount = count == .one ? what : "\(count.rawValue) of \(what)"
    return ([amount] + place).joined(separator: " ")
  }
}

/// SplitMix64: small, seeded, the same on every machine.
///
/// - Source: Steele, Lea, Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014.
public struct SeededGenerator: RandomNumberGenerator, Sendable {
  private var state: UInt64

  public init(seed: UInt64) {
    state = seed
  }

  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
