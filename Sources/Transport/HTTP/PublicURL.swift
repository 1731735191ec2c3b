extension HTTPRequest {
  /// The address without user information, query and fragment, which may hold secrets.
  var publicURL: String {
    let withoutQuery = url.prefix { $0 != "?" && $0 != "#" }
    guard let scheme = withoutQuery.firstRange(of: "://") else { return String(withoutQuery) }
    let rest = withoutQuery[scheme.upperBound...]
    let authority = rest.prefix { $0 != "/" }
    guard let at = authority.lastIndex(of: "@") else { return String(withoutQuery) }
    return String(withoutQuery[..<scheme.upperBound] + rest[rest.index(after: at)...])
  }
}

extension Duration {
  /// Milliseconds, rounded up, at least 1 for any positive duration.
  package var wholeMilliseconds: Int {
    let (seconds, attoseconds) = components
    let (milliseconds, tooLong) = Int(seconds).multipliedReportingOverflow(by: 1000)
    return tooLong ? Int.max / 2 : milliseconds + Int((attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
  }
}
