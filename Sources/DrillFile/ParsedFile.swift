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
    var taken: [String: (file: String, line: Int)] = [:]
    self.init()
    for file in files {
      let again = file.names.compactMap { name -> DrillProblem? in
        if let first = taken[name.value] { return Self.taken(name, in: file.file, by: first) }
        taken[name.value] = (file.file, name.place.line)
        return nil
      }
      drills += file.drills
      problems += (file.problems + again).inOrder
      warnings += file.warnings
    }
  }

  private static func taken(
    _ name: Located<String>, in file: String, by first: (file: String, line: Int)
  ) -> DrillProblem {
    DrillProblem(
      file: file, line: name.place.line, column: name.place.column, path: name.place.path.text,
      what: "the name \(Quoted.text(name.value)) is taken by the drill at \(Quoted.plain(first.file)):\(first.line)",
      expected: "a name of its own")
  }
}
