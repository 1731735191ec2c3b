/// Why a sandbox could not be made, told apart by the kernel's own settings.
struct NamespaceDiagnosis {
  /// What the refused command said.
  let refusal: String
  let kernelParameter: @Sendable (String) -> String?

  var problem: PreflightProblem {
    PreflightProblem(
      what: "the sandbox cannot be made",
      why: "it needs user namespaces with network, mount and PID namespaces in them; \(cause.text) (\(refusal))",
      remedy: cause.remedy)
  }

  private var cause: (text: String, remedy: String) {
    for kind in ["user", "net", "mnt", "pid", "uts"] where kernelParameter("user/max_\(kind)_namespaces") == "0" {
      return ("this host allows no \(kind) namespaces at all", "sudo sysctl user.max_\(kind)_namespaces=15000")
    }
    if kernelParameter("kernel/unprivileged_userns_clone") == "0" {
      return ("this host allows them to root only", "sudo sysctl kernel.unprivileged_userns_clone=1")
    }
    if kernelParameter("kernel/apparmor_restrict_unprivileged_userns") == "1" {
      return (
        "AppArmor takes their rights away from ordinary users",
        "sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0"
      )
    }
    return (
      "the kernel's settings allow them, so a container or a security profile around this process forbids them",
      "docker run --security-opt seccomp=unconfined --security-opt apparmor=unconfined --security-opt systempaths=unconfined …"
    )
  }
}
