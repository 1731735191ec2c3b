import Testing

@testable import Runner

struct BlindSpellsTests {
  @Test func theFirstIsToldAtOnceAndTheRestInSums() {
    var spells = BlindSpells()
    #expect(spells.hear(from: 1, to: 1.25) == "nobody looked for 250 ms: the harness was starved")
    #expect(spells.hear(from: 2, to: 2.25) == nil)
    #expect(spells.hear(from: 10, to: 11) == nil)
    #expect(spells.hear(from: 11.25, to: 11.5)?.hasPrefix("nobody looked for 1.50 s in 3 spells") == true)
    #expect(spells.hear(from: 12, to: 12.5) == nil)
  }
}
