/// A cluster that stands already, as its owner describes it: which machines there are, how to get onto them, and who
/// switches them on and off. An inventory file in memory.
public struct Inventory: Hashable, Sendable, Codable {
  public enum Role: String, Hashable, Sendable, Codable, CaseIterable {
    case controlPlane = "control-plane"
    case worker
    case loadBalancer = "load-balancer"
  }

  /// What becomes of a machine that was removed.
  public enum WhenGone: String, Hashable, Sendable, Codable, CaseIterable {
    case stays
    /// Its group makes it anew, under the same name and address; nobody here helps.
    case madeAnew = "made-anew"
  }

  public struct Machine: Hashable, Sendable, Codable {
    /// The node's name in Kubernetes; a load balancer's is its own.
    public var name: String
    public var role: Role
    public var zone: ZoneName
    /// Its IP address in the cluster's network.
    public var address: String
    public var ssh: SSHTarget
    /// nil: nobody can switch it on or off.
    public var power: PowerSpec?
    public var whenGone: WhenGone

    public init(
      name: String, role: Role, zone: ZoneName, address: String, ssh: SSHTarget, power: PowerSpec? = nil,
      whenGone: WhenGone = .stays
    ) {
      self.name = name
      self.role = role
      self.zone = zone
      self.address = address
      self.ssh = ssh
      self.power = power
      self.whenGone = whenGone
    }
  }

  public var name: String
  /// Base URL of the API as clients reach it; nil: that of the only control plane.
  public var api: String?
  public var machines: [Machine]

  public init(name: String, api: String? = nil, machines: [Machine]) {
    self.name = name
    self.api = api
    self.machines = machines
  }
}

/// Where and as whom OpenSSH logs in. Whatever is nil is the user's own configuration's to say.
public struct SSHTarget: Hashable, Sendable, Codable {
  public var host: String
  public var port: Int?
  public var user: String?
  /// Path of a private key.
  public var identityFile: String?
  /// Path of a file of known host keys; an unknown key is always refused.
  public var knownHostsFile: String?
  /// `user@host:port` of a machine to go through.
  public var jump: String?

  public init(
    host: String, port: Int? = nil, user: String? = nil, identityFile: String? = nil, knownHostsFile: String? = nil,
    jump: String? = nil
  ) {
    self.host = host
    self.port = port
    self.user = user
    self.identityFile = identityFile
    self.knownHostsFile = knownHostsFile
    self.jump = jump
  }
}

/// Who switches a machine on and off.
public enum PowerSpec: Hashable, Sendable, Codable {
  case ec2(EC2Instance)
  case gce(GCEInstance)
  case exec(ExecPower)
}

public struct EC2Instance: Hashable, Sendable, Codable {
  public enum Selector: Hashable, Sendable, Codable {
    case id(String)
    /// The instance that has this tag now, also one that a group made in place of another.
    case tag(name: String, value: String)
  }

  public var region: String
  public var selector: Selector
  /// Base URL of the API, in place of the region's own.
  public var endpoint: String?

  public init(region: String, selector: Selector, endpoint: String? = nil) {
    self.region = region
    self.selector = selector
    self.endpoint = endpoint
  }
}

public struct GCEInstance: Hashable, Sendable, Codable {
  public var project: String
  public var zone: String
  public var name: String
  /// Base URL of the API, in place of Google's.
  public var endpoint: String?

  public init(project: String, zone: String, name: String, endpoint: String? = nil) {
    self.project = project
    self.zone = zone
    self.name = name
    self.endpoint = endpoint
  }
}

/// Commands on the harness's own machine, each an argument vector.
public struct ExecPower: Hashable, Sendable, Codable {
  /// Prints the state.
  public var state: [String]
  /// The machine is on when what `state` printed holds this.
  public var stateWhenOn: String
  public var powerOn: [String]
  /// Cuts the power.
  public var powerOff: [String]
  /// Asks the system to shut down; nil: there is no way to.
  public var shutDown: [String]?

  public init(
    state: [String], stateWhenOn: String, powerOn: [String], powerOff: [String], shutDown: [String]? = nil
  ) {
    self.state = state
    self.stateWhenOn = stateWhenOn
    self.powerOn = powerOn
    self.powerOff = powerOff
    self.shutDown = shutDown
  }
}
