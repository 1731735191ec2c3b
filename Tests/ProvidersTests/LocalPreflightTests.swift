import Testing
import Transport

@testable import Providers

struct LocalPreflightTests {
  @Test func nothingIsWrongWhereEverythingIs() async {
    let problems = await preflight(Answers()).problems()
    #expect(problems.filter { !$0.what.hasSuffix("is missing") } == [])
  }

  @Test(arguments: [
    ("user/max_user_namespaces", "0", "sudo sysctl user.max_user_namespaces=15000"),
    ("user/max_net_namespaces", "0", "sudo sysctl user.max_net_namespaces=15000"),
    ("kernel/unprivileged_userns_clone", "0", "sudo sysctl kernel.unprivileged_userns_clone=1"),
    (
      "kernel/apparmor_restrict_unprivileged_userns", "1",
      "sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0"
    ),
  ])
  func aSettingThatForbidsNamespacesIsNamedWithItsRemedy(name: String, value: String, remedy: String) async {
    let runner = Answers(refusing: "mount", with: "unshare: unshare failed: Operation not permitted\n")
    let problems = await preflight(runner, [name: value]).problems()
    #expect(problems.last?.remedy == remedy)
    #expect(problems.last?.why.contains("Operation not permitted") == true)
  }

  @Test func whenTheSettingsAllowThemTheContainerIsToBlame() async {
    let runner = Answers(refusing: "mount", with: "unshare: mount /proc failed: Operation not permitted\n")
    let problem = await preflight(runner, ["user/max_user_namespaces": "1000"]).problems().last
    #expect(problem?.remedy.contains("--security-opt seccomp=unconfined") == true)
  }

  /// A host whose settings look wrong but which makes a sandbox all the same has no problem.
  @Test func aSettingAloneIsNoProblem() async {
    let problems = await preflight(Answers(), ["kernel/unprivileged_userns_clone": "0"]).problems()
    #expect(!problems.contains { $0.what.contains("sandbox") })
  }

  @Test func aKernelWithoutBridgesIsToldToLoadThem() async {
    let runner = Answers(refusing: "ip", with: "Error: Unknown device type.\n")
    #expect(await preflight(runner).problems().last?.remedy == "sudo modprobe --all bridge veth")
  }

  @Test func everyMissingToolIsListedAtOnce() async throws {
    let scratch = try Scratch()
    let environment = ["HOME": scratch.path, "PATH": ""]
    let problems = await LocalPreflight(environment: environment, runner: Answers()) { _ in nil }.problems()
    for tool in ["kube-apiserver is missing", "kube-controller-manager is missing", "kube-scheduler is missing"] {
      #expect(problems.contains { $0.what == tool && $0.remedy == "make setup" && !$0.why.isEmpty })
    }
  }

  /// `make setup` would mend nothing then.
  @Test func aMissingHomeIsNamed() async {
    func problems(_ environment: [String: String]) async -> [PreflightProblem] {
      await LocalPreflight(environment: environment, runner: Answers()) { _ in nil }.problems()
    }
    #expect(await problems(["PATH": ""]).first?.remedy == "export HOME=/path/of/your/home")
    #expect(await problems(["HOME": "/nowhere", "PATH": ""]).first?.what.contains("HOME") == false)
  }

  private func preflight(_ runner: Answers, _ parameters: [String: String] = [:]) -> LocalPreflight {
    LocalPreflight(environment: ["HOME": "/nowhere", "PATH": "/usr/bin:/bin"], runner: runner) { parameters[$0] }
  }
}

/// Lets every command through but one kind.
private struct Answers: CommandRunner {
  var refused: String?
  var message = ""

  init() {}

  init(refusing tool: String, with message: String) {
    refused = tool
    self.message = message
  }

  func run(_ command: Command) async throws(CommandError) -> CommandResult {
    let isRefused = command.arguments.contains { $0.split(separator: "/").last.map(String.init) == refused }
    return isRefused
      ? CommandResult(exit: .code(1), errorOutput: Array(message.utf8)) : CommandResult(exit: .code(0))
  }
}
