/// Which machines a fault falls on: all conditions must hold, then `count` of the rest are taken.
public struct Target: Hashable, Sendable, Codable {
  public var component: Component?
  public var machine: MachineName?
  public var zone: ZoneName?
  public var role: MemberRole?
  public var count: TargetCount

  public init(
    component: Component? = nil, machine: MachineName? = nil, zone: ZoneName? = nil, role: MemberRole? = nil,
    count: TargetCount = .one
  ) {
    self.component = component
    self.machine = machine
    self.zone = zone
    self.role = role
    self.count = count
  }
}

/// An instance's part at the moment of the fault: a member's in etcd's consensus, or a controller's by its lease.
public enum MemberRole: String, Hashable, Sendable, Codable, CaseIterable {
  case leader
  case follower
}

public enum TargetCount: String, Hashable, Sendable, Codable, CaseIterable {
  case one, minority, majority, all

  /// Members to take out of `total`.
  ///
  ///     total     0  1  2  3  5
  ///     minority  0  0  0  1  2      as many as etcd survives
  ///     majority  0  1  1  2  3      the fewest whose loss costs quorum
  public func number(of total: Int) -> Int {
    switch self {
    case .one: min(1, total)
    case .minority: max(0, total - quorum(ofMembers: total))
    case .majority: total - total / 2
    case .all: total
    }
  }
}

/// Voting members that must stay up for a cluster of `members` to accept writes.
///
///     members  1  3  4  5
///     quorum   1  2  3  3      even sizes buy no extra tolerance
///
/// - Source: etcd FAQ, failure tolerance <https://etcd.io/docs/latest/faq/>
public func quorum(ofMembers members: Int) -> Int {
  members / 2 + 1
}
