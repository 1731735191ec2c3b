public import Transport

/// Looks whether this host can stand up an embedded cluster. It tries what a cluster does, and asks the kernel for the
/// reason only where that failed: settings alone do not tell, since a container or a security module may forbid more.
public struct LocalPreflight: Sendable {
  private let environment: [String: String]
  private let runner: any CommandRunner
  private let kernelParameter: @Sendable (String) -> String?

  /// - Parameter kernelParameter: the value of a parameter below `/proc/sys`, nil where this kernel has none of that name.
  public init(
    environment: [String: String], runner: any CommandRunner = LocalCommandRunner(),
    kernelParameter: (@Sendable (String) -> String?)? = nil
  ) {
    self.environment = environment
    self.runner = runner
    self.kernelParameter = kernelParameter ?? readKernelParameter
  }

  /// - Returns: every problem; empty when a cluster can be booted.
  public func problems() async -> [PreflightProblem] {
    let tools = LocalTools(environment: environment)
    let missing =
      homeProblem(tools)
      + tools.missing.map { tool in
        PreflightProblem(what: "\(tool.rawValue) is missing", why: tool.purpose, remedy: "make setup")
      }
    guard let unshare = try? tools.path(of: .unshare), let mount = try? tools.path(of: .mount) else { return missing }
    if let problem = await namespaceProblem(unshare: unshare, mount: mount) { return missing + [problem] }
    guard let ip = try? tools.path(of: .ip), let problem = await networkProblem(unshare: unshare, ip: ip)
    else { return missing }
    return missing + [problem]
  }

  /// Without a home there is no cache either, and `make setup` would mend nothing.
  private func homeProblem(_ tools: LocalTools) -> [PreflightProblem] {
    guard tools.cache == nil, !tools.missing.isEmpty else { return [] }
    return [
      PreflightProblem(
        what: "HOME is not set", why: "the cache with the programs that drills need is found below it",
        remedy: "export HOME=/path/of/your/home")
    ]
  }

  /// What keeps some drills from being played here, though a cluster can be booted.
  public func limitations() -> [PreflightProblem] {
    LocalTools(environment: environment).missingOptional.map { tool in
      PreflightProblem(
        what: "\(tool.rawValue) is missing", why: "\(tool.purpose); drills with workers are skipped",
        remedy: Tool.kubemarkRemedy)
    }
  }

  /// A sandbox, a machine in it, and the machine's own mount: all three levels, as a boot makes them.
  private func namespaceProblem(unshare: String, mount: String) async -> PreflightProblem? {
    let machine = [unshare, "--net", "--mount", "--pid", "--uts", "--fork", "--kill-child", "--mount-proc", "--"]
    guard let refusal = await refusal(of: machine + [mount, "-t", "tmpfs", "tmpfs", "/run"], in: unshare) else {
      return nil
    }
    return NamespaceDiagnosis(refusal: refusal, kernelParameter: kernelParameter).problem
  }

  private func networkProblem(unshare: String, ip: String) async -> PreflightProblem? {
    let batch = "link add zone0 type bridge\nlink add one type veth peer name two\n"
    guard let refusal = await refusal(of: [ip, "-batch", "-"], in: unshare, input: batch) else { return nil }
    return PreflightProblem(
      what: "the kernel makes no bridge or no virtual cable", why: "machines are connected with them; \(refusal)",
      remedy: "sudo modprobe --all bridge veth")
  }

  /// - Returns: what the refused command said; nil when it went through.
  private func refusal(of words: [String], in unshare: String, input: String? = nil) async -> String? {
    let command = Command(
      unshare, SandboxProcess.namespaces + ["--"] + words, input: input.map { Array($0.utf8) }, deadline: .seconds(10))
    do {
      let result = try await runner.run(command)
      guard !result.isSuccess else { return nil }
      let said = result.errorText.split(separator: "\n").last.map(String.init)
      return said ?? "unshare ended with \(result.exit)"
    } catch {
      return "\(error)"
    }
  }
}

private func readKernelParameter(_ name: String) -> String? {
  TextFile.read("/proc/sys/\(name)")?.split(whereSeparator: \.isWhitespace).first.map(String.init)
}
