import Model

/// Texts that have broken other reports: markup, broken markup, terminal codes, turned reading direction, bytes that
/// XML forbids, and quotes hidden behind combining marks.
enum Hostile {
  /// About a thousand.
  static let texts: [String] = shapes + shapes.flatMap { shape in carriers.map { $0 + shape + $0 } }

  /// Every shape, and every seventh of the others, for what takes its time.
  static let sample: [String] =
    shapes + texts.dropFirst(shapes.count).enumerated().filter { $0.offset % 7 == 0 }.map(\.element)

  private static let shapes = [
    "<script>alert(1)</script>", "</script><script>alert(1)</script>", "\"><img src=x onerror=alert(1)>",
    "' onmouseover='alert(1)", "\" onload=\"alert(1)", "</style><script>alert(1)</script>", "<svg onload=alert(1)>",
    "</title></text></svg><script>alert(1)</script>", "]]>", "<![CDATA[", "<!--", "-->",
    "<!DOCTYPE x [<!ENTITY a 'b'>]>",
    "&amp;", "&#0;", "&#x1F;", "{{headline}}", "{{{styles}}}", "{{#rows}}", "javascript:alert(1)", "<a href=//x>",
    "\u{1B}[31mred\u{1B}[0m", "\u{202E}gnp.exe", "\u{2066}isolate\u{2069}", "a\u{0}b", "\u{8}\u{B}\u{C}\u{E}\u{1F}",
    "\u{7F}\u{85}\u{9B}31m", "\u{FFFE}\u{FFFF}", "\u{FEFF}\u{200B}", "\"\u{301} onfocus=alert(1) x=\"\u{301}",
    "<\u{301}script>", "'\u{20DD}", "&\u{301}lt;", "\r\n", "line\nbreak", "tab\tstop", "| a | b |", "`code`",
    "[x](javascript:alert(1))", "$(rm -rf /)", "🧨👩‍🚒", String(repeating: "long ", count: 40),
  ]

  private static let carriers = [
    "", "\u{0}", "\u{301}", "\u{200D}", "\u{202E}", "\n", "\r", "\"", "'", "<", ">", "&", "=", "\\", "`", "/", "]", "{",
    "}",
    "\u{1B}", "%", "#", ";", "é", "字",
  ]

  /// A run whose every text is hostile.
  static func run(_ text: String) -> RunRecord {
    var run = Sample.run
    run.id = text
    run.firedrillVersion = text
    run.host.system = text
    run.command = ["firedrill", text]
    run.drills = Sample.run.drills.map { drill($0, text) }
    return run
  }

  private static func drill(_ drill: DrillRecord, _ text: String) -> DrillRecord {
    var drill = drill
    drill.name += text
    drill.title = text
    drill.file = text
    drill.reason = text
    drill.labels = [text: [text]]
    drill.warnings = [text]
    drill.cluster?.version = text
    drill.cluster?.etcdVersion = text
    drill.cluster?.provider = text
    drill.recovery.runbook = text
    drill.freshness?.evidence = [text]
    for index in drill.faults.indices {
      drill.faults[index].targets = [text]
      drill.faults[index].effect.evidence = text
    }
    for index in drill.recovery.steps.indices {
      drill.recovery.steps[index].name = text
      drill.recovery.steps[index].detail = text
    }
    for index in drill.backups.indices { drill.backups[index].id = text }
    for index in drill.phases.indices { drill.phases[index].name += text }
    drill.objectives += [ObjectiveRecord(name: "outage " + text, target: 1, measured: 2, met: false)]
    drill.measures.outages[LaneID(text)] = drill.measures.outages.values.first
    return drill
  }
}
