import Foundation
import Model
import Testing

@testable import Reports

struct HTMLReportTests {
  @Test func aSmallRunReadsAsRecorded() throws {
    var run = Sample.run
    run.drills = [Sample.storageLoss, Sample.bootFailed]
    try Golden.expect(HTMLReport.text(of: run, events: Sample.events), matches: "report.html")
  }

  @Test func itNeedsNoNetworkAndRunsNoScript() throws {
    let page = try HTMLReport.text(of: Sample.run, events: Sample.events)
    #expect(page.contains("content=\"default-src 'none'; style-src 'unsafe-inline'\""))
    for word in ["<script", "http://", "https://", "@import", "url(//", "src=", "<link"] {
      #expect(!page.contains(word), "\(word)")
    }
  }

  @Test func itIsWellFormed() throws {
    #expect(try Xmllint.problems(asXML(HTMLReport.text(of: Sample.run, events: Sample.events)), schema: false) == "")
  }

  /// A text that had got out of its place would bring tags or attributes that no template has.
  @Test(arguments: Array(stride(from: 0, to: Hostile.sample.count, by: 45)))
  func hostileTextsStayText(first: Int) throws {
    let known = try tags(HTMLReport.text(of: Sample.run, events: Sample.events))
      .union(tags(HTMLReport.text(of: Hostile.run("plain"))))
    let texts = Hostile.sample[first..<min(first + 45, Hostile.sample.count)]
    var run = Hostile.run(texts.joined())
    run.drills = texts.enumerated().compactMap { Hostile.run($1).drills[$0.isMultiple(of: 2) ? 2 : 3] }
    let page = try HTMLReport.text(of: run)
    #expect(tags(page).subtracting(known) == [])
    let hidden = page.unicodeScalars.filter {
      $0.properties.isBidiControl || ($0.value < 0x20 && $0 != "\n" && $0 != "\t")
    }
    #expect(hidden.isEmpty)
  }

  @Test func theSearchForStrayTagsFindsThem() {
    #expect(tags("<p class='a'>x</p><img src=x onerror=\"a > b\">") == ["p class", "/p", "img onerror src"])
  }

  @Test(arguments: [Hostile.sample[0], Hostile.sample[29], "]]>\u{0}\u{202E}"])
  func hostileTextsStayWellFormed(text: String) throws {
    #expect(try Xmllint.problems(asXML(HTMLReport.text(of: Hostile.run(text))), schema: false) == "")
  }

  @Test func everyVerdictIsSaidInWords() throws {
    let page = try HTMLReport.text(of: Sample.run)
    for status in DrillStatus.allCases { #expect(page.contains("</svg>\(status.rawValue)</span>")) }
    #expect(page.contains("</svg>met</span>"))
    #expect(page.contains("</svg>missed by 11.2 s</span>"))
    #expect(page.contains("2 of 7 drills failed"))
  }

  @Test func failingDrillsComeFirst() throws {
    let page = try HTMLReport.text(of: Sample.run)
    let failed = try #require(page.firstRange(of: "stale-backup"))
    let passed = try #require(page.firstRange(of: "apiserver-crash-ha"))
    #expect(failed.lowerBound < passed.lowerBound)
  }

  @Test func aLongRunFoldsWhatPassed() throws {
    let page = try HTMLReport.text(of: Sample.large(10_000))
    #expect(page.utf8.count < 6_000_000)
    #expect(page.contains("<details class=\"more panel\"><summary>9\u{202F}000 drills passed</summary>"))
    #expect(page.split(separator: "<article").count - 1 == HTMLReport.sectionsMax)
    #expect(page.split(separator: "<tr class=\"").count - 1 == 10_000)
  }

  @Test func idsAreUniqueAndLinksLead() throws {
    let page = try HTMLReport.text(of: Sample.run, events: Sample.events)
    let ids = page.matches(of: /\sid="([^"]+)"/).map { String($0.1) }
    #expect(Set(ids).count == ids.count)
    for link in page.matches(of: /href="#([^"]+)"/) { #expect(ids.contains(String(link.1)), "\(link.1)") }
  }

  @Test func nothingRanIsAPageToo() throws {
    var run = Sample.run
    run.drills = []
    #expect(try HTMLReport.text(of: run).contains("No drill ran"))
  }

  /// A page as a parser without HTML's special rules takes it.
  private func asXML(_ page: String) -> String {
    page.replacing("<!doctype html>\n", with: "")
      .replacing(/<meta ([^>]*)>/) { "<meta \($0.1)/>" }
      .replacing(/<style>[^<]*<\/style>/, with: "")
  }

  /// Every tag of a page with the names of its attributes, read byte by byte as a browser does.
  private func tags(_ page: String) -> Set<String> {
    var found = Set<String>()
    for part in page.utf8.split(separator: UInt8(ascii: "<")).dropFirst(page.hasPrefix("<") ? 0 : 1) {
      found.insert(shape(part))
    }
    return found
  }

  private func shape(_ tag: Substring.UTF8View) -> String {
    var quote: UInt8?
    var words: [[UInt8]] = [[]]
    var inValue = false
    for byte in tag {
      if let open = quote {
        if byte == open { quote = nil }
      } else if byte == UInt8(ascii: ">") {
        break
      } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
        quote = byte
      } else if byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\n") {
        words.append([])
        inValue = false
      } else if byte == UInt8(ascii: "=") {
        inValue = true
      } else if !inValue {
        words[words.count - 1].append(byte)
      }
    }
    let names = words.map { String(decoding: $0, as: UTF8.self) }.filter { !$0.isEmpty && $0 != "/" }
    return ([names.first ?? ""] + Set(names.dropFirst()).sorted()).joined(separator: " ")
  }
}
