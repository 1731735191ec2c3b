import Model
import Probes
import Testing

struct WatchBookTests {
  private func line(_ number: Int, _ revision: Int, _ type: String = "ADDED") -> [UInt8] {
    let metadata = #"{"name":"write-\#(number)","resourceVersion":"\#(revision)"}"#
    return Array(#"{"type":"\#(type)","object":{"kind":"ConfigMap","metadata":\#(metadata)}}"#.utf8) + [0x0A]
  }

  private func book(_ writes: [(number: Int, revision: Int)]) -> WatchBook {
    let book = WatchBook()
    for write in writes { book.take(line(write.number, write.revision)) }
    return book
  }

  private func facts(_ book: WatchBook, acknowledged: Set<Int>) -> WatchFacts {
    book.facts(acknowledged: acknowledged) { _ in 12 }
  }

  @Test func aWatchThatSawEveryWriteIsCorrect() {
    let facts = facts(book((1...100).map { ($0, $0 * 2) }), acknowledged: Set(1...100))
    #expect(facts == WatchFacts(outcome: .correct, detail: "open to the end: 100 writes seen, up to revision 200"))
  }

  @Test func aRevisionThatGoesBackIsWrong() {
    let facts = facts(book([(1, 10), (2, 11), (3, 7)]), acknowledged: [1, 2, 3])
    #expect(facts == WatchFacts(outcome: .wrong, detail: "its revision went back from 11 to 7"))
  }

  @Test func aWriteThatLaterOnesOvertookIsMissing() {
    let seen = (1...200).filter { $0 != 17 }.map { (number: $0, revision: $0) }
    let facts = facts(book(seen), acknowledged: Set(1...200))
    #expect(facts.outcome == .wrong)
    #expect(facts.detail == "1 acknowledged writes never came while later ones did: #17")
  }

  @Test func aWatchThatMissedAnEventIsWrongAlsoIfItEndedLater() {
    let book = book((1...200).filter { $0 != 17 }.map { ($0, $0) })
    book.end("the server ended it", at: .now())
    #expect(facts(book, acknowledged: Set(1...200)).outcome == .wrong)
  }

  @Test func aWatchThatTheServerEndedIsEnded() {
    let book = book([(1, 1)])
    book.end("the server ended it", at: .now())
    #expect(
      facts(book, acknowledged: [1, 2]) == WatchFacts(outcome: .ended, detail: "at 12.0 s: the server ended it"))
  }

  @Test func aWatchThatOnlyFellSilentSaysSo() {
    let facts = facts(book([(1, 1)]), acknowledged: [1, 2, 3])
    #expect(facts.outcome == .ended && facts.detail.hasPrefix("silent since 12.0 s"))
  }

  @Test func anErrorOfTheServerEndsIt() {
    let book = book([(1, 1)])
    book.take(Array((#"{"type":"ERROR","object":{"message":"too old resource version"}}"# + "\n").utf8))
    #expect(!book.isOpen)
    #expect(facts(book, acknowledged: [1]).detail.hasSuffix("the server said: too old resource version"))
  }

  @Test func linesMayComeInAnyNumberOfParts() {
    let book = WatchBook()
    for byte in line(1, 5) + line(2, 6) { book.take([byte]) }
    #expect(facts(book, acknowledged: [1, 2]).outcome == .correct)
    #expect(book.lastRevision == 6)
  }
}
