/// The cluster that drills are played on; `--cluster` in text.
public enum ClusterReference: Hashable, Sendable, Codable, CustomStringConvertible {
  /// Made for each drill, and gone with it.
  case local
  /// A kind cluster; nil: one that is made for the run, and deleted after it.
  case kind(String?)
  /// The path of an inventory.
  case hosts(String)

  /// `local`, `kind`, `kind:NAME` or `hosts:FILE`.
  public init?(_ text: String) {
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    switch (parts[0], parts.count > 1 ? parts[1] : nil) {
    case ("local", nil): self = .local
    case ("kind", nil): self = .kind(nil)
    case ("kind", let name?) where Self.isName(name): self = .kind(name)
    case ("hosts", let path?) where !path.isEmpty: self = .hosts(path)
    default: return nil
    }
  }

  public var description: String {
    switch self {
    case .local: "local"
    case .kind(let name): name.map { "kind:\($0)" } ?? "kind"
    case .hosts(let path): "hosts:\(path)"
    }
  }

  /// Whether Firedrill made it, so that nobody else can be harmed.
  public var isOwned: Bool {
    switch self {
    case .local, .kind(nil): true
    case .kind, .hosts: false
    }
  }

  /// As kind names clusters. - Source: kind, `pkg/cluster/internal/create`, `^[a-z0-9.-]+$`
  private static func isName(_ text: String) -> Bool {
    !text.isEmpty && text.first != "-" && text.utf8.count <= 63
      && text.allSatisfy { $0.isASCII && ($0.isLowercase || $0.isNumber || $0 == "." || $0 == "-") }
  }
}
