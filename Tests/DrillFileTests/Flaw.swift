import Testing

/// A spec with one flaw, and the exact messages that name it. The spec's first line is line 5 of the file.
struct Flaw: Sendable, CustomTestStringConvertible {
  /// Whether the JSON Schema can see it too, or only the rules.
  enum Kind: Sendable { case shape, rule }

  var kind: Kind
  var spec: String
  /// Without the file's name.
  var messages: [String]

  var testDescription: String { spec.replacing("\n", with: " · ") }

  static func shape(_ spec: String, _ messages: String...) -> Flaw {
    Flaw(kind: .shape, spec: spec, messages: messages)
  }
  static func rule(_ spec: String, _ messages: String...) -> Flaw { Flaw(kind: .rule, spec: spec, messages: messages) }

  static let all = inTheCluster + inTheProbes + inTheFaults + inTheRecovery + inTheNetwork + inTheMoments + inTheMeans

  /// The whole file. A spec that says nothing about faults gets one.
  var file: String {
    let faults = spec.contains("faults") ? [] : ["  faults: [{process.kill: {on: {component: etcd}}}]"]
    let lines = spec.split(separator: "\n").map { "  \($0)" } + faults
    return (["apiVersion: firedrill.dev/v1", "kind: Drill", "metadata: {name: d, title: T}", "spec:"] + lines)
      .joined(separator: "\n") + "\n"
  }
}
