import Foundation
import Model
import Testing

@testable import DrillFile

/// What is read from an inventory, and what is said about one that is wrong.
struct InventoryTests {
  private func parse(_ text: String, home: String? = "/home/me") -> LoadedInventory {
    InventoryLoader.parse(text: text, file: "f", folder: "/inventories", home: home)
  }

  @Test(arguments: InventoryFlaw.all)
  func aFlawIsNamedWithItsPlaceAndWhatWasExpected(flaw: InventoryFlaw) {
    let loaded = parse(flaw.file)
    #expect(loaded.problems.map(\.description) == flaw.messages.map { "f:\($0)" })
    #expect(loaded.inventory == nil)
  }

  @Test(arguments: InventoryFlaw.all)
  func theSchemaSeesEveryFlawOfShapeAndNoOther(flaw: InventoryFlaw) throws {
    let errors = SchemaCheck.errors(of: try document(flaw.file), by: InventorySchema.schema)
    #expect(errors.isEmpty == (flaw.kind == .rule), "\(errors)")
  }

  @Test(arguments: [
    ("", "f: the file holds no inventory; expected apiVersion: firedrill.dev/v1"),
    ("hello", #"f:1:1: the inventory is "hello"; expected a map with apiVersion, kind, metadata, spec"#),
    ("apiVersion: firedrill.dev/v1\nkind: Drill\n", #"f:2:7: unknown kind "Drill"; expected Inventory"#),
    (InventoryFlaw.file("") + "---\na: b\n", "f:7:1: a second document; expected one inventory in a file"),
    ("a: b\0", "f:1:5: a NUL byte: this is a binary file; expected a YAML text file in UTF-8"),
  ])
  func aFileThatIsNoInventoryIsNamedAsWhatItIs(text: String, message: String) {
    #expect(parse(text).problems.map(\.description) == [message])
  }

  @Test func everyKeyArrives() throws {
    let file = Folders.testdata.appending(path: "inventory-every-key.yaml")
    let text = try Folders.text(of: file)
    let loaded = parse(text)
    #expect(loaded.problems.map(\.description) == [])
    #expect(loaded.warnings.map(\.description) == [])
    #expect(loaded.inventory == Self.everyKey)
    #expect(SchemaCheck.errors(of: try document(text), by: InventorySchema.schema) == [])
  }

  @Test func theExampleInTheDocumentationIsRight() throws {
    let page = try Folders.text(of: Folders.repository.appending(path: "docs/inventory.md"))
    let blocks = page.components(separatedBy: "```")
    let example = try #require(blocks.first { $0.hasPrefix("yaml\n") }).dropFirst("yaml\n".count)
    let loaded = parse(String(example))
    #expect(loaded.problems.map(\.description) == [])
    #expect(loaded.warnings.map(\.description) == [])
    #expect(loaded.inventory?.machines.count == 5)
  }

  @Test func whatIsNotSaidIsLeftToSSH() {
    let machine = Inventory.Machine(
      name: "cp-1", role: .controlPlane, zone: ZoneName("a"), address: "10.0.0.11", ssh: SSHTarget(host: "10.0.0.11"))
    let shortest = Inventory(name: "prod", api: "https://10.0.0.11:6443", machines: [machine])
    #expect(parse(InventoryFlaw.file("")).inventory == shortest)
  }

  @Test func theOnlyLoadBalancerIsTheEntrance() {
    let spec = """
      machines:
        - {name: cp-1, role: control-plane, address: 10.0.0.11}
        - {name: cp-2, role: control-plane, address: 10.0.0.12}
        - {name: lb-1, role: load-balancer, address: 'fd00::2'}
      """
    let inventory = parse(InventoryFlaw.file(spec)).inventory
    #expect(inventory?.api == "https://[fd00::2]:6443")
    #expect(inventory?.machines.last?.zone == ZoneName("edge"))
  }

  @Test func aJumpThroughTheClusterItselfIsDoubtful() {
    let spec = """
      ssh: {jump: admin@10.0.0.11}
      machines:
        - {name: cp-1, role: control-plane, address: 10.0.0.11, ssh: {jump: none}}
        - {name: w-1, role: worker, address: 10.0.0.21}
      """
    let loaded = parse(InventoryFlaw.file(spec))
    #expect(
      loaded.warnings.map(\.description) == [
        "f:5:15: the way to other machines leads through cp-1, which drills can break; expected a machine outside the cluster"
      ])
    #expect(loaded.inventory?.machines.map(\.ssh.jump) == [nil, "admin@10.0.0.11"])
  }

  @Test func pathsAreRelativeToTheFile() {
    func key(_ path: String, home: String? = "/home/me") -> String? {
      parse(InventoryFlaw.file("ssh: {identityFile: \(path)}"), home: home).inventory?.machines[0].ssh.identityFile
    }
    #expect(key("keys/id") == "/inventories/keys/id")
    #expect(key("./id") == "/inventories/id")
    #expect(key("../id") == "/inventories/../id")
    #expect(key("/etc/id") == "/etc/id")
    #expect(key("~/.ssh/id") == "/home/me/.ssh/id")
    #expect(key("~/.ssh/id", home: nil) == nil)
    #expect(key("~/.ssh/id", home: "/home/my self") == nil)
    let problems = parse(InventoryFlaw.file("ssh: {identityFile: ~/id}"), home: nil).problems
    #expect(
      problems.map(\.description) == [
        "f:5:23: there is no home folder: HOME is not set; expected an absolute path"
      ])
  }

