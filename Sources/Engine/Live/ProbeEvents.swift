import Model
import Probes

extension EventRecorder {
  /// Writes down what the sampler has to say; the figures of all lanes as one event.
  func emit(_ events: [ProbeEvent]) {
    var figures: [LaneFacts] = []
    for event in events {
      if case .health(let lane, let statistics) = event {
        figures.append(LaneFacts(lane, statistics))
      } else {
        emit(event)
      }
    }
    if !figures.isEmpty { emit(.lanes(figures)) }
  }

  private func emit(_ event: ProbeEvent) {
    switch event {
    case .outageBegan(let lane, let at, let failure):
      emit(.outageBegan(lane: lane, start: offset(at), detail: failure.description))
    case .outageEnded(let lane, let outage):
      emit(
        .outageEnded(
          lane: lane, start: offset(outage.start), end: offset(outage.end), resolution: outage.resolution.seconds,
          uncertain: outage.isUncertain))
    case .unobserved(let span):
      emit(.unobserved(start: offset(span.start), end: offset(span.end)))
    case .health: break
    }
  }
}

extension LaneFacts {
  init(_ lane: LaneID, _ statistics: LaneStatistics) {
    self.init(
      lane: lane, samples: statistics.samples, failed: statistics.failed,
      skipped: statistics.skipped + statistics.withdrawn, latencyMedian: statistics.latency.seconds(at: 0.5),
      latency99: statistics.latency.seconds(at: 0.99), lateness99: statistics.lateness.seconds(at: 0.99),
      latenessMax: statistics.lateness.seconds(at: 1))
  }
}

extension Histogram {
  fileprivate func seconds(at fraction: Double) -> Double {
    quantile(fraction)?.seconds ?? 0
  }
}
