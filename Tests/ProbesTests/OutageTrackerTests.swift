import Model
import Probes
import Testing

/// A moment so many milliseconds after the test's beginning.
func at(_ milliseconds: Int) -> MonotonicTime { MonotonicTime(nanoseconds: UInt64(milliseconds + 1000) * 1_000_000) }

/// A script of samples for a tracker: when each began, when it ended, and how.
struct Script {
  var tracker = OutageTracker(joinWithin: .zero, promptWithin: .milliseconds(5), slowAfter: .milliseconds(50))
  var edges: [OutageEdge] = []

  mutating func begin(_ starts: Int...) { for start in starts { tracker.begin(at(start)) } }

  mutating func end(_ start: Int, _ end: Int, _ verdict: Observation.Verdict) {
    edges += tracker.complete(Observation(at(start), at(end), verdict))
  }

  /// Samples that begin and end one after the other, each taking 1 ms.
  mutating func run(_ samples: (Int, Observation.Verdict)...) {
    for (start, verdict) in samples {
      begin(start)
      end(start, start + 1, verdict)
    }
  }

  var spans: [[Int]] {
    tracker.outages.map { [$0.start, $0.end].map { Int($0.nanoseconds / 1_000_000) - 1000 } }
  }
}

extension Observation.Verdict {
  static let refused = failed(SampleFailure(.refused, "refused"))
  static let timedOut = failed(SampleFailure(.timedOut, "no answer"))
  static let reset = failed(SampleFailure(.reset, "reset"))
}

struct OutageTrackerTests {
  @Test func anOutageRunsFromTheFirstFailedStartToTheFirstGoodStart() {
    var script = Script()
    script.run((0, .good), (10, .refused), (20, .refused), (30, .good), (40, .good))
    #expect(script.spans == [[10, 30]])
    #expect(script.edges.count == 2)
    #expect(script.tracker.outages.first?.startResolution == .milliseconds(10))
    #expect(script.tracker.outages.first?.endResolution == .milliseconds(10))
    #expect(script.tracker.goodSince == at(30))
  }

  @Test func aSingleFailureIsAnOutage() {
    var script = Script()
    script.run((0, .good), (10, .refused), (20, .good))
    #expect(script.spans == [[10, 20]])
  }

  @Test func failingFromTheFirstSampleOnIsAnOutageToo() {
    var script = Script()
    script.run((0, .refused), (10, .good))
    #expect(script.spans == [[0, 10]])
  }

  @Test func anOutageThatHasNotEndedIsOpen() {
    var script = Script()
    script.run((0, .good), (10, .refused), (20, .refused))
    #expect(script.spans.isEmpty)
    #expect(script.tracker.open?.start == at(10))
    #expect(script.tracker.goodSince == nil)
    #expect(script.tracker.consecutiveFailures == 2)
  }

  @Test func hungRequestsAreLaidAtTheirStartThoughTheirTimeoutComesLater() {
    var script = Script()
    script.run((0, .good))
    script.begin(10, 20, 30, 40)
    script.end(30, 31, .good)
    script.end(40, 41, .good)
    #expect(script.edges.isEmpty)
    script.end(10, 1010, .timedOut)
    script.end(20, 1020, .timedOut)
    #expect(script.spans == [[10, 30]])
  }

  @Test func nothingIsTold_WhileAnEarlierRequestMayStillChangeIt() {
    var script = Script()
    script.run((0, .good))
    script.begin(10, 20, 30)
    script.end(20, 21, .refused)
    script.end(30, 31, .good)
    #expect(script.edges.isEmpty)
    script.end(10, 1010, .timedOut)
    #expect(script.spans == [[10, 30]])
  }

  @Test func twoOutagesBehindOneHungRequestAreBothTold() {
    var script = Script()
    script.begin(0)
    script.run((10, .refused), (20, .good), (30, .refused), (40, .good))
    script.end(0, 100, .good)
    #expect(script.spans == [[10, 20], [30, 40]])
  }

  @Test func aServerThatWakesEndsTheOutageWhenItAnswers() {
    var script = Script()
    script.run((0, .good))
    script.begin(10, 20, 900, 1500)
    script.end(10, 1010, .timedOut)
    script.end(20, 1020, .timedOut)
    script.end(900, 1600, .good)
    script.end(1500, 1600, .good)
    script.run((1610, .good))
    #expect(script.spans == [[10, 1600]])
  }

  @Test func oneSlowAnswerDoesNotLengthenAnOutageThatQuickOnesEnded() {
    var script = Script()
    script.run((0, .good), (10, .refused))
    script.begin(20)
    script.run((30, .good))
    script.end(20, 400, .good)
    #expect(script.spans == [[10, 30]])
  }

  @Test func slowAnswersAloneAreNoOutage() {
    var script = Script()
    script.begin(0, 10)
    script.end(0, 800, .good)
    script.end(10, 800, .good)
    #expect(script.edges.isEmpty)
  }

  @Test func hangsCloseTogetherAreOne() {
    var script = Script(tracker: OutageTracker(joinWithin: .milliseconds(20)))
    script.run((0, .good), (10, .timedOut), (11, .good), (20, .timedOut), (30, .good), (40, .good))
    #expect(script.spans.isEmpty, "the end is told when no hang followed for 20 ms")
    #expect(script.tracker.standing(from: at(10), to: at(30)) == .failing)
    script.run((51, .good))
    #expect(script.spans == [[10, 30]])
    #expect(script.edges.count == 2)
  }

  @Test func hangsFurtherApartAndCrashesAreNot() {
    var script = Script(tracker: OutageTracker(joinWithin: .milliseconds(20)))
    script.run((0, .good), (10, .timedOut), (11, .good), (40, .timedOut), (50, .good))
    script.run((60, .refused), (70, .good), (80, .refused), (90, .good))
    #expect(script.spans == [[10, 11], [40, 50], [60, 70], [80, 90]])
  }

