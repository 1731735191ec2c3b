import Model

/// Who switches a machine on and off, or what all of them have in common.
struct PowerV1: Sendable {
  /// Nobody does; a default does not hold either.
  var isNone = false
  var ec2 = Written<EC2V1>.absent
  var gce = Written<GCEV1>.absent
  var exec = Written<ExecV1>.absent
}

struct EC2V1: Sendable {
  var region = Written<String>.absent
  var instance = Written<String>.absent
  var tag = Written<TagV1>.absent
  var endpoint = Written<String>.absent
}

struct TagV1: Sendable {
  var name = Written<String>.absent
  var value = Written<String>.absent
}

struct GCEV1: Sendable {
  var project = Written<String>.absent
  var zone = Written<String>.absent
  var name = Written<String>.absent
  var endpoint = Written<String>.absent
}

struct ExecV1: Sendable {
  var state = Written<[Located<String>]>.absent
  var stateWhenOn = Written<String>.absent
  var powerOn = Written<[Located<String>]>.absent
  var powerOff = Written<[Located<String>]>.absent
  var shutDown = Written<[Located<String>]>.absent
}

// MARK: Formats

extension PowerV1 {
  static let defaults = oneKind
  static let own = Format.either(single: .word("power", of: [("none", PowerV1(isNone: true))]), whole: oneKind)

  private static let fields: [Field<PowerV1>] = [
    Field("ec2", \.ec2, EC2V1.format, "An instance at AWS."),
    Field("gce", \.gce, GCEV1.format, "An instance at Google Cloud."),
    Field("exec", \.exec, ExecV1.format, "Commands that run where Firedrill runs."),
  ]

  /// The kinds that were written, rightly or wrongly.
  private var kinds: [String] {
    [("ec2", ec2.isThere), ("gce", gce.isThere), ("exec", exec.isThere)].filter { $0.1 }.map { $0.0 }
  }

  private static let oneKind: Format<PowerV1> = {
    let keys = fields.map(\.key)
    var format = Format.map("power", PowerV1(), fields)
    format.schema = format.schema.adding(["oneOf": .list(keys.map { Json.object(["required": .words([$0])]) })])
    let read = format.read
    format.read = { yaml, findings in
      let before = findings.count
      let power = read(yaml, &findings)
      if let power, power.kinds.count != 1, findings.count == before {
        let found = power.kinds.joined(separator: " and ")
        findings.add(
          found.isEmpty ? "power without a kind" : "more than one kind of power: \(found)",
          expected: "exactly one of \(Words.list(keys))", at: yaml.place)
        return nil
      }
      return power
    }
    return format
  }()
}

extension EC2V1 {
  static let format = Format.map(
    "ec2", EC2V1(),
    [
      Field("region", \.region, .label("region", such: "eu-central-1"), "The instance's region."),
      Field("instance", \.instance, .instanceID, "The instance's id; it changes when a group makes another one."),
      Field("tag", \.tag, TagV1.format, "The instance that has this tag now."),
      Field("endpoint", \.endpoint, .endpoint, "The API's address, in place of the region's own."),
    ])
}

extension TagV1 {
  static let format = Format.map(
    "tag", TagV1(),
    [
      Field("name", \.name, .tag(atMost: 128), isRequired: true, "The tag's name."),
      Field("value", \.value, .tag(atMost: 256), "The tag's value; the machine's name by default."),
    ])
}

extension GCEV1 {
  static let format = Format.map(
    "gce", GCEV1(),
    [
      Field("project", \.project, .project, "The project's id."),
      Field("zone", \.zone, .label("zone", such: "europe-west3-a"), "The instance's zone."),
      Field("name", \.name, .label("instance", such: "cp-1"), "The instance's name; the machine's by default."),
      Field("endpoint", \.endpoint, .endpoint, "The API's address, in place of Google's."),
    ])
}

extension ExecV1 {
  static let format = Format.map(
    "exec", ExecV1(),
    [
      Field("state", \.state, arguments, "Prints the machine's state; $NAME in an argument is the machine's name."),
      Field("stateWhenOn", \.stateWhenOn, .line, "The machine is on when what state printed holds this."),
      Field("powerOn", \.powerOn, arguments, "Switches it on."),
      Field("powerOff", \.powerOff, arguments, "Cuts the power."),
      Field("shutDown", \.shutDown, arguments, "Asks the system to shut down; where it is missing there is no way to."),
    ])

  private static let arguments = Format<String>.argument.list("arguments", atMost: 1000)
    .map { arguments, place, findings in
      guard let name = arguments.first?.value, name.isEmpty || name.hasPrefix("-") else { return arguments }
      findings.add("a command without a name", expected: "the program to run first", at: place)
      return nil
    }
}
