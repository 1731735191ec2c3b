import Model

/// Where everything of a local cluster lies: under the sandbox's own `/run`, in memory, gone with the sandbox.
enum LocalLayout {
  static let root = "/run/firedrill"
  /// The log folder that the harness was given, whatever its path outside.
  static let logs = root + "/logs"
  /// Identities of the harness itself.
  static let identities = root + "/pki"
  static let volumes = root + "/volumes"
  static let machines = root + "/machines"
  /// Folders of tools that a machine's own `/tmp` would hide.
  static let kept = root + "/kept"

  static func files(of machine: MachineName) -> MachineFiles { MachineFiles(root: "\(machines)/\(machine)", machine) }
}

struct MachineFiles: Hashable, Sendable {
  let root: String
  let logs: String

  init(root: String, _ machine: MachineName) {
    self.root = root
    logs = "\(LocalLayout.logs)/\(machine)"
  }

  var identities: String { root + "/pki" }
  /// The components' services, run by the supervisor that stands in for the kubelet.
  var services: String { root + "/service" }
  /// The one service of the machine's own supervisor: the other one.
  var system: String { root + "/system" }
  var supervisor: String { system + "/supervisor" }
  var settings: String { root + "/settings" }
  var bootScript: String { root + "/boot" }
  var initScript: String { root + "/init" }
  var links: String { root + "/links" }
  /// A link to the volume that is attached now, below ``LocalLayout/volumes``.
  var volume: String { root + "/volume" }
  var etcdData: String { volume + "/etcd" }
  var volumeIdentity: String { "\(volume)/\(Attachment.nameFile)" }

  func identity(_ file: String) -> String { "\(identities)/\(file)" }
  func service(_ component: Component) -> String { "\(services)/\(component.rawValue)" }
  /// Keeps the supervisor from starting the component before it is told to.
  func hold(_ component: Component) -> String { service(component) + "/down" }
  func log(_ component: Component) -> String { "\(logs)/\(component.rawValue).log" }
}
