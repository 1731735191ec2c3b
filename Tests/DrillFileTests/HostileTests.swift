import DrillFile
import Foundation
import Model
import Testing

/// Files that were made to cost time or memory. Each is refused with its place, long before it could.
@Suite(.timeLimit(.minutes(1)))
struct HostileTests {
  @Test(arguments: files)
  func aHostileFileIsRefusedWithItsPlace(file: HostileFile) {
    #expect(DrillLoader.parse(text: file.text, file: "f").problems.map(\.description) == ["f:\(file.message)"])
  }

  static let files = [
    HostileFile(
      "nine times nine aliases", bomb,
      "2:8: the aliases of this document could expand beyond all bounds (an alias bomb)"
    ),
    HostileFile(
      "aliases as keys, which Yams hashes", keyBomb,
      "2:10: the aliases of this document could expand beyond all bounds (an alias bomb)"
    ),
    HostileFile("ten thousand brackets", repeated("[", 10_000), "1:1: nested deeper than 32 levels"),
    HostileFile("nested lists in a block", repeated("- ", 990) + "x", "1:67: nested deeper than 32 levels"),
    HostileFile(
      "pairs in lists", repeated("[a: ", 990) + "1" + repeated("]", 990), "1:66: nested deeper than 32 levels"),
    HostileFile(
      "maps in maps", (0..<900).map { repeated(" ", $0) + "a:\n" }.joined(), "34:34: nested deeper than 32 levels"),
    HostileFile("a hundred thousand keys", (0..<100_000).map { "k\($0): 1\n" }.joined(), tooMany(25_001, 7)),
    HostileFile("a million brackets", repeated("[", 1_000_000), tooMany(1, 50_001)),
    HostileFile("a million colons", repeated(":", 1_000_000), tooMany(1, 50_001)),
    HostileFile("a key that stands 20,000 times", repeated("a: 1\n", 20_000), #"1:1: key "a" stands twice in one map"#),
    HostileFile("20,001 values", "[" + repeated("a,", 20_001) + "]", "1:40000: more than 20000 values in one document"),
    HostileFile(
      "nothing but quotes", repeated("\"", 1_000_001), "1:3: not YAML: did not find expected <document start>"),
  ]

  @Test func aFewAliasesAreNoBomb() {
    let spec = """
      faults:
        - process.kill: {on: &api {component: kube-apiserver}}
      """ + (1...20).map { "\n  - {process.kill: {on: *api}, at: \($0)s}" }.joined()
    let loaded = DrillLoader.parse(text: Flaw.rule(spec).file, file: "f")
    #expect(loaded.problems.map(\.description) == [])
    #expect(loaded.drills.first?.faults.count == 21)
  }

  @Test func anAnchorEndsWithItsDocument() {
    let text = "a: &x 1\n---\nb: *x\n"
    #expect(
      DrillLoader.parse(text: text, file: "f").problems.last?.description == "f:3:4: not YAML: found undefined alias")
  }

  @Test func tagsAreRefused() {
    let text = Flaw.rule("recovery: !!python/object:os.system self").file
    #expect(
      DrillLoader.parse(text: text, file: "f").problems.map(\.description) == [
        "f:5:13: a tag, \"tag:yaml.org,2002:python/object:os.system\"; expected a plain value without a tag"
      ])
  }

  @Test func onlyTheFirstHundredProblemsAreListed() {
    let keys = (0..<500).map { "k\($0): 1" }.joined(separator: "\n")
    let problems = DrillLoader.parse(text: Flaw.rule(keys).file, file: "f").problems
    #expect(problems.count == 101)
    #expect(problems.last?.description == "f: 400 more problems are not listed")
  }

  @Test func aFileBeyondTheLimitIsRefusedByItsSize() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("", to: "huge.yaml")
    #expect(truncate(path, 100_000_000) == 0)
    let message = "\(path): the file has 100000000 bytes; expected at most 3145728 bytes (3 MiB)"
    #expect(DrillLoader.load(paths: [path]).problems.map(\.description) == [message])
  }

  @Test func theLargestFileAllowedIsRead() throws {
    let text = Flaw.rule("recovery: self").file
    let padded = text + "#" + Self.repeated("x", 3 * 1024 * 1024 - text.utf8.count - 1)
    #expect(DrillLoader.parse(text: padded, file: "f").drills.count == 1)
    #expect(DrillLoader.parse(text: padded + "x", file: "f").drills.isEmpty)
  }

  @Test func bytesThatAreNotUTF8AreRefusedWithTheirPlace() throws {
    let folder = try TemporaryFolder()
    let file = folder.url.appending(path: "latin.yaml")
    try Data([0x61, 0x3A, 0x0A, 0xC3, 0xA4, 0x3A, 0x20, 0xE9, 0x74]).write(to: file)
    let message = "\(file.path):2:4: this is not UTF-8; expected a YAML text file in UTF-8"
    #expect(DrillLoader.load(paths: [file.path]).problems.map(\.description) == [message])
  }

  @Test func aByteOrderMarkAndWindowsLineEndsAreFine() {
    let text = "\u{FEFF}" + Flaw.rule("recovery: self").file.replacingOccurrences(of: "\n", with: "\r\n")
    #expect(DrillLoader.parse(text: text, file: "f").drills.count == 1)
  }

  private static func repeated(_ text: String, _ count: Int) -> String { String(repeating: text, count: count) }

  private static func tooMany(_ line: Int, _ column: Int) -> String {
    "\(line):\(column): too many values for one file; "
      + "expected at most 50000 line ends, commas, colons, dashes and brackets in one file"
  }

  private static let bomb: String = {
    let levels = zip("bcdefghi", "abcdefgh").map { "\($0): &\($0) [\(repeated("*\($1),", 9))]\n" }
    return "a: &a [\(repeated("\"lol\",", 9))]\n" + levels.joined()
  }()

  private static let keyBomb: String = {
    let levels = (1..<40).map { "k\($0): &k\($0) [*k\($0 - 1),*k\($0 - 1)]\n" }
    return "k0: &k0 [x,x]\n" + levels.joined() + "? *k39\n: x\n"
  }()
}

struct HostileFile: Sendable, CustomTestStringConvertible {
  var testDescription: String
  var text: String
  /// Without the file's name.
  var message: String

  init(_ name: String, _ text: String, _ message: String) {
    (testDescription, self.text, self.message) = (name, text, message)
  }
}
