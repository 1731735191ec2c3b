/// What a client may believe about a write.
public enum WriteOutcome: String, Hashable, Sendable, Codable {
  case acknowledged
  /// It certainly did not happen.
  case refused
  /// It may or may not have happened.
  case unknown
}

extension Sample {
  /// What this sample tells, taken as a write.
  ///
  /// A write is refused only if no byte of it was sent, or the server named the client's mistake. Every 5xx is unknown: an
  /// apiserver answers 500 or 504 for a write that etcd still commits. So are 408 (timeout) and 409 (conflict): libcurl
  /// repeats a request whose kept connection closed without an answer, and the repeat finds the first one's object.
  public var writeOutcome: WriteOutcome {
    switch outcome {
    case .good: .acknowledged
    case .skipped: .refused
    case .failed, .withdrawn: isCertainlyUndone ? .refused : .unknown
    }
  }

  private var isCertainlyUndone: Bool {
    guard let httpStatus else { return !requestWasSent }
    return (400..<500).contains(httpStatus) && httpStatus != 408 && httpStatus != 409
  }
}
