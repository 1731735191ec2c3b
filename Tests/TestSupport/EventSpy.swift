public import Model
import Synchronization

/// Keeps every event.
public final class EventSpy: Sendable {
  private let kept = Mutex<[Event]>([])

  public init() {}

  public func take(_ event: Event) { kept.withLock { $0.append(event) } }
  public var events: [Event] { kept.withLock(\.self) }
}

extension [Event] {
  /// The events as short words, in order; without the lanes' figures.
  public var story: [String] { compactMap(\.body.word) }

  /// When the first event of that word came.
  public func time(of word: String) -> Double? { first { $0.body.word == word }?.at }
}

extension Event.Body {
  /// `fault applied 1`, `phase recovery`; nil for what is only figures.
  public var word: String? {
    switch self {
    case .lanes: nil
    case .phaseBegan(let phase): "phase \(phase.rawValue)"
    case .faultIntended(let index, _, _, _, _): "fault intended \(index)"
    case .faultApplied(let index, _): "fault applied \(index)"
    case .faultEffect(let index, let proof): "fault effect \(index) \(proof.observed)"
    case .faultUndone(let index): "fault undone \(index)"
    case .faultUndoFailed(let index, _): "fault undo failed \(index)"
    case .stepBegan(let name): "step \(name)"
    case .milestone(let milestone, _, _): "milestone \(milestone.rawValue)"
    case .waited(let wait): "waited for \(wait.name)"
    case .stepEnded(let name, _, let outcome, _): "step \(name) \(outcome.rawValue)"
    default: plainWord
    }
  }

  /// The case's own name in words.
  private var plainWord: String {
    let name = Mirror(reflecting: self).children.first?.label ?? "\(self)"
    return name.reduce(into: "") { $0 += $1.isUppercase ? " \($1.lowercased())" : String($1) }
  }
}
