import Model

/// Why a drill is not played.
enum Obstacle: Error {
  /// It means another cluster than this one.
  case misfit(String)
  /// It is not safe as it is written: one that nobody plays any more must not look as if it were.
  case refusal(String)

  var body: Event.Body {
    switch self {
    case .misfit(let reason): .skipped(reason: reason)
    case .refusal(let reason): .failed(reason: "refused: \(reason)")
    }
  }
}
