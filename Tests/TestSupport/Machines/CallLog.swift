import Synchronization

/// What was asked of several fakes, in one order.
public final class CallLog: Sendable {
  private let kept = Mutex<[String]>([])

  public init() {}

  public func note(_ call: String) { kept.withLock { $0.append(call) } }
  public var calls: [String] { kept.withLock(\.self) }
}
