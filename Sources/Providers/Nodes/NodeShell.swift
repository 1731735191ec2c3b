public import Transport

/// A way to run commands on a machine as its administrator: an exec into a container, or SSH.
public protocol NodeShell: Sendable {
  /// For people: `docker exec prod-control-plane`, `ssh admin@10.0.0.11`.
  var summary: String { get }

  /// The machine's TCP port that it needs; nil where it needs no network.
  var port: Int? { get }

  /// A non-zero exit is a result, not an error. At the command's deadline it is ended on the machine too.
  ///
  /// The harness's own environment is nobody's on the machine: `.inherited` is the machine's.
  ///
  /// - Throws: ``ProviderError/machineOff(_:doing:)`` never; a machine that nobody can get onto is
  ///   ``ProviderError/system(doing:reason:remedy:)``.
  func run(_ command: Command) async throws(ProviderError) -> CommandResult

  /// Copies a file of the harness onto the machine, readable by its owner alone. Its folder is made.
  func upload(_ path: String, to remotePath: String) async throws(ProviderError)
}
