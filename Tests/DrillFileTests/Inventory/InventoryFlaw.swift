import Testing

/// The spec of an inventory with one flaw, and the exact messages that name it. The spec's first line is line 5.
struct InventoryFlaw: Sendable, CustomTestStringConvertible {
  /// Whether the JSON Schema can see it too, or only the rules.
  enum Kind: Sendable { case shape, rule }

  var kind: Kind
  var spec: String
  /// Without the file's name.
  var messages: [String]

  var testDescription: String { spec.replacing("\n", with: " · ") }

  static func shape(_ spec: String, _ messages: String...) -> InventoryFlaw {
    InventoryFlaw(kind: .shape, spec: spec, messages: messages)
  }
  static func rule(_ spec: String, _ messages: String...) -> InventoryFlaw {
    InventoryFlaw(kind: .rule, spec: spec, messages: messages)
  }

  /// The whole file. A spec that says nothing about machines gets one.
  var file: String { Self.file(spec) }

  static func file(_ spec: String) -> String {
    let one = "  machines: [{name: cp-1, role: control-plane, address: 10.0.0.11}]"
    let lines = spec.split(separator: "\n").map { "  \($0)" } + (spec.contains("machines") ? [] : [one])
    return (["apiVersion: firedrill.dev/v1", "kind: Inventory", "metadata: {name: prod}", "spec:"] + lines)
      .joined(separator: "\n") + "\n"
  }

  static let all = ofMachines + ofWays + ofPower + ofClusters
}

