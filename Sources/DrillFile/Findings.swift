/// What was found in one file so far. Listing stops at a limit, so that a file of nonsense stays readable.
struct Findings {
  let file: String
  private(set) var problems: [DrillProblem] = []
  private(set) var warnings: [DrillProblem] = []
  /// All problems, also those beyond the limit.
  private(set) var count = 0

  init(file: String) {
    self.file = file
  }

  /// - Parameter nearest: worked out only for a problem that is listed.
  mutating func add(
    _ what: @autoclosure () -> String, expected: String? = nil, nearest: @autoclosure () -> String? = nil,
    at place: Place
  ) {
    count += 1
    guard count <= Limits.problems else { return }
    problems.append(
      DrillProblem(
        file: file, line: place.line, column: place.column, path: place.path.text, what: what(), expected: expected,
        nearest: nearest()))
  }

  /// Rewords what was expected in the problems after the first `before`, where they concern this very place.
  mutating func expect(_ expected: String, at place: Place, since before: Int) {
    for index in problems.indices.dropFirst(before) where problems[index].path == place.path.text {
      problems[index].expected = expected
    }
  }

  mutating func add(_ problem: DrillProblem) {
    count += 1
    problems.append(problem)
  }

  mutating func warn(_ what: String, expected: String? = nil, at place: Place) {
    guard warnings.count < Limits.problems else { return }
    warnings.append(
      DrillProblem(
        file: file, line: place.line, column: place.column, path: place.path.text, what: what, expected: expected))
  }

  /// Problems in the order of the file, with a last one that says how many more there are.
  var sorted: [DrillProblem] {
    let listed = problems.inOrder
    guard count > listed.count else { return listed }
    return listed + [DrillProblem(file: file, what: "\(count - listed.count) more problems are not listed")]
  }
}

extension [DrillProblem] {
  /// From the top of the file to its bottom; problems of the file itself come last.
  var inOrder: [DrillProblem] {
    sorted { ($0.line ?? .max, $0.column ?? .max) < ($1.line ?? .max, $1.column ?? .max) }
  }
}
