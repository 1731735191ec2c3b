import Testing

@testable import Reports

struct TextTests {
  @Test(arguments: [
    ("plain é字🧨", "plain é字🧨"), ("a\u{0}b", "a␀b"), ("\u{1B}[31m", "␛[31m"), ("\u{7F}", "␡"), ("a\tb\nc", "a\tb\nc"),
    ("\u{202E}abc", "⟨U+202E⟩abc"), ("\u{85}", "⟨U+0085⟩"), ("\u{FEFF}x", "⟨U+FEFF⟩x"), ("\u{FFFF}", "⟨U+FFFF⟩"),
    ("\u{61C}", "⟨U+061C⟩"), ("©–…€", "©–…€"), ("\u{E0041}", "⟨U+E0041⟩"), ("\r\n", "␍\n"), ("t−1 s ✓", "t−1 s ✓"),
  ])
  func whatHidesIsShown(text: String, shown: String) {
    #expect(VisibleText.of(text) == shown)
  }

  @Test(arguments: [
    ("a<b>&\"'", "a&lt;b&gt;&amp;&quot;&#39;"), ("\"\u{301}", "&quot;\u{301}"), ("plain", "plain"),
    ("<\u{200D}", "&lt;\u{200D}"),
  ])
  func markupIsEscapedByteByByte(text: String, escaped: String) {
    #expect(Array(Markup.escaped(text).utf8) == Array(escaped.utf8))
  }

  @Test(arguments: [
    (0.0, "0.000"), (41.2, "41.200"), (1e-5, "0.000"), (0.0005, "0.001"), (-1.5, "-1.500"),
    (123_456.7891, "123456.789"),
    (.nan, "0.000"), (.infinity, "0.000"), (1e300, "0.000"), (0.999_9, "1.000"),
  ])
  func numbersHaveNoExponent(value: Double, text: String) {
    #expect(Figures.fixed(value) == text)
  }

  @Test(arguments: [
    (0.0, "0 s"), (0.0016, "1.60 ms"), (0.34, "340 ms"), (2.714, "2.71 s"), (41.23, "41.2 s"), (83, "1 min 23 s"),
    (-0.35, "−350 ms"), (.nan, "unknown"), (.infinity, "unknown"),
  ])
  func spansAreReadable(seconds: Double, text: String) {
    #expect(Figures.span(seconds) == text)
  }

  @Test(arguments: [
    (30.0, "30 s"), (60, "60 s"), (120, "2 min"), (3600, "1 h"), (0.1, "100 ms"), (0, "0 s"), (90.5, "1 min 31 s"),
  ])
  func targetsReadAsTheyWereWritten(seconds: Double, text: String) {
    #expect(Figures.target(seconds) == text)
  }

  @Test(arguments: [
    ("a-b/c.yaml", "a-b/c.yaml"), ("", "''"), ("it's", #"'it'\''s'"#), ("$(x)", "'$(x)'"), ("a b", "'a b'"),
  ])
  func wordsPasteIntoAShell(word: String, quoted: String) {
    #expect(ShellWord.quoted(word) == quoted)
  }

  @Test func thousandsAreGrouped() {
    #expect([7, 1234, 1_234_567].map(Figures.grouped) == ["7", "1\u{202F}234", "1\u{202F}234\u{202F}567"])
  }
}
