import Model

/// One file's drills and problems.
struct ParsedFile: Sendable {
  var file: String
  var drills: [Drill] = []
  /// Of all its drills, also of those with problems.
  var names: [Located<String>] = []
  var problems: [DrillProblem] = []
  var warnings: [DrillProblem] = []
}

extension LoadedDrills {
  /// Puts files together, and refuses a name that two drills have.
  init(_ files: [ParsedFile]) {
    self.init(
      drills: files.flatMap(\.drills), problems: files.flatMap(\.problems), warnings: files.flatMap(\.warnings))
    var first: [String: (file: String, line: Int)] = [:]
    for file in files {
      for name in file.names {
        guard let known = first[name.value] else {
          first[name.value] = (file.file, name.place.line)
          continue
        }
        problems.append(
          DrillProblem(
            file: file.file, line: name.place.line, column: name.place.column, path: name.place.path.text,
            what:
              "the name \(Quoted.text(name.value)) is taken by the drill at \(Quoted.plain(known.file)):\(known.line)",
            expected: "a name of its own"))
      }
    }
  }
}
