/// A JSON value whose keys keep their order; what the schema is made of.
enum Json: Hashable, Sendable, ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
  ExpressibleByArrayLiteral
{
  struct Member: Hashable, Sendable {
    var key: String
    var value: Json
  }

  case text(String)
  case whole(Int)
  case flag(Bool)
  case list([Json])
  case object([Member])

  init(stringLiteral value: String) { self = .text(value) }
  init(integerLiteral value: Int) { self = .whole(value) }
  init(booleanLiteral value: Bool) { self = .flag(value) }
  init(arrayLiteral elements: Json...) { self = .list(elements) }

  static func object(_ members: KeyValuePairs<String, Json>) -> Json {
    .object(members.map { Member(key: $0.key, value: $0.value) })
  }

  static func words(_ words: some Sequence<String>) -> Json { .list(words.map(Json.text)) }

  /// The members of two objects in one.
  func merging(_ other: Json) -> Json {
    guard case .object(let own) = self, case .object(let more) = other else {
      preconditionFailure("only objects have members")
    }
    return .object(own + more)
  }

  /// With more members; of other kinds of values it is a programmer's mistake.
  func adding(_ members: KeyValuePairs<String, Json>) -> Json {
    guard case .object(let own) = self else { preconditionFailure("only an object has members") }
    return .object(own + members.map { Member(key: $0.key, value: $0.value) })
  }
}

extension Json {
  /// Indented by two spaces; lists of plain values stay on one line.
  func pretty(indent: String = "") -> String {
    switch self {
    case .text(let text): Self.quoted(text)
    case .whole(let number): String(number)
    case .flag(let flag): String(flag)
    case .list(let items) where items.allSatisfy(\.isPlain):
      "[" + items.map { $0.pretty() }.joined(separator: ", ") + "]"
    case .list(let items): block(items.map { $0.pretty(indent: indent + "  ") }, "[", "]", indent)
    case .object(let members): block(members.map { $0.pretty(indent: indent + "  ") }, "{", "}", indent)
    }
  }

  private var isPlain: Bool {
    switch self {
    case .text, .whole, .flag: true
    case .list, .object: false
    }
  }

  private func block(_ lines: [String], _ open: String, _ close: String, _ indent: String) -> String {
    guard !lines.isEmpty else { return open + close }
    return open + "\n" + lines.map { indent + "  " + $0 }.joined(separator: ",\n") + "\n" + indent + close
  }

  fileprivate static func quoted(_ text: String) -> String {
    let escaped = text.unicodeScalars.map { scalar in
      switch scalar {
      case "\"": "\\\""
      case "\\": "\\\\"
      case "\n": "\\n"
      default: String(scalar)
      }
    }
    return "\"" + escaped.joined() + "\""
  }
}

extension Json.Member {
  fileprivate func pretty(indent: String) -> String { Json.quoted(key) + ": " + value.pretty(indent: indent) }
}
