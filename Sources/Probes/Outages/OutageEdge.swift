/// What one more observation changed.
public enum OutageEdge: Hashable, Sendable {
  case began(OpenOutage)
  case ended(Outage)
}
