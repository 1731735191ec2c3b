import DrillFile
import Testing

/// What the loader says about files that are wrong.
struct MessageTests {
  @Test(arguments: Flaw.all)
  func aFlawIsNamedWithItsPlaceAndWhatWasExpected(flaw: Flaw) {
    let loaded = DrillLoader.parse(text: flaw.file, file: "f")
    #expect(loaded.problems.map(\.description) == flaw.messages.map { "f:\($0)" })
    #expect(loaded.drills.isEmpty)
  }

  @Test(arguments: [
    ("", "f: the file holds no drill; expected apiVersion: firedrill.dev/v1"),
    ("# nothing yet\n", "f: the file holds no drill; expected apiVersion: firedrill.dev/v1"),
    ("---\n", "f: the file holds no drill; expected apiVersion: firedrill.dev/v1"),
    ("---\n---\n...\n", "f: the file holds no drill; expected apiVersion: firedrill.dev/v1"),
    ("hello", #"f:1:1: the drill is "hello"; expected a map with apiVersion, kind, metadata, spec"#),
    ("- a\n- b\n", "f:1:1: the drill is a list; expected a map with apiVersion, kind, metadata, spec"),
    (
      "apiVersion: apps/v1\nkind: Deployment\nspec: {replicas: 3}\n",
      #"f:1:13: unknown apiVersion "apps/v1"; expected firedrill.dev/v1"#
        + "\n" + #"f:2:7: unknown kind "Deployment"; expected Drill"#
    ),
    (
      "apiVersion: firedrill.dev/v2\nkind: Drill\n",
      #"f:1:13: unknown apiVersion "firedrill.dev/v2"; expected firedrill.dev/v1; did you mean "firedrill.dev/v1"?"#
    ),
    (
      "# comment\n\napiVersion: firedrill.dev/v1\nkind: Dril\n",
      #"f:4:7: unknown kind "Dril"; expected Drill; did you mean "Drill"?"#
    ),
    ("spec:\n\tfaults: []\n", "f:2:1: a tab; expected spaces: YAML is indented with them"),
    (
      "hello: [1, 2\n",
      "f:1:13: not YAML: did not find expected ',' or ']', while parsing a flow sequence that began on line 1"
    ),
    ("a: b: c\n", "f:1:5: not YAML: mapping values are not allowed in this context"),
    ("a: \u{90}\n", #"f:1:4: a control character (\u{0090}); expected a YAML text file in UTF-8"#),
    ("a: b\0", "f:1:5: a NUL byte: this is a binary file; expected a YAML text file in UTF-8"),
    ("a:\n  \u{1B}[2J", #"f:2:3: a control character (\u{1B}); expected a YAML text file in UTF-8"#),
    (
      "a: 1\rb: 2", "f:1:6: a carriage return that ends no line; expected a YAML text file in UTF-8"
    ),
    (
      "a: \u{2028}",
      #"f:1:4: a character that YAML reads as something else (\u{2028}); expected a YAML text file in UTF-8"#
    ),
    ("kind: *nowhere\n", "f:1:7: not YAML: found undefined alias"),
    ("a: &a [*a]\n", "f:1:8: not YAML: found undefined alias"),
  ])
  func aFileThatIsNoDrillIsNamedAsWhatItIs(text: String, message: String) {
    let problems = DrillLoader.parse(text: text, file: "f").problems
    #expect(problems.map(\.description).joined(separator: "\n") == message)
  }

  @Test func aValueFromTheFileCannotMoveTheCursor() {
    let text = "apiVersion: firedrill.dev/v1\nkind: \"\\e[31mDrill\\u202e\"\n"
    let message = DrillLoader.parse(text: text, file: "a\u{1B}b").problems.first?.description
    #expect(message == #"a\u{1B}b:2:7: unknown kind "\u{1B}[31mDrill\u{202E}"; expected Drill"#)
  }

  @Test func aLongValueIsCutShort() {
    let text = Flaw.shape("ledger: " + String(repeating: "x", count: 100_000)).file
    let message = DrillLoader.parse(text: text, file: "f").problems.first?.description ?? ""
    #expect(message.count < 200)
    #expect(message.contains("xxx…\""))
  }

  @Test func nearestWordsForgiveSlips() {
    let words = ["etcd", "kube-apiserver", "load-balancer"]
    func nearest(_ word: String) -> String? {
      let spec = "faults: [{process.kill: {on: {component: \(word)}}}]"
      return DrillLoader.parse(text: Flaw.shape(spec).file, file: "f").problems.first?.nearest
    }
    #expect(["etdc", "Etcd", "ectd"].map(nearest) == Array(repeating: words[0], count: 3))
    #expect(
      ["apiserver", "kube_apiserver", "KubeApiserver", "kube-api"].map(nearest) == Array(repeating: words[1], count: 4))
    #expect(nearest("loadbalancer") == words[2])
    #expect(nearest("postgres") == nil)
  }

  @Test func problemsAreReadableByProgramsToo() throws {
    let problem = try #require(DrillLoader.parse(text: Flaw.shape("probes: [api-raed]").file, file: "f").problems.first)
    #expect((problem.file, problem.line, problem.column) == ("f", 5, 12))
    #expect(problem.path == "spec.probes[0]")
    #expect(problem.what == #"unknown probe "api-raed""#)
    #expect(problem.nearest == "api-read")
  }
}