  @Test func whatIsHeldBackIsToldInTheEnd() {
    var script = Script(tracker: OutageTracker(joinWithin: .milliseconds(20)))
    script.run((0, .good), (10, .timedOut), (11, .good))
    script.edges += script.tracker.finish()
    #expect(script.spans == [[10, 11]])
    #expect(script.edges.count == 2)
  }

  @Test func aTripDatesTheBeginningIfTheNextRequestFails() {
    var script = Script()
    script.run((0, .good))
    script.tracker.trip(at: at(7))
    script.run((8, .refused), (10, .good))
    #expect(script.spans == [[7, 10]])
    #expect(script.tracker.outages.first?.startResolution == .zero)
  }

  @Test func aTripMeansNothingIfTheNextRequestIsGood() {
    var script = Script()
    script.run((0, .good))
    script.tracker.trip(at: at(7))
    script.run((8, .good), (18, .refused), (20, .good))
    #expect(script.spans == [[18, 20]])
  }

  @Test func aRequestUnderWayAtTheTripThatFailsKeepsItsOwnStart() {
    var script = Script()
    script.run((0, .good))
    script.begin(6)
    script.tracker.trip(at: at(7))
    script.end(6, 7, .reset)
    script.run((8, .refused), (10, .good))
    #expect(script.spans == [[6, 10]])
  }

  @Test func aWithdrawnRequestOpensNothing() {
    var script = Script()
    script.run((0, .good), (10, .none), (20, .good))
    #expect(script.edges.isEmpty)
  }

  @Test func aHangBeginsWithTheRequestThatWasWithdrawnBeforeTheFirstTimeout() {
    var script = Script()
    script.run(
      (0, .good), (10, .none), (20, .timedOut), (30, .good), (40, .none), (50, .good), (60, .timedOut), (70, .good))
    #expect(script.spans == [[10, 30], [60, 70]])
  }

  @Test func aCrashDoesNotBeginWithAWithdrawnRequest() {
    var script = Script()
    script.run((0, .good), (10, .none), (20, .refused), (30, .good))
    #expect(script.spans == [[20, 30]])
  }

  @Test func aWithdrawnRequestWithinAnOutageSharpensItsEnd() {
    var script = Script()
    script.run((0, .good), (10, .refused), (20, .none), (25, .good))
    #expect(script.tracker.outages.first?.endResolution == .milliseconds(5))
  }

  // MARK: Spans that nobody observed.

  @Test func aSpanOverTheBeginningMakesTheOutageUncertain() {
    var script = Script()
    script.run((0, .good))
    script.tracker.markUnobserved(TimeSpan(at(10), at(3000)))
    script.run((3001, .refused), (3010, .good))
    #expect(script.spans == [[3001, 3010]])
    #expect(script.tracker.outages.first?.isUncertain == true)
  }

  @Test func aSpanOverTheEndMakesTheOutageUncertain() {
    var script = Script()
    script.run((0, .good), (10, .refused))
    script.tracker.markUnobserved(TimeSpan(at(20), at(3000)))
    script.run((3001, .good))
    #expect(script.tracker.outages.first?.isUncertain == true)
  }

  @Test func aSpanInTheMiddleOfAnOutageLeavesItCertain() {
    var script = Script()
    script.run((0, .good), (10, .refused))
    script.tracker.markUnobserved(TimeSpan(at(15), at(100)))
    script.run((110, .refused), (120, .good))
    #expect(script.spans == [[10, 120]])
    #expect(script.tracker.outages.first?.isUncertain == false)
  }

  @Test func aConnectionLostWhileNobodyWasThereIsNoOutage() {
    var script = Script()
    script.run((0, .good))
    script.begin(10)
    script.tracker.markUnobserved(TimeSpan(at(11), at(3000)))
    script.end(10, 3001, .reset)
    script.run((3002, .good))
    #expect(script.edges.isEmpty)
  }

  @Test func aTimeoutCountsSinceItIsCountedInObservedTime() {
    var script = Script()
    script.run((0, .good))
    script.begin(10)
    script.tracker.markUnobserved(TimeSpan(at(11), at(3000)))
    script.end(10, 4000, .timedOut)
    script.run((4001, .good))
    #expect(script.spans == [[10, 4001]])
  }

  // MARK: What is known about a span.

  @Test func standingFollowsWhatIsConfirmed() {
    var script = Script()
    script.run((0, .good), (10, .good), (20, .refused), (30, .good), (40, .good))
    script.begin(50)
    script.run((60, .good))
    let standing = script.tracker.standing
    #expect(standing(at(0), at(10)) == .good)
    #expect(standing(at(0), at(25)) == .failing)
    #expect(standing(at(30), at(40)) == .good)
    #expect(standing(at(30), at(60)) == .undecided, "the request of 50 is under way")
    #expect(standing(at(-5), at(10)) == .undecided, "before the first sample")
    #expect(script.tracker.goodUntil == at(40))
  }

  @Test func aSpanThatWasNotObservedIsNeitherGoodNorFailing() {
    var script = Script()
    script.run((0, .good))
    script.tracker.markUnobserved(TimeSpan(at(10), at(90)))
    script.run((100, .good), (110, .good))
    #expect(script.tracker.standing(from: at(0), to: at(110)) == .unobserved)
    #expect(script.tracker.standing(from: at(100), to: at(110)) == .good)
  }

  @Test func anOpenOutageIsFailingUpToNow() {
    var script = Script()
    script.run((0, .good), (10, .refused))
    #expect(script.tracker.standing(from: at(0), to: at(500)) == .failing)
  }
}
