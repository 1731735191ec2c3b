import DrillFile
import Foundation
import Model
import Testing

/// Shipped drills and test data with bytes changed at random: whatever comes out, nothing crashes, hangs, or goes wrong in
/// silence. `FIREDRILL_FUZZ=100000` tries that many.
@Suite(.timeLimit(.minutes(10)))
struct FuzzTests {
  private static let tries = ProcessInfo.processInfo.environment["FIREDRILL_FUZZ"].flatMap(Int.init) ?? 3000

  @Test func aDamagedFileIsReadOrRefused() throws {
    let files = Folders.files(in: Folders.scenarios, "yaml") + Folders.files(in: Folders.testdata, "yaml")
    let originals = try files.map { Array(try Data(contentsOf: $0)) }
    var random = SeededGenerator(seed: 2)
    for attempt in 0..<Self.tries {
      let original = originals.randomElement(using: &random) ?? []
      let text = String(decoding: damaged(original, &random), as: UTF8.self)
      let loaded = DrillLoader.parse(text: text, file: "f")
      let lines = text.utf8.count { $0 == UInt8(ascii: "\n") } + 1
      #expect(!loaded.drills.isEmpty || !loaded.problems.isEmpty, "attempt \(attempt) went wrong in silence:\n\(text)")
      #expect(
        loaded.problems.allSatisfy { (1...lines).contains($0.line ?? 1) && ($0.column ?? 1) >= 1 },
        "attempt \(attempt) named a place outside the file:\n\(text)")
      #expect(loaded.problems.allSatisfy { !$0.description.contains("\n") }, "attempt \(attempt)")
    }
  }

  private func damaged(_ original: [UInt8], _ random: inout SeededGenerator) -> [UInt8] {
    var bytes = original
    for _ in 0..<Int.random(in: 1...6, using: &random) {
      guard !bytes.isEmpty else { break }
      let place = Int.random(in: bytes.indices, using: &random)
      let end = min(bytes.count, place + Int.random(in: 1...40, using: &random))
      switch Int.random(in: 0..<6, using: &random) {
      case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
      case 1: bytes.remove(at: place)
      case 2: bytes.insert(contentsOf: Self.scraps.randomElement(using: &random) ?? [], at: place)
      case 3: bytes.removeSubrange(place..<end)
      case 4: bytes.insert(contentsOf: bytes[place..<end], at: Int.random(in: bytes.indices, using: &random))
      default: bytes.replaceSubrange(place..<end, with: Self.scraps.randomElement(using: &random) ?? [])
      }
    }
    return bytes
  }

  private static let scraps = [
    "\n", "  ", "\t", ":", ": ", "- ", "? ", "{", "}", "[", "]", ",", "'", "\"", "|\n", ">\n", "#", "&a ", "*a",
    "!!str ",
    "---\n", "...\n", "%YAML 1.1\n", "<<: ", "\u{FEFF}", "\u{2028}", "\u{85}", "\r", "\\u0000", "0", "-1", "1e9", "~",
    "null",
    "\u{F0000}", "e\u{301}", "spec:\n", "on: ", "at: 1s\n",
  ].map { Array($0.utf8) }
}
