import Model
import Transport

extension KubeadmCluster {
  /// A machine that cannot be looked at is among them: it may hold anything.
  public func leftovers() async -> [Leftover] {
    await withTaskGroup(of: [Leftover].self) { group in
      for node in reachable { group.addTask { await node.leftoversOrUnseen() } }
      for balancer in loadBalancers where !(balancer is KubeadmMachine) { group.addTask { await balancer.unsound() } }
      return await group.reduce(into: []) { $0 += $1 }
    }.sorted { ($0.machine, $0.kind.rawValue, $0.name) < ($1.machine, $1.kind.rawValue, $1.name) }
  }

  /// Rules and timers can lie on a balancer as well, where it is a machine and not a container.
  var reachable: [KubeadmMachine] { nodes + loadBalancers.compactMap { $0 as? KubeadmMachine } }

  public func remove(_ leftover: Leftover) async throws(ProviderError) {
    guard let node = reachable.first(where: { $0.name == leftover.machine }) else { return }
    try await node.remove(leftover)
  }
}

extension Machine {
  /// Of a container that takes no notes: whatever it would not be like by itself.
  fileprivate func unsound() async -> [Leftover] {
    do {
      guard try await bootIdentity() != nil else { return [.off(name)] }
      guard try await !isPaused() else { return [.still(name)] }
      return try await cables().isEmpty ? [Leftover(.unseen, "it is on no network", on: name)] : []
    } catch {
      return [Leftover(.unseen, "\(error)", on: name)]
    }
  }
}

extension Leftover {
  /// Whoever switched it off, on purpose or in a drill: nobody can tell, so nobody switches it on.
  fileprivate static func off(_ machine: MachineName) -> Leftover {
    Leftover(.unseen, "it is off; switch it on, and look again", on: machine)
  }

  fileprivate static func still(_ machine: MachineName) -> Leftover {
    Leftover(.unseen, "it stands still; let it go on, and look again", on: machine)
  }
}

extension KubeadmMachine {
  /// etcd's former folder may hold gigabytes.
  private static let removal = Duration.seconds(60)

  private var marks: [String] { [KubeadmLayout.manifests, KubeadmLayout.aside, Self.unknownFlag] }

  fileprivate func leftoversOrUnseen() async -> [Leftover] {
    do {
      return try await leftovers()
    } catch {
      return [Leftover(.unseen, error.description, on: name)]
    }
  }

  private func leftovers() async throws(ProviderError) -> [Leftover] {
    guard try await isNotOff() else { return [.off(name)] }
    // No command runs on a machine that stands still.
    guard try await !isPaused() else { return [try await leftPaused()] }
    let result = try await script(NodeScripts.leftovers, marks, doing: "looking for what is left")
    return result.text.split(separator: "\n").compactMap { line in
      let words = line.split(separator: " ", maxSplits: 1).map(String.init)
      guard words.count == 2, let kind = Leftover.Kind(rawValue: words[0]) else { return nil }
      return Leftover(kind, words[1], on: name)
    }
  }

  private func leftPaused() async throws(ProviderError) -> Leftover {
    let isOurs = try await node.power?.holds(NodeScripts.paused) ?? false
    return isOurs ? Leftover(.paused, node.hostName, on: name) : .still(name)
  }

  fileprivate func remove(_ leftover: Leftover) async throws(ProviderError) {
    let doing = "removing \(leftover.kind.rawValue) \(leftover.name)"
    switch leftover.kind {
    case .rules:
      try await require(
        ["nft", "delete", "table"] + leftover.name.split(separator: " ").map(String.init), doing: doing)
    case .manifest:
      try await script(
        NodeScripts.moveBack, [KubeadmLayout.manifests, KubeadmLayout.aside, leftover.name], doing: doing)
      try await disarm(Self.stopMark(ofManifest: leftover.name))
    case .flag:
      try await script(
        NodeScripts.removeFlag, [KubeadmLayout.manifests, KubeadmLayout.aside, leftover.name, Self.unknownFlag],
        doing: doing)
    case .queue:
      try await require(["tc", "qdisc", "del", "dev", leftover.name, "root", "handle", "fd11:"], doing: doing)
    // What it does may be the only way out that is left, as with a drill's own command.
    case .timer:
      let mark = leftover.name.split(separator: "-").first.map(String.init) ?? leftover.name
      try await script(NodeScripts.goOff, [mark], doing: doing, limit: Self.removal)
    case .file: try await require(["rm", "-r", "-f", "--", leftover.name], doing: doing, limit: Self.removal)
    case .service:
      try await script(NodeScripts.startUnit, [leftover.name], doing: doing, limit: Self.removal)
    case .paused: try await resume()
    case .cable: try await plug(try await notedCables())
    case .container: try await script(NodeScripts.removeContainer, [leftover.name], doing: doing)
    case .unseen: throw .system(doing: "look at \(name)", reason: leftover.name)
    }
  }
}
