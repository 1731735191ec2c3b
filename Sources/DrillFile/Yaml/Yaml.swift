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
  var path = Path()
}

/// The way to a value: `spec.faults[0].at`; empty for the document itself.
struct Path: Hashable, Sendable {
  private(set) var text = ""
  /// The last step, for messages: `at`, `probes[1]`.
  private(set) var last = "the drill"

  /// The document itself, where it is no drill.
  static let inventory = Path(last: "the inventory")

  func appending(key: String) -> Path {
    Path(text: text.isEmpty ? key : "\(text).\(key)", last: Quoted.plain(key))
  }

  func appending(index: Int) -> Path {
    Path(text: "\(text)[\(index)]", last: "\(last)[\(index)]")
  }
}

/// A value and where it was written.
struct Located<Value: Sendable>: Sendable {
  var value: Value
  var place: Place
}
