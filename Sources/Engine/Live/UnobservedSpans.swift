import Model
import Probes
import Synchronization

/// The spans in which the sampler could not look, so that no window counts them as good.
final class UnobservedSpans: Sendable {
  private let spans = Mutex<[TimeSpan]>([])

  func take(_ events: [ProbeEvent]) {
    for case .unobserved(let span) in events { spans.withLock { $0.append(span) } }
  }

  func within(_ start: MonotonicTime, _ end: MonotonicTime) -> Duration {
    spans.withLock(\.self).map { span in
      let (from, to) = (max(span.start, start), min(span.end, end))
      return to > from ? to - from : .zero
    }.reduce(.zero, +)
  }
}
