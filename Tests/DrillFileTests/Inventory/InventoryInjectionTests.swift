import DrillFile
import Model
import Testing

/// Text that is an option, a command or a way out, in every field that reaches ssh, a cloud's API or a path.
struct InventoryInjectionTests {
  @Test(arguments: Field.all)
  func whatIsNoNameIsRefused(field: Field) {
    for text in Self.hostile + (field.isPath ? [] : Self.hostileNames) {
      let loaded = InventoryLoader.parse(text: field.file(Self.quoted(text)), file: "f", folder: "/i", home: "/h")
      #expect(loaded.inventory == nil, "\(field) took \(text.debugDescription)")
      #expect(loaded.problems.contains { $0.path == field.path }, "\(field): \(text.debugDescription)")
      #expect(loaded.problems.allSatisfy { !$0.description.contains("\n") && !$0.description.contains("\0") })
    }
    let loaded = InventoryLoader.parse(text: field.file(field.good), file: "f", folder: "/i", home: "/h")
    #expect(loaded.problems.map(\.description) == [], "so it was the text that was refused")
  }

  /// Commands are the owner's own, and get what stands there as it is: no shell reads them.
  @Test func argumentsOfPowerCommandsStayWords() throws {
    let words = ["; id", "$(id)", "`id`", "a\nb", "-x", "../x", "'"]
    let list = (["\"virsh\""] + words.map(Self.quoted)).joined(separator: ", ")
    let power = "{state: [\(list)], stateWhenOn: running, powerOn: [a], powerOff: [b]}"
    let text = InventoryFlaw.file("power: {exec: \(power)}")
    let loaded = InventoryLoader.parse(text: text, file: "f", folder: "/i", home: "/h")
    let inventory = try #require(loaded.inventory, "\(loaded.problems)")
    guard case .exec(let exec) = inventory.machines[0].power else { return #expect(Bool(false), "\(inventory)") }
    #expect(exec.state == ["virsh"] + words)
    let cut = InventoryFlaw.file("power: {exec: {state: [a, \(Self.quoted("b\0c"))]}}")
    #expect(InventoryLoader.parse(text: cut, file: "f", folder: "/i", home: "/h").inventory == nil)
  }

  private static let hostile = [
    "", " ", "-", "-oProxyCommand=touch x", "a;b", "a b", "$(id)", "`id`", "a\nb", "a\r\nb", "a\0", "a'b", "a\"b",
    "a\\b", "a|b", "a&b", "a>b", "a*b", "%h", "${HOME}", "a#b", "'\u{301}", "a\u{202E}b", "https://h;id",
    "https://u:p@h/", "~",
  ]

  /// A path may lead anywhere; a name leads nowhere.
  private static let hostileNames = ["../x", "..", "a/b", "/etc/passwd", "%2e%2e", "a@b@c", "x,y", "a..b"]

  /// As YAML reads it back.
  private static func quoted(_ text: String) -> String {
    let escaped = text.unicodeScalars.map { scalar -> String in
      switch scalar {
      case "\"", "\\": "\\" + String(scalar)
      case " "..."~": String(scalar)
      default: "\\U" + String(String(UInt64(1) << 32 + UInt64(scalar.value), radix: 16).dropFirst())
      }
    }
    return "\"" + escaped.joined() + "\""
  }
}

extension InventoryInjectionTests {
  /// A field of an inventory.
  struct Field: Sendable, CustomTestStringConvertible {
    var path: String
    var good: String
    /// With `VALUE` in its place.
    var text: String
    var isPath = false

    var testDescription: String { path }

    func file(_ value: String) -> String { text.replacing("VALUE", with: value) }
  }
}

extension InventoryInjectionTests.Field {
  static let all = [
    Self(path: "metadata.name", good: "prod", text: InventoryFlaw.file("").replacing("prod", with: "VALUE")),
    spec("api", "https://h:6443", "api: VALUE"),
    spec("ssh.user", "admin", "ssh: {user: VALUE}"),
    spec("ssh.identityFile", "../id", "ssh: {identityFile: VALUE}", isPath: true),
    spec("ssh.knownHosts", "~/hosts", "ssh: {knownHosts: VALUE}", isPath: true),
    spec("ssh.jump", "u@h:22", "ssh: {jump: VALUE}"),
    machine("name", "cp-1", "{name: VALUE, role: control-plane, address: 10.0.0.11}"),
    machine("role", "control-plane", "{name: cp-1, role: VALUE, address: 10.0.0.11}"),
    machine("address", "10.0.0.11", "{name: cp-1, role: control-plane, address: VALUE}"),
    more("zone", "a", "zone: VALUE"),
    more("ssh.host", "h", "ssh: {host: VALUE}"),
    more("ssh.user", "u", "ssh: {user: VALUE}"),
    more("ssh.identityFile", "id", "ssh: {identityFile: VALUE}", isPath: true),
    more("ssh.knownHosts", "hosts", "ssh: {knownHosts: VALUE}", isPath: true),
    more("ssh.jump", "none", "ssh: {jump: VALUE}"),
    more("power.ec2.region", "eu-central-1", "power: {ec2: {region: VALUE, instance: i-0123456789abcdef0}}"),
    more("power.ec2.instance", "i-0123456789abcdef0", "power: {ec2: {region: r, instance: VALUE}}"),
    more(
      "power.ec2.endpoint", "http://h:1/x",
      "power: {ec2: {region: r, instance: i-0123456789abcdef0, endpoint: VALUE}}"),
    more("power.gce.project", "p", "power: {gce: {project: VALUE, zone: z}}"),
    more("power.gce.zone", "z", "power: {gce: {project: p, zone: VALUE}}"),
    more("power.gce.name", "n", "power: {gce: {project: p, zone: z, name: VALUE}}"),
    more("power.gce.endpoint", "https://h", "power: {gce: {project: p, zone: z, endpoint: VALUE}}"),
  ]

  private static func spec(_ path: String, _ good: String, _ text: String, isPath: Bool = false) -> Self {
    Self(path: "spec.\(path)", good: good, text: InventoryFlaw.file(text), isPath: isPath)
  }

  private static func machine(_ path: String, _ good: String, _ text: String, isPath: Bool = false) -> Self {
    Self(
      path: "spec.machines[0].\(path)", good: good, text: InventoryFlaw.file("machines: [\(text)]"), isPath: isPath)
  }

  private static func more(_ path: String, _ good: String, _ text: String, isPath: Bool = false) -> Self {
    machine(path, good, "{name: cp-1, role: control-plane, address: 10.0.0.11, \(text)}", isPath: isPath)
  }
}
