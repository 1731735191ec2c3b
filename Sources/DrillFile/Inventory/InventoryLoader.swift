import Foundation
public import Model

/// Reads inventories: which machines a cluster has, and the ways to them.
public enum InventoryLoader {
  /// Reads one file. Paths in it are made absolute; those that begin with `~/` are below `$HOME`.
  public static func load(path: String) -> LoadedInventory {
    let here = FileManager.default.currentDirectoryPath
    let file = path.hasPrefix("/") ? path : here + "/" + path
    let folder = file.lastIndex(of: "/").map { String(file[..<$0]) } ?? here
    let home = ProcessInfo.processInfo.environment["HOME"]
    switch BoundedFile.read(path) {
    case .success(let bytes): return parse(bytes, file: path, InventoryFolders(own: folder, home: home))
    case .failure(let problem): return LoadedInventory(problems: [problem])
    }
  }

  /// Reads text as an inventory. Pure: it touches no disk.
  ///
  /// - Parameters:
  ///   - file: what messages call it.
  ///   - folder: what paths in it are relative to; absolute.
  ///   - home: the home folder; nil where there is none.
  public static func parse(text: String, file: String, folder: String, home: String?) -> LoadedInventory {
    parse(Array(text.utf8), file: file, InventoryFolders(own: folder, home: home))
  }

  private static func parse(_ bytes: [UInt8], file: String, _ folders: InventoryFolders) -> LoadedInventory {
    DeepStack.run {
      switch DrillText.check(bytes, file: file) {
      case .success(let text): InventoryParser.parse(text, file: file, folders)
      case .failure(let problem): LoadedInventory(problems: [problem])
      }
    }
  }
}

/// What a load found.
public struct LoadedInventory: Hashable, Sendable {
  /// nil while there are problems.
  public var inventory: Inventory?
  public var problems: [DrillProblem]
  /// Doubtful, but allowed.
  public var warnings: [DrillProblem]

  public init(inventory: Inventory? = nil, problems: [DrillProblem] = [], warnings: [DrillProblem] = []) {
    self.inventory = inventory
    self.problems = problems
    self.warnings = warnings
  }
}
