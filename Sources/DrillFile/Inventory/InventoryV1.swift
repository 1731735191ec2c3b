import Model

/// An inventory as version 1 of the file format writes it.
struct InventoryV1: Sendable {
  var apiVersion = Written<String>.absent
  var kind = Written<String>.absent
  var metadata = Written<InventoryMetadataV1>.absent
  var spec = Written<InventorySpecV1>.absent
}

extension InventoryV1 {
  /// What tells whether the rest can be understood.
  static let header: [Field<InventoryV1>] = [
    Field(
      "apiVersion", \.apiVersion, .word("apiVersion", of: [(DrillV1.version, DrillV1.version)]), isRequired: true,
      "The version of this file format."),
    Field("kind", \.kind, .word("kind", of: [("Inventory", "Inventory")]), isRequired: true, "What this document is."),
  ]

  static let format = Format.map(
    "the inventory", InventoryV1(),
    header + [
      Field("metadata", \.metadata, InventoryMetadataV1.format, isRequired: true, "The inventory's name."),
      Field("spec", \.spec, InventorySpecV1.format, isRequired: true, "The machines, and the ways to them."),
    ])
}

struct InventoryMetadataV1: Sendable {
  var name = Written<String>.absent

  static let format = Format.map(
    "metadata", InventoryMetadataV1(),
    [Field("name", \.name, .name("inventory's name"), isRequired: true, "What reports call the cluster.")])
}

struct InventorySpecV1: Sendable {
  var api = Written<String>.absent
  var ssh = Written<SSHV1>.absent
  var power = Written<PowerV1>.absent
  var machines = Written<[Located<InventoryMachineV1>]>.absent
}

extension InventorySpecV1 {
  static let format = Format.map(
    "spec", InventorySpecV1(),
    [
      Field(
        "api", \.api, .apiURL,
        "The API's address as clients reach it; port 6443 of the only load balancer or control plane by default."),
      Field("ssh", \.ssh, SSHV1.defaults, "What holds for every machine that says nothing else about it."),
      Field("power", \.power, PowerV1.defaults, "What holds for every machine that says nothing else about it."),
      Field(
        "machines", \.machines, InventoryMachineV1.format.list("machines", atMost: 1000), isRequired: true,
        "Control planes, workers and load balancers."),
    ])
}

struct InventoryMachineV1: Sendable {
  var name = Written<String>.absent
  var role = Written<Inventory.Role>.absent
  var zone = Written<ZoneName>.absent
  var address = Written<String>.absent
  var ssh = Written<SSHV1>.absent
  var power = Written<PowerV1>.absent
  var whenGone = Written<Inventory.WhenGone>.absent
}

extension InventoryMachineV1 {
  static let format = Format.map(
    "the machine", InventoryMachineV1(),
    [
      Field(
        "name", \.name, .nodeName, isRequired: true, "The node's name in Kubernetes; a load balancer's is its own."),
      Field("role", \.role, .word("role"), isRequired: true, "What the machine is."),
      Field(
        "zone", \.zone, TargetV1.zone,
        "Its failure domain; load balancers stand outside the zones where nothing is said.",
        fallback: .text(defaultZone.rawValue)),
      Field("address", \.address, .ipAddress, isRequired: true, "Its IP address in the cluster's network."),
      Field("ssh", \.ssh, SSHV1.own, "The way onto it."),
      Field("power", \.power, PowerV1.own, "Who switches it on and off, or none."),
      Field(
        "whenGone", \.whenGone, .word("fate"),
        "Whether its group makes it anew when it was removed, so that a drill can wait for that.",
        fallback: .text(Inventory.WhenGone.stays.rawValue)),
    ])

  static let defaultZone = ClusterSpec().zones.first ?? ZoneName("a")

  /// nil when it was written wrongly.
  var standingZone: ZoneName? { zone.or(role.value == .loadBalancer ? ClusterSpec.edge : Self.defaultZone) }
}
