import DrillFile
import Foundation
import Model
import Testing

/// The drills that ship.
struct ScenarioTests {
  private let loaded = DrillLoader.load(paths: [Folders.scenarios.path])

  @Test func everyShippedDrillIsValid() {
    #expect(loaded.problems.map(\.description) == [])
    #expect(loaded.warnings.map(\.description) == [])
    #expect(loaded.drills.count >= 5)
  }

  @Test func everyShippedDrillIsNamedAsItsFileAndLabelledAsItsFolder() {
    for drill in loaded.drills {
      let file = URL(filePath: drill.source.file)
      #expect(drill.name == file.deletingPathExtension().lastPathComponent)
      #expect(drill.labels["layer"] == [file.deletingLastPathComponent().lastPathComponent])
      let suite = drill.labels["layer"] == ["anywhere"] ? "anywhere" : "nightly"
      #expect(drill.labels["suite"]?.contains(suite) == true)
    }
  }

  @Test func everyShippedDrillSaysWhatItPromisesAndNamesItsSchema() throws {
    for drill in loaded.drills {
      let lines = try String(contentsOfFile: drill.source.file, encoding: .utf8).split(separator: "\n")
      #expect(lines.first == "# yaml-language-server: $schema=../drill.schema.json")
      #expect(lines.contains { $0.hasPrefix("# Promise: ") })
      #expect(lines.contains { $0.hasPrefix("# Expected course: ") })
    }
  }
}
