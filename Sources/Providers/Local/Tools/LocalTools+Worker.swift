extension LocalTools {
  /// All that a worker gets in its environment: where the tools are, and nothing else of the user's.
  public func workerEnvironment(from environment: [String: String]) -> [String: String] {
    let kept = ["HOME", "XDG_CACHE_HOME", "KUBEBUILDER_ASSETS"]
    var result = environment.filter { kept.contains($0.key) }
    result["PATH"] = (folders + [environment["PATH"]].compactMap(\.self)).joined(separator: ":")
    result["LANG"] = "C.UTF-8"
    return result
  }
}
