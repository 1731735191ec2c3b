import Testing
import Transport

struct CommandTests {
  @Test(arguments: [
    (["a", "b"], "tool a b"),
    (["a b"], "tool 'a b'"),
    (["it's"], #"tool 'it'\''s'"#),
    ([""], "tool ''"),
    (["=ls"], "tool '=ls'"),
    (["'\u{301}; x"], "tool ''\\''\u{301}; x'"),
    (["$(x)", "--key=/path:1,2@3%4+5"], "tool '$(x)' --key=/path:1,2@3%4+5"),
  ])
  func aCommandPrintsAsAShellReadsIt(arguments: [String], expected: String) {
    #expect("\(Command("tool", arguments, deadline: .seconds(1)))" == expected)
  }

  @Test func theWorkingDirectoryIsPrintedToo() {
    let command = Command("ls", workingDirectory: "/a b", deadline: .seconds(1))
    #expect("\(command)" == "cd '/a b' && ls")
  }

  @Test func neitherInputNorEnvironmentIsPrinted() {
    let command = Command(
      "tool", environment: .adding(["T": "secret"]), input: Array("secret".utf8), deadline: .seconds(1))
    let errors: [CommandError] = [.notFound(command), .cancelled(command), .notStarted(command, message: "m")]
    #expect(errors.allSatisfy { !"\($0)".contains("secret") })
  }
}
