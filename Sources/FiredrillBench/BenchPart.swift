import TruthServer

/// One part of the bench: a file of its own that measures and returns lines.
protocol BenchPart {
  /// What it is called on the command line.
  static var name: String { get }
  static var title: String { get }
  static func run(_ options: BenchOptions) async throws -> [BenchLine]
}

struct BenchOptions {
  /// Replays the random choices of an earlier run.
  var seed: UInt64
  /// How often each thing is repeated, where a part repeats things.
  var rounds: Int
  /// Prints every single outage.
  var showsDetail = false
  /// Kinds of outage to measure; `nil` measures everything.
  var only: [OutageKind]?
}
