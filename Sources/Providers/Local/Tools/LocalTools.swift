import Glibc

/// Where the local provider's programs are on this host.
///
/// The Kubernetes binaries come from `$KUBEBUILDER_ASSETS` when it holds all three, or else from the cache, and `kubemark` from
/// the same folder; a mix of two
/// versions would be a cluster that nobody runs. Every other tool comes from the cache, then `PATH`, then the folders of
/// the administrator, which a user's `PATH` often lacks.
public struct LocalTools: Hashable, Sendable {
  /// `${XDG_CACHE_HOME:-$HOME/.cache}/firedrill`; nil when neither variable is set.
  public let cache: String?
  let kubernetesFolder: String?
  private let paths: [Tool: String]

  public init(environment: [String: String]) {
    cache = Self.cache(environment)
    kubernetesFolder = Self.kubernetesFolder(environment, cache: cache)
    let folders = Self.toolFolders(environment, cache: cache)
    var paths: [Tool: String] = [:]
    for tool in Tool.allCases {
      let isKubernetes = Tool.kubernetes.contains(tool) || tool == .kubemark
      let searched = isKubernetes ? [kubernetesFolder].compactMap(\.self) : folders
      paths[tool] = searched.lazy.map { "\($0)/\(tool.rawValue)" }.first(where: isExecutableFile)
    }
    self.paths = paths
  }

  public func path(of tool: Tool) throws(ProviderError) -> String {
    if let path = paths[tool] { return path }
    let remedy = tool == .kubemark ? Tool.kubemarkRemedy : "make setup"
    throw .missing(what: tool.rawValue, why: tool.purpose, remedy: remedy)
  }

  public var missing: [Tool] { Tool.allCases.filter { paths[$0] == nil && !Tool.optional.contains($0) } }

  /// What is missing without which some drills only are skipped.
  public var missingOptional: [Tool] { Tool.optional.filter { paths[$0] == nil } }

  /// The folders of the found tools, for the `PATH` of machines.
  var folders: [String] {
    var seen: Set<String> = []
    return Tool.allCases.compactMap { tool in
      paths[tool].map { String($0.dropLast(tool.rawValue.count + 1)) }
    }.filter { seen.insert($0).inserted }
  }

  private static func cache(_ environment: [String: String]) -> String? {
    // An XDG path that is not absolute is to be ignored, says the XDG base directory specification.
    if let given = environment["XDG_CACHE_HOME"], given.hasPrefix("/") { return given + "/firedrill" }
    return environment["HOME"].map { $0 + "/.cache/firedrill" }
  }

  private static func kubernetesFolder(_ environment: [String: String], cache: String?) -> String? {
    let candidates = [environment["KUBEBUILDER_ASSETS"], cache.map { $0 + "/kubernetes/current" }]
    return candidates.compactMap(\.self).first { folder in
      folder.hasPrefix("/") && Tool.kubernetes.allSatisfy { isExecutableFile("\(folder)/\($0.rawValue)") }
    }
  }

  private static func toolFolders(_ environment: [String: String], cache: String?) -> [String] {
    let path = (environment["PATH"] ?? "").split(separator: ":").map(String.init).filter { $0.hasPrefix("/") }
    return [cache.map { $0 + "/tools/bin" }].compactMap(\.self) + path
      + ["/usr/local/sbin", "/usr/sbin", "/sbin", "/usr/bin", "/bin"]
  }
}

func isExecutableFile(_ path: String) -> Bool {
  // A folder may carry the same permission bit; it alone can be opened by this name.
  access(path, X_OK) == 0 && access(path + "/.", F_OK) != 0
}
