/// A machine's name, unique in its cluster: `cp-1`.
public struct MachineName: RawRepresentable, Hashable, Comparable, Sendable, Codable, CustomStringConvertible {
  public let rawValue: String
  public init(rawValue: String) { self.rawValue = rawValue }
  public init(_ name: String) { rawValue = name }
  public var description: String { rawValue }
  public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// A failure domain's name: machines of one zone fail together.
public struct ZoneName: RawRepresentable, Hashable, Comparable, Sendable, Codable, CustomStringConvertible {
  public let rawValue: String
  public init(rawValue: String) { self.rawValue = rawValue }
  public init(_ name: String) { rawValue = name }
  public var description: String { rawValue }
  public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// What runs on a machine.
public enum Component: String, Hashable, Sendable, Codable, CaseIterable {
  case etcd
  case apiserver = "kube-apiserver"
  case controllerManager = "kube-controller-manager"
  case scheduler = "kube-scheduler"
  case loadBalancer = "load-balancer"
  /// On worker machines: the real kubelet, on a runtime that only pretends where the provider cannot do better.
  case kubelet
  /// On worker machines: something that serves without the API, so that its own continuity can be measured.
  case workload

  /// Those of a control plane's machine.
  public static let controlPlane: [Component] = [.etcd, .apiserver, .controllerManager, .scheduler]
  public static let worker: [Component] = [.kubelet, .workload]

  /// One of several instances works, the one that holds the lease of the component's name; the others stand by.
  public var isElectedByLease: Bool { self == .controllerManager || self == .scheduler }

  public var isOnControlPlane: Bool { Self.controlPlane.contains(self) }
}

/// A volume's name, the same wherever it is attached.
public struct VolumeID: RawRepresentable, Hashable, Sendable, Codable, CustomStringConvertible {
  public let rawValue: String
  public init(rawValue: String) { self.rawValue = rawValue }
  public init(_ name: String) { rawValue = name }
  public var description: String { rawValue }
}
