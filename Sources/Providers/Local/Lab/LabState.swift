public import Foundation
public import Model

/// A lab that runs: an embedded cluster that was left standing for a user to look around in.
public struct LabState: Hashable, Sendable, Codable {
  public struct Machine: Hashable, Sendable, Codable {
    public var name: MachineName
    public var zone: ZoneName
    public var components: [Component]
    /// Of its PID 1, as the sandbox numbers it.
    public var firstProcess: Int32
  }

  public var name: String
  /// On 127.0.0.1 of the host.
  public var port: UInt16
  public var version: String
  /// From the first process started until every apiserver was ready.
  public var bootSeconds: Double
  public var started: Date
  public var machines: [Machine]
}

/// Where a lab keeps what the host can see of it: `${XDG_STATE_HOME:-$HOME/.local/state}/firedrill/labs/NAME`.
public struct LabFolder: Hashable, Sendable {
  public let name: String
  public let path: String

  public init(name: String, environment: [String: String]) throws(ProviderError) {
    guard !name.isEmpty, name.allSatisfy({ $0.isASCII && ($0.isLowercase || $0.isNumber || $0 == "-") }) else {
      throw .usage(what: "\"\(name)\" is no name for a lab", remedy: "use a-z, 0-9 and dashes")
    }
    guard let state = StateFolder.path(environment) else {
      throw .missing(what: "HOME", why: "a lab's kubeconfig is kept below it", remedy: "export HOME=/path/of/your/home")
    }
    self.name = name
    path = "\(state)/labs/\(name)"
  }

  public var kubeconfig: String { "\(path)/kubeconfig" }
  public var logs: String { "\(path)/logs" }
  var state: String { "\(path)/lab.json" }
  var process: String { "\(path)/process.json" }
  var output: String { "\(path)/worker.log" }

  public func readState() -> LabState? { decode(LabState.self, from: state) }

  /// The sandbox's outermost process, if it is still the one that was started.
  func runningProcess() -> ProcessIdentity? {
    guard let recorded = decode(ProcessIdentity.self, from: process),
      let now = ProcessTable.identity(of: recorded.pid), now.isSameProcess(as: recorded)
    else { return nil }
    return now
  }

  public var isRunning: Bool { runningProcess() != nil }

  /// Made anew, so that nothing of an earlier lab can be taken for this one's.
  func makeEmpty() throws(ProviderError) {
    remove()
    for folder in [path, logs] {
      do {
        try FileManager.default.createDirectory(
          atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
      } catch {
        throw .system(doing: "make the folder \(folder)", reason: error.localizedDescription)
      }
    }
  }

  func remove() {
    try? FileManager.default.removeItem(atPath: path)
  }

  func write(_ value: some Encodable, to file: String) throws(ProviderError) {
    do {
      try JSONEncoder().encode(value).write(to: URL(filePath: file), options: .atomic)
    } catch {
      throw .system(doing: "write \(file)", reason: error.localizedDescription)
    }
  }

  private func decode<Value: Decodable>(_ type: Value.Type, from file: String) -> Value? {
    guard let data = FileManager.default.contents(atPath: file) else { return nil }
    return try? JSONDecoder().decode(type, from: data)
  }
}
