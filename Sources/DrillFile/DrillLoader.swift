public import Model

/// Reads drill files.
public enum DrillLoader {
  /// Reads files, and folders with all that is under them (`*.yaml` and `*.yml`, sorted; hidden ones are skipped).
  ///
  /// Every problem of every file is told at once. A path that does not exist, cannot be read, or holds no drill file is
  /// a problem too.
  public static func load(paths: [String]) -> LoadedDrills {
    DeepStack.run { loadHere(paths) }
  }

  /// Reads text as one drill file. Pure: it touches no disk.
  public static func parse(text: String, file: String) -> LoadedDrills {
    DeepStack.run { LoadedDrills([parsed(Array(text.utf8), file: file)]) }
  }

  private static func loadHere(_ paths: [String]) -> LoadedDrills {
    var finder = DrillFinder()
    for path in paths { finder.find(path) }
    let files = finder.files.map(read)
    var loaded = LoadedDrills(files)
    loaded.problems = finder.problems + loaded.problems
    return loaded
  }

  private static func read(_ file: String) -> ParsedFile {
    switch BoundedFile.read(file) {
    case .success(let bytes): parsed(bytes, file: file)
    case .failure(let problem): ParsedFile(file: file, problems: [problem])
    }
  }

  private static func parsed(_ bytes: [UInt8], file: String) -> ParsedFile {
    switch DrillText.check(bytes, file: file) {
    case .success(let text): DrillParser.parse(text, file: file)
    case .failure(let problem): ParsedFile(file: file, problems: [problem])
    }
  }
}

/// What a load found. Drills with a problem are not among `drills`; nothing should run while there are problems.
public struct LoadedDrills: Hashable, Sendable {
  /// In the order of the files, and in each file from top to bottom.
  public var drills: [Drill]
  public var problems: [DrillProblem]
  /// Doubtful, but allowed.
  public var warnings: [DrillProblem]

  public init(drills: [Drill] = [], problems: [DrillProblem] = [], warnings: [DrillProblem] = []) {
    self.drills = drills
    self.problems = problems
    self.warnings = warnings
  }
}
