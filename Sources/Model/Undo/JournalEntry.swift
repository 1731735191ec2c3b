public import Foundation

/// How to find a cluster again, from any later process and from another machine.
public struct ClusterTarget: Hashable, Sendable, Codable {
  public var reference: ClusterReference
  /// As it was read, so that the file need not be there any more; nil where none is needed.
  public var inventory: Inventory?
  /// The UID of its `kube-system` namespace; nil while nobody has asked. Another one is another cluster of that name.
  public var identity: String?

  public init(_ reference: ClusterReference, inventory: Inventory? = nil, identity: String? = nil) {
    self.reference = reference
    self.inventory = inventory
    self.identity = identity
  }
}

/// A fault as the journal has it: written down before it is put in, so that any later process can take it out.
public struct JournalEntry: Hashable, Sendable, Codable {
  public enum State: String, Hashable, Sendable, Codable, CaseIterable {
    /// It may be in place.
    case intended
    case applied
    case undone
  }

  public var run: String
  /// The process that plays the run, as the cluster's lock names it.
  public var owner: String
  public var drill: String
  public var cluster: ClusterTarget
  public var chosen: ChosenFault
  /// What the fault noted of how things stood before.
  public var memory: Data?
  public var intendedAt: Date
  /// When it is out at the latest, unless everybody who knows of it is gone: its machines' own timers go off then.
  public var overdueAt: Date

  public init(
    run: String, owner: String, drill: String, cluster: ClusterTarget, chosen: ChosenFault, memory: Data?,
    intendedAt: Date, overdueAt: Date
  ) {
    self.run = run
    self.owner = owner
    self.drill = drill
    self.cluster = cluster
    self.chosen = chosen
    self.memory = memory
    self.intendedAt = intendedAt
    self.overdueAt = overdueAt
  }
}
