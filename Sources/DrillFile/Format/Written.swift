/// What a file says about one key. `wrong` is told apart from `absent`, so that a rule never judges by a default what
/// somebody did write but wrote wrongly.
enum Written<Value: Sendable>: Sendable {
  case absent
  case wrong
  case value(Value, at: Place)

  var value: Value? {
    if case .value(let value, _) = self { value } else { nil }
  }

  var place: Place? {
    if case .value(_, let place) = self { place } else { nil }
  }

  /// Written at all, rightly or wrongly.
  var isThere: Bool {
    if case .absent = self { false } else { true }
  }

  var isWrong: Bool {
    if case .wrong = self { true } else { false }
  }

  /// - Returns: nil only when it was written wrongly.
  func or(_ fallback: Value) -> Value? {
    switch self {
    case .absent: fallback
    case .wrong: nil
    case .value(let value, _): value
    }
  }
}
