/// Switches one machine on and off from outside. One type for each infrastructure, and nothing above it knows which.
///
/// Every call returns when the infrastructure says that the state is reached, and is safe to repeat: a machine that is off
/// already stays so.
public protocol PowerDriver: Sendable {
  /// For people: `EC2 instance i-0abc in eu-central-1`.
  var summary: String { get }

  func state() async throws(ProviderError) -> PowerState
  /// The system gets a signal and time; after `grace` the power is cut.
  func shutDown(grace: Duration) async throws(ProviderError)
  /// Nothing on the machine gets any time.
  func powerOff() async throws(ProviderError)
  func powerOn() async throws(ProviderError)
  /// Removes it for good.
  func terminate() async throws(ProviderError)
}

public enum PowerState: Hashable, Sendable {
  /// `start` names this start, another value after each; nil where the infrastructure does not tell.
  case on(start: String?)
  case off
  /// It does not exist, or not any more.
  case gone
}
