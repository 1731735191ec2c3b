import Model

/// How long a server takes to answer.
struct AnswerTimes {
  /// The mean of what answered well; one slow answer moves it little.
  private(set) var usual = Duration.zero
  /// Of whatever was answered; quick to rise, slow to fall, so that one who is late is seen at once.
  private(set) var latest = Duration.zero

  mutating func note(_ latency: Duration, isGood: Bool) {
    if isGood { usual = (usual * 7 + latency) / 8 }
    latest = latency > latest ? (latest + latency) / 2 : (latest * 7 + latency) / 8
  }
}
