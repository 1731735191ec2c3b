import DrillFile
import Foundation
import Model
import Testing

/// Which files a load reads.
struct FolderTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  private func drill(_ name: String) -> String {
    """
    apiVersion: firedrill.dev/v1
    kind: Drill
    metadata: {name: \(name), title: T}
    spec: {faults: [{process.kill: {on: {component: etcd}}}]}
    """
  }

  private func load(_ paths: String...) -> LoadedDrills {
    DrillLoader.load(paths: paths.map { $0.isEmpty ? folder.path : "\(folder.path)/\($0)" })
  }

  private func messages(_ loaded: LoadedDrills) -> [String] {
    loaded.problems.map { $0.description.replacingOccurrences(of: folder.path, with: "") }
  }

  @Test func aFolderIsReadWithAllBelowItInOrder() throws {
    for name in ["b/two", "a/one", "b/a/three", "zero"] {
      try folder.write(drill(name.replacingOccurrences(of: "/", with: "-")), to: name + ".yaml")
    }
    try folder.write(drill("short"), to: "short.yml")
    let loaded = load("")
    #expect(messages(loaded) == [])
    #expect(loaded.drills.map(\.name) == ["a-one", "b-a-three", "b-two", "short", "zero"])
    #expect(loaded.drills.first?.source == SourceLocation(file: folder.path + "/a/one.yaml", line: 1))
  }

  @Test func hiddenFilesAndOtherFilesAreSkipped() throws {
    for name in [".hidden.yaml", ".git/x.yaml", "notes.md", "drill.schema.json", "x.yaml~"] {
      try folder.write("rubbish: [", to: name)
    }
    try folder.write(drill("only"), to: "only.yaml")
    #expect(load("").drills.map(\.name) == ["only"])
    #expect(messages(load("")) == [])
  }

  @Test func aFileThatIsNamedIsReadWhateverItsEnding() throws {
    try folder.write(drill("text"), to: ".drill.txt")
    #expect(load(".drill.txt").drills.map(\.name) == ["text"])
  }

  @Test func aFolderWithoutDrillsIsAProblem() throws {
    try folder.write("hello", to: "empty/README.md")
    #expect(messages(load("empty")) == ["/empty: no drill file in this folder; expected *.yaml or *.yml"])
    #expect(messages(load("empty/")) == ["/empty/: no drill file in this folder; expected *.yaml or *.yml"])
  }

  @Test func aPathThatLeadsNowhereIsAProblem() throws {
    #expect(
      messages(load("nowhere", "no.yaml")) == ["/nowhere: no such file or folder", "/no.yaml: no such file or folder"])
  }

  @Test func aLoopOfLinksEnds() throws {
    try folder.write(drill("one"), to: "a/one.yaml")
    let links = [("a/loop", folder.path), ("b", folder.path + "/a"), ("gone.yaml", "/nowhere"), ("gone", "/nowhere")]
    for (link, target) in links {
      try FileManager.default.createSymbolicLink(atPath: "\(folder.path)/\(link)", withDestinationPath: target)
    }
    #expect(load("").drills.map(\.name) == ["one"])
    #expect(messages(load("")) == ["/gone.yaml: no such file or folder"])
  }

  @Test func aFileThatIsNamedTwiceIsReadOnce() throws {
    try folder.write(drill("one"), to: "a/one.yaml")
    let loaded = load("", "a", "a/one.yaml", "a/../a/one.yaml")
    #expect(messages(loaded) == [])
    #expect(loaded.drills.map(\.name) == ["one"])
  }

  @Test func aPipeIsNotWaitedFor() throws {
    #expect(mkfifo(folder.path + "/pipe.yaml", 0o600) == 0)
    #expect(messages(load("")) == ["/pipe.yaml: not a regular file; expected a YAML file"])
    #expect(DrillLoader.load(paths: ["/dev/zero"]).problems.map(\.what) == ["not a regular file"])
  }

  @Test(.enabled(if: getuid() != 0, "root can read everything"))
  func whatCannotBeReadIsAProblem() throws {
    let path = try folder.write(drill("one"), to: "one.yaml")
    #expect(chmod(path, 0) == 0)
    #expect(messages(load("")) == ["/one.yaml: cannot be read: Permission denied"])
  }

  @Test func twoDrillsOfOneNameAreNamedWithBothPlaces() throws {
    try folder.write(drill("one") + "\n---\n" + drill("two") + "\n---\n" + drill("one"), to: "a.yaml")
    try folder.write("# comment\n" + drill("two"), to: "b.yaml")
    let loaded = load("")
    let first = #"the name "one" is taken by the drill at /a.yaml:3; expected a name of its own"#
    let second = #"the name "two" is taken by the drill at /a.yaml:8; expected a name of its own"#
    #expect(messages(loaded) == ["/a.yaml:13:18: \(first)", "/b.yaml:4:18: \(second)"])
  }

  @Test func oneBadFileHidesNoOther() throws {
    try folder.write("hello: [", to: "a.yaml")
    try folder.write(drill("good"), to: "b.yaml")
    try folder.write(drill("Bad"), to: "c.yaml")
    let loaded = load("", "nowhere")
    #expect(loaded.drills.map(\.name) == ["good"])
    #expect(loaded.problems.map { URL(filePath: $0.file).lastPathComponent } == ["nowhere", "a.yaml", "c.yaml"])
  }
}
