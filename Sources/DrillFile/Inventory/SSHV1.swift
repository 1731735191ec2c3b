import Model

/// A way onto a machine, or what all of them have in common.
struct SSHV1: Sendable {
  var host = Written<String>.absent
  var user = Written<String>.absent
  var port = Written<Int>.absent
  var identityFile = Written<String>.absent
  var knownHosts = Written<String>.absent
  var jump = Written<String>.absent
}

extension SSHV1 {
  static let defaults = Format.map("ssh", SSHV1(), shared)

  static let own = Format.map(
    "ssh", SSHV1(),
    [
      Field(
        "host", \.host, .host,
        "Where ssh connects to: a name, an address, or an alias of your ssh configuration; by default its address.")
    ] + shared)

  private static let shared: [Field<SSHV1>] = [
    Field("user", \.user, .user, "Who logs in; as your ssh configuration says by default."),
    Field("port", \.port, .whole(1...65535), "As your ssh configuration says by default, or 22."),
    Field(
      "identityFile", \.identityFile, .path,
      "The private key, and then no other is tried; relative to this file. By default your agent's and configuration's."
    ),
    Field(
      "knownHosts", \.knownHosts, .path,
      "The machines' host keys, and then no others count; relative to this file. ~/.ssh/known_hosts by default."),
    Field("jump", \.jump, .jump, "A machine to go through, as user@host:port; none where a default is not to hold."),
  ]

  /// What is not said here is what `defaults` says.
  func over(_ defaults: SSHV1) -> SSHV1 {
    SSHV1(
      host: host, user: user.over(defaults.user), port: port.over(defaults.port),
      identityFile: identityFile.over(defaults.identityFile), knownHosts: knownHosts.over(defaults.knownHosts),
      jump: jump.over(defaults.jump))
  }

  /// - Returns: nil when something about it was written wrongly, or is a problem now.
  func target(address: String, _ folders: InventoryFolders, _ findings: inout Findings) -> SSHTarget? {
    let before = findings.count
    let key = identityFile.resolved(by: folders, &findings)
    let known = knownHosts.resolved(by: folders, &findings)
    guard findings.count == before, !isWrong else { return nil }
    return SSHTarget(
      host: host.value ?? address, port: port.value, user: user.value, identityFile: key, knownHostsFile: known,
      jump: jump.value.flatMap { Self.jump($0) == nil ? nil : $0 })
  }

  /// nil for `none`.
  static func jump(_ text: String) -> SSHJump? { text == "none" ? nil : SSHJump(text) }

  private var isWrong: Bool {
    host.isWrong || user.isWrong || port.isWrong || identityFile.isWrong || knownHosts.isWrong || jump.isWrong
  }
}

extension Written {
  /// What was written here, or else there.
  func over(_ other: Written) -> Written { isThere ? self : other }
}

extension Written<String> {
  fileprivate func resolved(by folders: InventoryFolders, _ findings: inout Findings) -> String? {
    guard case .value(let path, let place) = self else { return nil }
    switch folders.resolve(path) {
    case .success(let resolved): return resolved
    case .failure(let refusal):
      findings.addOnce(refusal.what, expected: refusal.expected, at: place)
      return nil
    }
  }
}

extension Findings {
  /// Where a default is wrong for every machine, its one line says so once.
  fileprivate mutating func addOnce(_ what: String, expected: String, at place: Place) {
    guard !problems.contains(where: { $0.path == place.path.text && $0.what == what }) else { return }
    add(what, expected: expected, at: place)
  }
}
