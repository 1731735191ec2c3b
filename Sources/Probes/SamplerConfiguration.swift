/// How a sampler judges itself.
public struct SamplerConfiguration: Hashable, Sendable {
  /// How much later than planned the sampling thread may run before the span counts as unobserved. 50 ms by default:
  /// longer than a busy machine delays a thread, shorter than any outage worth grading.
  public var unobservedAfter: Duration

  public init(unobservedAfter: Duration = .milliseconds(50)) { self.unobservedAfter = unobservedAfter }
}
