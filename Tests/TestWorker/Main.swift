import Foundation
import Glibc
import Model
import Providers
import Transport

/// Runs one check inside a sandbox, for tests that cannot enter one themselves.
///
///     firedrill-testworker parent CHECK LOGS MARKER [ARGUMENT …]   starts the sandbox, hands its lines on
///     firedrill-testworker worker CHECK LOGS MARKER [ARGUMENT …]   is started in there by the parent
@main
enum Main {
  static func main() async {
    let arguments = CommandLine.arguments
    guard arguments.count >= 5 else { return quit("usage: parent|worker CHECK LOGS MARKER [ARGUMENT …]", 64) }
    let request = CheckRequest(check: arguments[2], logs: arguments[3], marker: arguments[4], rest: Array(arguments[5...]))
    do {
      if arguments[1] == "parent" { try await parent(request) } else { try await worker(request) }
    } catch {
      quit("error \(error)", 1)
    }
  }

  private static func parent(_ request: CheckRequest) async throws(ProviderError) {
    // The link itself would name whichever program follows it.
    guard let executable = Bundle.main.executablePath else { return quit("error no path of my own", 1) }
    let sandbox = try SandboxProcess.launch(
      executable: executable, arguments: ["worker"] + request.words, environment: currentEnvironment(),
      tools: LocalTools(environment: currentEnvironment()))
    for await line in sandbox.lines { say(line) }
    if await sandbox.wait() != .code(0) { quit("error the worker failed", 1) }
  }

  private static func worker(_ request: CheckRequest) async throws {
    if request.check == "descriptors" { return listDescriptors() }
    ParentWatch.start { line in say("heard \(line)") }
    let sandbox = try Sandbox.enter(
      logs: request.logs, tools: LocalTools(environment: currentEnvironment()), marker: request.marker)
    say("entered")
    try await run(request, in: sandbox)
    say("done")
  }

  private static func quit(_ message: String, _ status: Int32) {
    say(message)
    exit(status)
  }
}

struct CheckRequest: Sendable {
  var check: String
  var logs: String
  var marker: String
  var rest: [String]

  var words: [String] { [check, logs, marker] + rest }
}

func currentEnvironment() -> [String: String] { ProcessInfo.processInfo.environment }

/// One line on standard output, at once.
func say(_ line: String) {
  let bytes = Array((line + "\n").utf8)
  _ = write(STDOUT_FILENO, bytes, bytes.count)
}

/// What each descriptor is, without those that this process opened itself for its event loop.
func listDescriptors() {
  let folder = "/proc/self/fd"
  for name in (try? FileManager.default.contentsOfDirectory(atPath: folder))?.sorted() ?? [] {
    guard let target = try? FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/\(name)") else { continue }
    if !target.hasPrefix("anon_inode:") { say("descriptor \(name) \(target)") }
  }
}
