/// What makes an answer good.
public struct Expectation: Sendable {
  /// By default any 2xx or 3xx.
  public var accepts: @Sendable (_ status: Int) -> Bool
  /// Text that must stand in the first 64 KiB of the body; `nil` asks for none.
  public var bodyContains: String?

  public init(
    bodyContains: String? = nil, accepts: @escaping @Sendable (_ status: Int) -> Bool = { (200..<400).contains($0) }
  ) {
    self.bodyContains = bodyContains
    self.accepts = accepts
  }
}
