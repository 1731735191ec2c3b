import Model
import Probes
import Testing

struct LedgerBookTests {
  /// Write `n` is acknowledged at `n` seconds.
  private func book(_ acknowledged: [Int], refused: [Int] = [], unknown: [Int] = []) -> LedgerBook {
    let book = LedgerBook()
    for number in acknowledged { book.enter(number, .acknowledged, at: moment(Double(number))) }
    for number in refused { book.enter(number, .refused, at: moment(0)) }
    for number in unknown { book.enter(number, .unknown, at: moment(0)) }
    return book
  }

  private func moment(_ seconds: Double) -> MonotonicTime { MonotonicTime(nanoseconds: UInt64(seconds * 1e9)) }
  private func offset(_ time: MonotonicTime) -> Double { Double(time.nanoseconds) / 1e9 }

  /// Numbers that are there, numbers that are missing, the last survivor, seconds lost.
  private static let rows: [(name: String, present: [Int], missing: [Int], survivor: Double?, seconds: Double)] = [
    ("all there", [0, 1, 2, 3, 4, 5], [], nil, 0), ("the tail is lost", [0, 1, 2], [3, 4, 5], 2, 3),
    ("a hole", [0, 1, 2, 4, 5], [3], 2, 1), ("two holes", [0, 2, 4, 5], [1, 3], 0, 3),
    ("a hole and the tail", [0, 2], [1, 3, 4, 5], 0, 5), ("all is lost", [], [0, 1, 2, 3, 4, 5], nil, 5),
    ("only the first is lost", [1, 2, 3, 4, 5], [0], nil, 0),
    ("more is there than was acknowledged", [0, 1, 2, 3, 4, 5, 6, 7], [], nil, 0),
  ]

  @Test(arguments: rows)
  func whatIsMissingIsNamed(_ row: (name: String, present: [Int], missing: [Int], survivor: Double?, seconds: Double)) {
    let facts = book([0, 1, 2, 3, 4, 5]).compare(with: Set(row.present), offset: offset)
    #expect(facts.acknowledged == 6)
    #expect(facts.missing.map(\.number) == row.missing)
    #expect(facts.missing.map(\.acknowledgedAt) == row.missing.map(Double.init))
    #expect(facts.lastSurvivingAt == row.survivor)
    #expect(facts.lostSeconds == row.seconds)
  }

  @Test(arguments: zip([[0, 1, 2, 3], [1, 2, 3], []], [true, false, false]))
  func theGenesisWriteTellsAnEmptyCluster(_ present: [Int], _ isThere: Bool) {
    #expect(book([0, 1, 2, 3]).compare(with: Set(present), offset: offset).genesisPresent == isThere)
  }

  @Test func whatWasRefusedOrUnknownIsNeverLost() {
    let facts = book([0, 1], refused: [2, 3], unknown: [4]).compare(with: [0, 1], offset: offset)
    #expect((facts.acknowledged, facts.refused, facts.unknown) == (2, 2, 1))
    #expect(facts.missing.isEmpty)
    #expect(facts.lostSeconds == 0)
  }

  @Test func anUnknownWriteThatIsThereChangesNothing() {
    let facts = book([0, 1], unknown: [2]).compare(with: [0, 1, 2], offset: offset)
    #expect(facts.unknown == 1)
    #expect(facts.missing.isEmpty)
  }

  @Test func orderFollowsTheAcknowledgementNotTheNumber() {
    let book = LedgerBook()
    for (number, seconds) in [(0, 0.0), (2, 1.0), (1, 2.0), (3, 3.0)] {
      book.enter(number, .acknowledged, at: moment(seconds))
    }
    let facts = book.compare(with: [0, 2], offset: offset)
    #expect(facts.missing.map(\.number) == [1, 3])
    #expect(facts.lastSurvivingAt == 1)
    #expect(facts.lostSeconds == 2)
  }
}
