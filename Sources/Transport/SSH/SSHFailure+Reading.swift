import Model

extension SSHFailure {
  /// What ssh said when it could not connect, told apart by its words: its exit is always 255.
  init(said text: String, _ target: SSHTarget) {
    let lines = text.split(whereSeparator: \.isNewline).map(Self.unframed).filter { !$0.isEmpty }
    let kind = Self.signs.first { sign in lines.contains { $0.contains(sign.words) } }?.kind ?? .other
    self.init(kind, target, Self.brief(lines, kind))
  }

  /// In the order in which they count: a refused key is told together with the lost connection that follows from it.
  private static let signs: [(words: String, kind: Kind)] = [
    ("HOST IDENTIFICATION HAS CHANGED", .hostKeyChanged), ("REVOKED HOST KEY", .hostKeyChanged),
    ("host key is known for", .hostKeyUnknown), ("Host key verification failed", .hostKeyUnknown),
    ("UNPROTECTED PRIVATE KEY", .permissionDenied), ("Permission denied (", .permissionDenied),
    ("Too many authentication failures", .permissionDenied), ("Connection refused", .refused),
    ("Could not resolve hostname", .nameNotResolved), ("No route to host", .unreachable),
    ("Network is unreachable", .unreachable), ("timed out", .timedOut),
  ]

  /// Without the frame of at signs around ssh's warnings.
  private static func unframed(_ line: Substring) -> String {
    let isFrame = { (character: Character) in character.isWhitespace || character == "@" }
    var rest = line.drop(while: isFrame)
    while let last = rest.last, isFrame(last) { rest.removeLast() }
    return String(rest)
  }

  /// The line that tells most, or else the last one.
  private static func brief(_ lines: [String], _ kind: Kind) -> String {
    let telling =
      switch kind {
      case .hostKeyChanged: lines.first { $0.hasPrefix("SHA256:") }
      default: lines.first { line in signs.contains { $0.kind == kind && line.contains($0.words) } } ?? lines.last
      }
    return String((telling ?? "").prefix(300))
  }
}

/// What became of a command that ended with ssh's own exit.
enum SSHExit: Hashable, Sendable {
  /// The shared connection was not there, so nothing was sent.
  case notSent
  /// The machine opens no further session on it.
  case sessionRefused
  /// It may have run.
  case lost

  /// Without a shared connection ssh goes on to open one of its own. It is told to go through a program that ends at
  /// once, and complains that no server greeted it. Where anything else was said, the command may have said it.
  init(_ result: CommandResult) {
    let lines = result.errorText.split(whereSeparator: \.isNewline)
    let isUnheard = lines.allSatisfy { line in Self.unheard.contains { line.hasPrefix($0) } }
    if lines.contains(where: { $0.hasPrefix("mux_client_request_session: session request failed") }) {
      self = .sessionRefused
    } else {
      self = isUnheard && !lines.isEmpty && result.output.isEmpty ? .notSent : .lost
    }
  }

  private static let unheard = [
    "kex_exchange_identification: ", "ssh_exchange_identification: ", "Connection closed by ", "Connection reset by ",
    "Control socket connect(",
  ]
}
