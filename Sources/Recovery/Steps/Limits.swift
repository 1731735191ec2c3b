import Model

/// How long steps wait at most; the context's deadline cuts each.
enum Limits {
  /// One question to a service that runs.
  static let call = Duration.seconds(1)
  static let ready = Duration.seconds(60)
  /// After a machine's start everything on it starts at once.
  static let cold = Duration.seconds(120)
  /// An instance group that makes machines anew may take a quarter of an hour.
  static let healing = Duration.seconds(3600)
  /// A new connection to a machine that has just started, through a jump host and a slow directory.
  static let logIn = Duration.seconds(15)
  /// From one question to a cloud to the next.
  static let look = Duration.seconds(1)
  static let restore = Duration.seconds(600)
  static let command = Duration.seconds(30)
  /// How long a question is asked again: a service that has just come up may leave one unanswered.
  static let patience = Duration.seconds(10)
  /// The apiserver is ready by then and only has to find the time.
  static let lease = Duration.seconds(10)
  /// A change of members waits for the others to be connected, a promotion for the learner to have everything.
  static let membership = Duration.seconds(120)
  /// Several rounds of an election, after a start on a busy machine.
  static let election = Duration.seconds(20)
  /// Longer than two elections: a follower calls one after one to two seconds without a leader.
  static let silence = Duration.seconds(3)
}