  @Test func aFileIsReadFromTheDisk() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(InventoryFlaw.file("ssh: {identityFile: id}"), to: "hosts.yaml")
    let loaded = InventoryLoader.load(path: path)
    #expect(loaded.inventory?.machines.first?.ssh.identityFile == folder.path + "/id")
    let missing = InventoryLoader.load(path: folder.path + "/none.yaml")
    #expect(missing.problems.map(\.what) == ["no such file or folder"])
  }

  private func document(_ text: String) throws -> Yaml {
    var findings = Findings(file: "f")
    let values = DocumentText.split(text).flatMap { YamlComposer.compose($0, into: &findings, root: .inventory) }
    #expect(findings.count == 0)
    return try #require(values.first)
  }

  private static let everyKey: Inventory = {
    let common = SSHTarget(
      host: "", port: 2222, user: "admin", identityFile: "/inventories/keys/id_ed25519",
      knownHostsFile: "/home/me/hosts", jump: "jumper@bastion.example.com:2200")
    func ssh(_ host: String) -> SSHTarget {
      var target = common
      target.host = host
      return target
    }
    let exec = ExecPower(
      state: ["virsh", "domstate", "cp-3"], stateWhenOn: "running", powerOn: ["/inventories/power.sh", "on", "cp-3"],
      powerOff: ["virsh", "destroy", "cp-3"], shutDown: ["virsh", "shutdown", "cp-3"])
    let gce = GCEInstance(
      project: "example.com:proj-1", zone: "europe-west3-a", name: "w-1", endpoint: "http://127.0.0.1:8080/compute/v1")
    let own = SSHTarget(
      host: "lb.example.com", port: 22, user: "root", identityFile: "/etc/keys/lb", knownHostsFile: "/etc/hosts.lb")
    let second = EC2Instance.Selector.tag(name: "aws:autoscaling:groupName", value: "control planes")
    return Inventory(
      name: "prod-eu", api: "https://api.example.com:6443",
      machines: [
        Inventory.Machine(
          name: "cp-1", role: .controlPlane, zone: ZoneName("eu-central-1a"), address: "10.0.1.11",
          ssh: ssh("10.0.1.11"),
          power: .ec2(EC2Instance(region: "eu-central-1", selector: .tag(name: "Name", value: "cp-1")))),
        Inventory.Machine(
          name: "cp-2", role: .controlPlane, zone: ZoneName("eu-central-1b"), address: "10.0.2.11", ssh: ssh("cp-2"),
          power: .ec2(EC2Instance(region: "eu-west-1", selector: second, endpoint: "https://ec2.example.com")),
          whenGone: .madeAnew),
        Inventory.Machine(
          name: "cp-3", role: .controlPlane, zone: ZoneName("a"), address: "10.0.3.11", ssh: ssh("10.0.3.11"),
          power: .exec(exec)),
        Inventory.Machine(
          name: "w-1", role: .worker, zone: ZoneName("a"), address: "fd00::21", ssh: ssh("fd00::21"),
          power: .gce(gce)),
        Inventory.Machine(
          name: "lb-1", role: .loadBalancer, zone: ZoneName("edge"), address: "10.0.0.2", ssh: own, power: nil),
      ])
  }()
}
