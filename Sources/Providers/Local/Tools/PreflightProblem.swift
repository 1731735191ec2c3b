/// Something that this host lacks, told before anything is started.
public struct PreflightProblem: Hashable, Sendable, Codable {
  public var what: String
  /// What it is needed for, or how it shows.
  public var why: String
  /// One command that mends it.
  public var remedy: String

  public init(what: String, why: String, remedy: String) {
    self.what = what
    self.why = why
    self.remedy = remedy
  }
}
