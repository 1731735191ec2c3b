import Model

/// What a machine runs between the gate and its components.
///
///     tini            PID 1; fetches whatever is left without a parent
///      └─ init        ends the components in order when the machine is shut down
///          └─ runsvdir         in the place of systemd
///              └─ runsvdir     in the place of the kubelet
///                  ├─ runsv ── etcd
///                  └─ …
struct MachineScripts {
  let name: MachineName
  let components: [Component]
  let files: MachineFiles
  let sandbox: Sandbox

  func write() throws(ProviderError) {
    try ProtectedFiles.write(try boot(), to: files.bootScript)
    try ProtectedFiles.write(try initial(), to: files.initScript)
    for folder in [files.system, files.supervisor, waiting] { try ProtectedFiles.makeDirectory(folder) }
    try ProtectedFiles.write(try waitingRunsv(), to: waiting + "/runsv", mode: 0o700)
    try ProtectedFiles.write(try supervisor(), to: files.supervisor + "/run", mode: 0o700)
    try ProtectedFiles.makeOlder(files.system)
  }

  private func boot() throws(ProviderError) -> String {
    let mount = try quoted(.mount)
    let kept = sandbox.kept.map { folder in
      let path = quotedForShell(folder.path)
      return "mkdir -p \(path)\n\(mount) --rbind \(folder.stash) \(path)\n"
    }
    // What the host lacks cannot be covered, and is not missed.
    let overlays = MachineFiles.overlaid.map { path in
      let own = quotedForShell(files.overlay(of: path))
      return "if [ -e \(own) ] && [ -e \(path) ]; then \(mount) --bind \(own) \(path); fi\n"
    }
    return """
      set -e
      read -r go
      \(try quoted(.hostname)) \(name)
      \(mount) -t tmpfs -o mode=1777 tmpfs /tmp
      \(kept.joined())\
      \(overlays.joined())\
      \(try quoted(.ip)) -batch \(files.links)
      cd /
      exec \(try quoted(.tini)) -- /bin/sh \(files.initScript) </dev/null

      """
  }

  private func initial() throws(ProviderError) -> String {
    let stops = try components.shutdownOrder.map { group throws(ProviderError) in
      // Longer than any grace: who asked for the shutdown ends it.
      "  \(try quoted(.sv)) -w 3600 stop \(group.map { quotedForShell(files.service($0)) }.joined(separator: " "))\n"
    }
    return """
      shut_down() {
      \(stops.joined())\
        exit 0
      }
      trap shut_down TERM
      \(try quoted(.runsvdir)) \(files.system) &
      wait "$!"

      """
  }

  /// The components outlive a supervisor that is killed, each with its own runsv. So one that comes back does not start
  /// them a second time: it waits for each of them.
  private func supervisor() throws(ProviderError) -> String {
    """
    #!/bin/sh
    if [ -e /tmp/.supervised ]; then PATH=\(waiting):$PATH; fi
    : >/tmp/.supervised
    exec \(try quoted(.runsvdir)) \(files.services)

    """
  }

  /// Without it a new supervisor would try to lock each service once a second for as long as the old runsv lives.
  private func waitingRunsv() throws(ProviderError) -> String {
    """
    #!/bin/sh
    \(try quoted(.chpst)) -l "$1/supervise/lock" true
    exec \(try quoted(.runsv)) "$1"

    """
  }

  private var waiting: String { files.settings + "/waiting" }

  private func quoted(_ tool: Tool) throws(ProviderError) -> String { quotedForShell(try sandbox.tools.path(of: tool)) }
}

extension [Component] {
  /// Groups that end together, clients before what they talk to.
  fileprivate var shutdownOrder: [[Component]] {
    let last: [Component] = [.apiserver, .etcd]
    return ([filter { !last.contains($0) }] + last.map { component in filter { $0 == component } }).filter {
      !$0.isEmpty
    }
  }
}
