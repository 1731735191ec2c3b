/// Something wrong, or doubtful, in a drill file or an inventory: what, where, what was expected, and the nearest known
/// word.
///
///     apiserver/crash.yaml:9:17: unknown component "kube-apisever"; expected one of etcd, kube-apiserver, …; did you mean "kube-apiserver"?
public struct DrillProblem: Error, Hashable, Sendable, Codable {
  /// As it was handed in, or as it was found under a folder that was.
  public var file: String
  /// Counted from 1; nil when the problem is the file itself.
  public var line: Int?
  /// Counted from 1 in Unicode scalars, as editors do.
  public var column: Int?
  /// Where in the document: `spec.faults[0].at`; empty for the document itself.
  public var path: String
  public var what: String
  public var expected: String?
  public var nearest: String?

  public init(
    file: String, line: Int? = nil, column: Int? = nil, path: String = "", what: String, expected: String? = nil,
    nearest: String? = nil
  ) {
    self.file = file
    self.line = line
    self.column = column
    self.path = path
    self.what = what
    self.expected = expected
    self.nearest = nearest
  }
}

extension DrillProblem: CustomStringConvertible {
  public var description: String {
    let place = [Quoted.plain(file), line.map(String.init), column.map(String.init)].compactMap(\.self)
    let parts = [what, expected.map { "expected \($0)" }, nearest.map { "did you mean \"\($0)\"?" }]
    return place.joined(separator: ":") + ": " + parts.compactMap(\.self).joined(separator: "; ")
  }
}
