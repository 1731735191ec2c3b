import Model
import Probes
import Testing

struct WriteOutcomeTests {
  @Test(
    arguments: [
      (SampleOutcome.good, true, 201, WriteOutcome.acknowledged),
      (.failed(SampleFailure(.refused, "")), false, nil, .refused),
      (.failed(SampleFailure(.timedOut, "")), false, nil, .refused),
      (.failed(SampleFailure(.timedOut, "")), true, nil, .unknown),
      (.failed(SampleFailure(.reset, "")), true, nil, .unknown),
      (.failed(SampleFailure(.status, "")), true, 403, .refused),
      (.failed(SampleFailure(.status, "")), true, 429, .refused),
      (.failed(SampleFailure(.status, "")), true, 409, .unknown),
      (.failed(SampleFailure(.status, "")), true, 500, .unknown),
      (.failed(SampleFailure(.status, "")), true, 504, .unknown),
      (.withdrawn, true, nil, .unknown),
      (.withdrawn, false, nil, .refused),
      (.skipped, false, nil, .refused),
    ] as [(SampleOutcome, Bool, Int?, WriteOutcome)])
  func onlyWhatCertainlyDidNotHappenIsRefused(
    outcome: SampleOutcome, sent: Bool, status: Int?, expected: WriteOutcome
  ) {
    let sample = Sample(
      lane: "write", sequence: 0, start: at(0), end: at(1), outcome: outcome, lateness: .zero, requestWasSent: sent,
      httpStatus: status)
    #expect(sample.writeOutcome == expected)
  }
}
