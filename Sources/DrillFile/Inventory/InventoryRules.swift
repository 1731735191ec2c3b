import Model

/// What no single value shows. A rule stays silent about what it cannot know because a value is wrong already.
enum InventoryRules {
  static func check(_ spec: InventorySpecV1, _ findings: inout Findings) {
    guard let machines = spec.machines.value else { return }
    checkNames(machines, &findings)
    checkAddresses(machines, &findings)
    checkZones(machines, &findings)
    checkControlPlanes(machines, in: spec, &findings)
    checkHosts(machines, in: spec, &findings)
  }

  private static func checkNames(_ machines: [Located<InventoryMachineV1>], _ findings: inout Findings) {
    var lines: [String: Int] = [:]
    for case .value(let name, let place) in machines.map(\.value.name) {
      if let line = lines.updateValue(place.line, forKey: name) {
        findings.add("the name \(name) is taken by the machine on line \(line)", expected: "another name", at: place)
      }
    }
  }

  private static func checkAddresses(_ machines: [Located<InventoryMachineV1>], _ findings: inout Findings) {
    var lines: [IPAddress: Int] = [:]
    for case .value(let text, let place) in machines.map(\.value.address) {
      guard let address = IPAddress(text) else { continue }
      if let line = lines.updateValue(place.line, forKey: address) {
        findings.add(
          "the address \(text) is taken by the machine on line \(line)", expected: "another address", at: place)
      }
    }
  }

  private static func checkZones(_ machines: [Located<InventoryMachineV1>], _ findings: inout Findings) {
    for machine in machines.map(\.value) {
      guard case .value(ClusterSpec.edge, let place) = machine.zone, let role = machine.role.value,
        role != .loadBalancer
      else { continue }
      findings.add("edge is where load balancers stand, outside the zones", expected: "another name", at: place)
    }
  }

  /// Clients have to know where the API is.
  private static func checkControlPlanes(
    _ machines: [Located<InventoryMachineV1>], in spec: InventorySpecV1, _ findings: inout Findings
  ) {
    let roles = machines.map(\.value.role)
    guard !roles.contains(where: { $0.value == nil }), let place = spec.machines.place else { return }
    let controlPlanes = roles.count { $0.value == .controlPlane }
    let balancers = roles.count { $0.value == .loadBalancer }
    if controlPlanes == 0 {
      findings.add("no machine is a control plane", expected: "role: control-plane", at: place)
    } else if case .absent = spec.api {
      if balancers > 1 {
        findings.add(
          "\(balancers) load balancers, and no address that they share", expected: "api: https://ADDRESS:6443",
          at: place)
      } else if controlPlanes > 1, balancers == 0 {
        findings.add(
          "\(controlPlanes) control planes, and neither a load balancer nor an address that leads to them",
          expected: "api: https://ADDRESS:6443, or a machine with role: load-balancer", at: place)
      }
    }
  }
}

// MARK: Ways

extension InventoryRules {
  /// Two names for one machine would break it twice.
  private static func checkHosts(
    _ machines: [Located<InventoryMachineV1>], in spec: InventorySpecV1, _ findings: inout Findings
  ) {
    let ways = machines.compactMap { Way($0, in: spec) }
    var taken: [Way.End: Way] = [:]
    for way in ways {
      // One address for two machines is a problem already.
      guard let other = taken.updateValue(way, forKey: way.end), other.address != way.address else { continue }
      findings.add(
        "ssh leads to \(other.name), on line \(other.place.line)", expected: "a host or port of its own", at: way.place)
    }
    checkJumps(ways, &findings)
  }

  private static func checkJumps(_ ways: [Way], _ findings: inout Findings) {
    var warned: Set<Place> = []
    for way in ways {
      guard let jump = way.end.jump, let place = way.jumpPlace else { continue }
      if jump.host == way.end.host, jump.port ?? 22 == way.end.port ?? 22 {
        findings.add("the way to \(way.name) leads through itself", expected: "another machine, or none", at: place)
      } else if let other = ways.first(where: { $0.isReached(as: jump.host) }), warned.insert(place).inserted {
        findings.warn(
          "the way to other machines leads through \(other.name), which drills can break",
          expected: "a machine outside the cluster", at: place)
      }
    }
  }

  /// How ssh reaches one machine.
  private struct Way {
    struct End: Hashable {
      var host: String
      var port: Int?
      var jump: SSHJump?
    }

    var name: String
    var address: String
    var end: End
    var place: Place
    var jumpPlace: Place?

    /// nil when something about it was written wrongly.
    init?(_ machine: Located<InventoryMachineV1>, in spec: InventorySpecV1) {
      guard let name = machine.value.name.value, let address = machine.value.address.value,
        let own = machine.value.ssh.or(SSHV1()), let defaults = spec.ssh.or(SSHV1())
      else { return nil }
      let ssh = own.over(defaults)
      guard let host = ssh.host.or(address), !ssh.port.isWrong, !ssh.jump.isWrong else { return nil }
      (self.name, self.address) = (name, address)
      end = End(host: host, port: ssh.port.value, jump: ssh.jump.value.flatMap(SSHV1.jump))
      place = ssh.host.place ?? machine.place
      jumpPlace = ssh.jump.place
    }

    func isReached(as host: String) -> Bool { [name, address, end.host].contains(host) }
  }
}
