/// How large a drill file may be. A drill has some 30 lines; these limits leave room for hundreds of drills in one file
/// and keep a hostile one from costing time or memory.
enum Limits {
  /// The size that Kubernetes settled on for YAML bodies after CVE-2019-11253.
  static let bytes = 3 * 1024 * 1024
  /// Characters that can begin or end a value: line ends, commas, colons, brackets, dashes. A drill has about a hundred.
  static let marks = 50_000
  /// Values of one document after its aliases are expanded.
  static let values = 20_000
  /// Values that the aliases of one document could make of it at worst.
  static let expandedValues = 1_000_000
  static let depth = 32
  /// Problems listed for one file.
  static let problems = 100
}
