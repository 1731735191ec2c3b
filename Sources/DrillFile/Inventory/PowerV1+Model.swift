import Model

/// The machine that is switched, for messages and names.
struct PowerContext {
  var machine: String
  var place: Place
  var folders: InventoryFolders

  func lacks(_ what: String, of kind: String, expected: String, _ findings: inout Findings) {
    findings.add("the \(kind) power of \(machine) has no \(what)", expected: expected, at: place)
  }
}

extension PowerV1 {
  /// What is not said here is what `defaults` says, where they are of the same kind.
  func over(_ defaults: PowerV1) -> PowerV1 {
    guard !isNone else { return self }
    var whole = self
    if case .value(let own, let place) = ec2, let other = defaults.ec2.value {
      whole.ec2 = .value(own.over(other), at: place)
    }
    if case .value(let own, let place) = gce, let other = defaults.gce.value {
      whole.gce = .value(own.over(other), at: place)
    }
    if case .value(let own, let place) = exec, let other = defaults.exec.value {
      whole.exec = .value(own.over(other), at: place)
    }
    return whole
  }

  /// nil where nobody switches the machine, and where something was written wrongly or is missing: a problem then.
  func spec(_ context: PowerContext, _ findings: inout Findings) -> PowerSpec? {
    if let ec2 = ec2.value { return ec2.power(context, &findings).map(PowerSpec.ec2) }
    if let gce = gce.value { return gce.power(context, &findings).map(PowerSpec.gce) }
    return exec.value.flatMap { $0.power(context, &findings).map(PowerSpec.exec) }
  }
}

extension EC2V1 {
  /// An instance of one's own takes the place of the default's tag, and the other way round.
  fileprivate func over(_ defaults: EC2V1) -> EC2V1 {
    let isNamed = instance.isThere || tag.isThere
    return EC2V1(
      region: region.over(defaults.region), instance: isNamed ? instance : defaults.instance,
      tag: isNamed ? tag : defaults.tag, endpoint: endpoint.over(defaults.endpoint))
  }

  fileprivate func power(_ context: PowerContext, _ findings: inout Findings) -> EC2Instance? {
    if case .absent = region { context.lacks("region", of: "ec2", expected: "region: eu-central-1", &findings) }
    guard let selector = selector(context, &findings), let place = region.value, !endpoint.isWrong else { return nil }
    return EC2Instance(region: place, selector: selector, endpoint: endpoint.value)
  }

  private func selector(_ context: PowerContext, _ findings: inout Findings) -> EC2Instance.Selector? {
    guard !instance.isWrong, !tag.isWrong else { return nil }
    switch (instance.value, tag.value) {
    case (let id?, nil): return .id(id)
    case (nil, let tag?):
      guard let name = tag.name.value, let value = tag.value.or(context.machine) else { return nil }
      return .tag(name: name, value: value)
    case (nil, nil):
      context.lacks(
        "instance", of: "ec2", expected: "instance: i-0123456789abcdef0, or tag: {name: Name}", &findings)
      return nil
    case (_?, _?):
      findings.add("an instance and a tag at once", expected: "one of them", at: context.place)
      return nil
    }
  }
}

extension GCEV1 {
  fileprivate func over(_ defaults: GCEV1) -> GCEV1 {
    GCEV1(
      project: project.over(defaults.project), zone: zone.over(defaults.zone), name: name.over(defaults.name),
      endpoint: endpoint.over(defaults.endpoint))
  }

  fileprivate func power(_ context: PowerContext, _ findings: inout Findings) -> GCEInstance? {
    if case .absent = project { context.lacks("project", of: "gce", expected: "project: my-project", &findings) }
    if case .absent = zone { context.lacks("zone", of: "gce", expected: "zone: europe-west3-a", &findings) }
    guard let owner = project.value, let place = zone.value, let name = name.or(context.machine), !endpoint.isWrong
    else { return nil }
    return GCEInstance(project: owner, zone: place, name: name, endpoint: endpoint.value)
  }
}

extension ExecV1 {
  fileprivate func over(_ defaults: ExecV1) -> ExecV1 {
    ExecV1(
      state: state.over(defaults.state), stateWhenOn: stateWhenOn.over(defaults.stateWhenOn),
      powerOn: powerOn.over(defaults.powerOn), powerOff: powerOff.over(defaults.powerOff),
      shutDown: shutDown.over(defaults.shutDown))
  }

  fileprivate func power(_ context: PowerContext, _ findings: inout Findings) -> ExecPower? {
    let needed = [("state", state), ("powerOn", powerOn), ("powerOff", powerOff)]
    for (key, command) in needed where !command.isThere {
      context.lacks(key, of: "exec", expected: "\(key): a list of arguments", &findings)
    }
    if case .absent = stateWhenOn {
      context.lacks("stateWhenOn", of: "exec", expected: "stateWhenOn: running", &findings)
    }
    guard let look = state.value, let on = powerOn.value, let off = powerOff.value, let word = stateWhenOn.value,
      !shutDown.isWrong
    else { return nil }
    let commands = [look, on, off, shutDown.value ?? []].map { vector($0, context, &findings) }
    return ExecPower(
      state: commands[0], stateWhenOn: word, powerOn: commands[1], powerOff: commands[2],
      shutDown: shutDown.value == nil ? nil : commands[3])
  }

  /// With the machine's name where `$NAME` stands, and the program's place.
  private func vector(
    _ arguments: [Located<String>], _ context: PowerContext, _ findings: inout Findings
  ) -> [String] {
    var words = arguments.map { $0.value.replacing("$NAME", with: context.machine) }
    guard let first = arguments.first, let name = words.first else { return [] }
    if let program = context.folders.program(name) {
      words[0] = program
    } else {
      findings.add(
        "there is no home folder: HOME is not set", expected: "the program's absolute path", at: first.place)
    }
    return words
  }
}