extension InventoryFlaw {
  static let ofMachines: [InventoryFlaw] = [
    .shape("machines: []", "5:13: machines is empty; expected a list of machines, at least one"),
    .shape(
      "machines: [{name: cp-1, role: control-plane}]",
      "5:14: the machine has no address; expected address: an IP address such as 10.0.0.11"),
    .shape(
      "machines: [{name: Cp_1, role: control-plane, address: 10.0.0.11}]",
      #"5:21: "Cp_1" is no node's name; expected lower-case letters, digits, dashes and dots, such as cp-1"#),
    .shape(
      "machines: [{name: CP-1, role: control-plane, address: 10.0.0.11}]",
      #"5:21: "CP-1" is no node's name; expected lower-case letters, digits, dashes and dots, such as cp-1; did you mean "cp-1"?"#
    ),
    .shape(
      "machines: [{name: cp-1, role: master, address: 10.0.0.11}]",
      #"5:33: unknown role "master"; expected one of control-plane, worker, load-balancer"#),
    .shape(
      "machines: [{name: cp-1, role: controlplane, address: 10.0.0.11}]",
      #"5:33: unknown role "controlplane"; expected one of control-plane, worker, load-balancer; did you mean "control-plane"?"#
    ),
    .shape(
      "machines: [{name: cp-1, role: control-plane, address: cp-1}]",
      #"5:57: "cp-1" is no IP address; expected an IP address such as 10.0.0.11"#),
    .rule(
      "machines: [{name: cp-1, role: control-plane, address: 10.0.0.256}]",
      #"5:57: "10.0.0.256" is no IP address; expected an IP address such as 10.0.0.11"#),
    .rule(
      "machines: [{name: cp-1, role: control-plane, address: 10.0.0.011}]",
      #"5:57: "10.0.0.011" is no IP address; expected an IP address such as 10.0.0.11"#),
    .shape(
      "machines: [{name: cp-1, role: control-plane, address: 10.0.0.11, sshd: {}}]",
      #"5:68: unknown key "sshd" in the machine; expected one of name, role, zone, address, ssh, power, whenGone; did you mean "ssh"?"#
    ),
    .rule(
      "machines: [{name: cp-1, role: control-plane, zone: edge, address: 10.0.0.11}]",
      "5:54: edge is where load balancers stand, outside the zones; expected another name"),
  ]

  static let ofWays: [InventoryFlaw] = [
    .shape(
      "api: http://10.0.0.10:6443",
      #"5:8: "http://10.0.0.10:6443" is no such address; expected an address such as https://10.0.0.10:6443"#),
    .shape(
      "api: 10.0.0.10:6443",
      #"5:8: "10.0.0.10:6443" is no such address; expected an address such as https://10.0.0.10:6443; did you mean "https://10.0.0.10:6443"?"#
    ),
    .shape(
      "api: https://10.0.0.10:6443/",
      #"5:8: "https://10.0.0.10:6443/" is no such address; expected an address such as https://10.0.0.10:6443; did you mean "https://10.0.0.10:6443"?"#
    ),
    .rule(
      "api: https://10.0.0.10:66443",
      #"5:8: "https://10.0.0.10:66443" is no such address; expected an address such as https://10.0.0.10:6443"#),
    .shape(
      "ssh: {port: 0}",
      "5:15: 0 is out of range; expected a whole number from 1 to 65535"),
    .shape(
      "ssh: {host: h}",
      #"5:9: unknown key "host" in ssh; expected one of user, port, identityFile, knownHosts, jump"#),
    .shape(
      #"ssh: {user: "a b"}"#,
      #"5:15: "a b" is no user; expected a user's name: letters, digits, dashes, dots and underscores"#),
    .rule(
      #"ssh: {identityFile: "my key"}"#,
      #"5:23: "my key" is no path that ssh can take; expected a path of letters, digits and /._+@=,-; ~/ is the home folder"#
    ),
    .shape(
      "ssh: {jump: \"-oProxyCommand=x\"}",
      #"5:15: "-oProxyCommand=x" is no such machine; expected a machine to go through, such as admin@bastion.example.com:22, or none"#
    ),
    .rule(
      "ssh: {jump: 10.0.0.11}",
      "5:15: the way to cp-1 leads through itself; expected another machine, or none"),
  ]

  static let ofPower: [InventoryFlaw] = [
    .shape("power: {}", "5:10: power without a kind; expected exactly one of ec2, gce, exec"),
    .shape(
      "power: {ec2: {}, gce: {}}",
      "5:10: more than one kind of power: ec2 and gce; expected exactly one of ec2, gce, exec"),
    .shape(
      "power: {ec2: {region: eu-central-1, instance: vm-1}}",
      #"5:49: "vm-1" is no instance's id; expected an instance's id such as i-0123456789abcdef0"#),
    .rule(
      "power: {ec2: {instance: i-0123456789abcdef0}}",
      "6:14: the ec2 power of cp-1 has no region; expected region: eu-central-1"),
    .rule(
      "power: {ec2: {region: eu-central-1}}",
      "6:14: the ec2 power of cp-1 has no instance; expected instance: i-0123456789abcdef0, or tag: {name: Name}"),
    .rule(
      "power: {gce: {}}",
      "6:14: the gce power of cp-1 has no project; expected project: my-project",
      "6:14: the gce power of cp-1 has no zone; expected zone: europe-west3-a"),
    .rule(
      "power: {exec: {state: [virsh, domstate, $NAME], stateWhenOn: running, powerOn: [virsh, start, $NAME]}}",
      "6:14: the exec power of cp-1 has no powerOff; expected powerOff: a list of arguments"),
    .rule(
      "power: {exec: {powerOff: [\"-f\"]}}",
      "5:28: a command without a name; expected the program to run first",
      "6:14: the exec power of cp-1 has no state; expected state: a list of arguments",
      "6:14: the exec power of cp-1 has no powerOn; expected powerOn: a list of arguments",
      "6:14: the exec power of cp-1 has no stateWhenOn; expected stateWhenOn: running"),
    .rule(
      """
      power: {ec2: {region: eu-central-1, instance: i-0123456789abcdef0}}
      api: https://10.0.0.10:6443
      machines:
        - {name: cp-1, role: control-plane, address: 10.0.0.11}
        - {name: cp-2, role: control-plane, address: 10.0.0.12}
      """, "9:7: cp-2 is switched on and off as cp-1 is; expected a power of its own"),
  ]

  static let ofClusters: [InventoryFlaw] = [
    .rule(
      "machines: [{name: w-1, role: worker, address: 10.0.0.21}]",
      "5:13: no machine is a control plane; expected role: control-plane"),
    .rule(
      """
      machines:
        - {name: cp-1, role: control-plane, address: 10.0.0.11}
        - {name: cp-2, role: control-plane, address: 10.0.0.12}
      """,
      "6:5: 2 control planes, and neither a load balancer nor an address that leads to them; expected api: https://ADDRESS:6443, or a machine with role: load-balancer"
    ),
    .rule(
      """
      machines:
        - {name: cp-1, role: control-plane, address: 10.0.0.11}
        - {name: lb-1, role: load-balancer, address: 10.0.0.2}
        - {name: lb-2, role: load-balancer, address: 10.0.0.3}
      """, "6:5: 2 load balancers, and no address that they share; expected api: https://ADDRESS:6443"),
    .rule(
      """
      api: https://10.0.0.10:6443
      machines:
        - {name: cp-1, role: control-plane, address: 10.0.0.11}
        - {name: cp-1, role: control-plane, address: 10.0.0.12}
      """, "8:14: the name cp-1 is taken by the machine on line 7; expected another name"),
    .rule(
      """
      api: https://10.0.0.10:6443
      machines:
        - {name: cp-1, role: control-plane, address: 'fd00::1'}
        - {name: cp-2, role: control-plane, address: 'fd00:0::1'}
      """, "8:50: the address fd00:0::1 is taken by the machine on line 7; expected another address"),
    .rule(
      """
      api: https://10.0.0.10:6443
      machines:
        - {name: cp-1, role: control-plane, address: 10.0.0.11}
        - {name: cp-2, role: control-plane, address: 10.0.0.12, ssh: {host: 10.0.0.11}}
      """, "8:73: ssh leads to cp-1, on line 7; expected a host or port of its own"),
  ]
}
