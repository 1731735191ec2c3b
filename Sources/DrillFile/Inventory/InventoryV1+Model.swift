import Model

extension InventoryV1 {
  /// Adds what defaults and machines lack together.
  ///
  /// - Returns: nil when something is wrong; that is a problem already.
  func inventory(_ folders: InventoryFolders, _ findings: inout Findings) -> Inventory? {
    guard let spec = spec.value, let machines = spec.machines.value else { return nil }
    var seen: [PowerSpec: String] = [:]
    let built = machines.map { machine in
      let result = machine.value.machine(in: spec, at: machine.place, folders, &findings)
      if let result, let power = result.power {
        if let other = seen[power] {
          findings.add(
            "\(result.name) is switched on and off as \(other) is", expected: "a power of its own",
            at: machine.value.power.place ?? machine.place)
        }
        seen[power] = result.name
      }
      return result
    }
    guard let name = metadata.value?.name.value, !built.contains(where: { $0 == nil }) else { return nil }
    let inventory = Inventory(name: name, api: spec.api.value, machines: built.compactMap(\.self))
    return inventory.withEntrance
  }
}

extension InventoryMachineV1 {
  fileprivate func machine(
    in spec: InventorySpecV1, at place: Place, _ folders: InventoryFolders, _ findings: inout Findings
  ) -> Inventory.Machine? {
    guard let name = name.value, let role = role.value, let zone = standingZone, let address = address.value,
      let own = ssh.or(SSHV1()), let defaults = spec.ssh.or(SSHV1()), let whenGone = whenGone.or(.stays)
    else { return nil }
    let before = findings.count
    let way = own.over(defaults).target(address: address, folders, &findings)
    let power = powerSpec(in: spec, of: name, at: place, folders, &findings)
    guard let target = way, findings.count == before else { return nil }
    return Inventory.Machine(
      name: name, role: role, zone: zone, address: address, ssh: target, power: power, whenGone: whenGone)
  }

  /// Its own, completed by the default of the same kind; or the default.
  private func powerSpec(
    in spec: InventorySpecV1, of name: String, at place: Place, _ folders: InventoryFolders,
    _ findings: inout Findings
  ) -> PowerSpec? {
    guard let own = power.or(PowerV1()), let defaults = spec.power.or(PowerV1()) else { return nil }
    let whole = power.isThere ? own.over(defaults) : defaults
    return whole.spec(PowerContext(machine: name, place: power.place ?? place, folders: folders), &findings)
  }
}

extension Inventory {
  /// With the API's address where only one machine can be its entrance.
  fileprivate var withEntrance: Inventory {
    let balancers = machines.filter { $0.role == .loadBalancer }
    let controlPlanes = machines.filter { $0.role == .controlPlane }
    let entrances = balancers.isEmpty ? controlPlanes : balancers
    guard api == nil, entrances.count == 1, let entrance = entrances.first else { return self }
    var complete = self
    let isVersion6 = IPAddress(entrance.address)?.isVersion6 == true
    complete.api = "https://\(isVersion6 ? "[\(entrance.address)]" : entrance.address):6443"
    return complete
  }
}
