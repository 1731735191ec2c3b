/// A text that nothing prints: no description, no dump, and no error that holds it.
public struct Secret: Hashable, Sendable {
  /// The text itself, for the one place that hands it on.
  public let value: String

  public init(_ value: String) { self.value = value }

  /// `text` without this secret: servers repeat what they were sent when they explain why they refuse it.
  public func hidden(in text: String) -> String {
    value.isEmpty ? text : text.replacing(value, with: description)
  }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  public var description: String { "(hidden)" }
  public var debugDescription: String { description }
  /// Without children, since `dump` and the default descriptions of what holds it look here.
  public var customMirror: Mirror { Mirror(self, children: [:]) }
}
