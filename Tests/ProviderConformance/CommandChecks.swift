import Glibc
import Model
import Providers
import Transport

let commandChecks: [ProviderConformance.Check] = [
  .init("a command's exit status is handed on, whatever it is") { cluster in
    let machine = try subject(of: cluster)
    for status: Int32 in [0, 1, 7, 255] {
      let result = try await machine.run(shell("exit \(status)"))
      try expect(result.exit == .code(status), "exit \(status) became \(result.exit)")
    }
  },
  .init("a command's two outputs are kept apart") { cluster in
    let result = try await subject(of: cluster).run(shell("echo out; echo err >&2"))
    try expect(result.text == "out\n" && result.errorText == "err\n", "\(result.text) \(result.errorText)")
  },
  .init("a command gets its arguments, input, environment and folder") { cluster in
    let machine = try subject(of: cluster)
    let words = Command("printf", ["%s|", "a b", "$HOME", "'"], deadline: .seconds(10))
    try expect(try await machine.run(words).text == "a b|$HOME|'|", "the arguments were changed")
    let input = Command("cat", input: Array("hello".utf8), deadline: .seconds(10))
    try expect(try await machine.run(input).text == "hello", "the input did not arrive")
    var place = shell("pwd; echo $COLOUR")
    place.workingDirectory = "/usr"
    place.environment = .adding(["COLOUR": "red"])
    try expect(try await machine.run(place).text == "/usr\nred\n", "folder or environment did not arrive")
  },
  .init("a command runs on the machine, not on the harness's") { cluster in
    let machine = try subject(of: cluster)
    let name = try await machine.run(Command("hostname", deadline: .seconds(10))).text
    try expect(name == "\(machine.name)\n", "it ran on \(name)")
  },
  .init("a command that outlives its deadline is an error") { cluster in
    let machine = try subject(of: cluster)
    do {
      _ = try await machine.run(Command("sleep", ["30"], deadline: .milliseconds(200)))
      throw ConformanceFailure("the deadline was ignored")
    } catch is ProviderError {}
    let left = try await machine.run(shell("cat /proc/[0-9]*/comm")).text
    try expect(!left.contains("sleep"), "the command is still running")
  },
  .init("an uploaded file arrives whole and readable by its owner only") { cluster in
    let machine = try subject(of: cluster)
    let source = "/tmp/conformance-\(getpid())"
    let text = String(repeating: "one line of many\n", count: 100_000)
    guard let file = fopen(source, "w") else { throw ConformanceFailure("cannot write \(source)") }
    fputs(text, file)
    fclose(file)
    defer { unlink(source) }
    try await machine.upload(source, to: "/tmp/uploaded")
    let result = try await machine.run(shell("cat /tmp/uploaded; stat -c %a /tmp/uploaded >&2"))
    try expect(result.text == text, "\(result.output.count) bytes of \(text.utf8.count) arrived")
    try expect(result.errorText == "600\n", "its permissions are \(result.errorText)")
  },
]

func shell(_ script: String) -> Command { Command("sh", ["-c", script], deadline: .seconds(10)) }
