/// A fault with its targets settled: what will be put in, and what another process needs to take it out again.
public struct ChosenFault: Hashable, Sendable, Codable {
  public var fault: Fault
  /// The machines that it falls on; of a partition, one side.
  public var machines: [MachineName]
  /// A partition's other side; empty for any other fault.
  public var others: [MachineName]
  /// A word that no other fault of any run has, for rules that have to be told from everybody else's. It begins with
  /// ``prefix``.
  public var mark: String

  /// What everything begins with that a fault leaves on a machine under a name.
  public static let prefix = "firedrill_"

  public init(_ fault: Fault, machines: [MachineName] = [], others: [MachineName] = [], mark: String) {
    self.fault = fault
    self.machines = machines
    self.others = others
    self.mark = mark
  }
}
