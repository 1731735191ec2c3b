/// A value of a YAML document, with its place.
struct Yaml: Sendable {
  enum Content: Sendable {
    /// `quoted`: written in quotes or as a block, so that `"5"` is text and `5` is a number.
    case scalar(String, quoted: Bool)
    case list([Yaml])
    case map([Entry])
  }

  struct Entry: Sendable {
    var key: String
    var keyPlace: Place
    var value: Yaml
  }

  var content: Content
  var place: Place
}

/// A place in a file.
struct Place: Hashable, Sendable {
  /// Counted from 1.
  var line: Int
  /// Counted from 1 in Unicode scalars.
  var column: Int
  /// `spec.faults[0].at`; empty for the document itself.
  var path: String
}

extension Place {
  /// The path with its last key first, for messages: `spec` or `the drill`.
  var name: String { path.isEmpty ? "the drill" : path }

  func appending(key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

  func appending(index: Int) -> String { "\(path)[\(index)]" }
}

/// A value and where it was written.
struct Located<Value: Sendable>: Sendable {
  var value: Value
  var place: Place
}
