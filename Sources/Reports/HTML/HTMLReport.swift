public import Model
import Mustache

/// `report.html`: one file that needs no network and runs no script. Verdicts first, then drill by drill.
public enum HTMLReport {
  /// Above so many drills the passed ones shrink to rows in a folded table.
  static let foldAbove = 50
  /// In a folded report, so many drills that did not pass get a section of their own.
  static let sectionsMax = 50

  /// - Parameter events: a drill's events by its name; what they add is the stable window and outages still open.
  public static func text(of run: RunRecord, events: [String: [Event]] = [:]) throws(ReportError) -> String {
    do {
      let templates = try PageTemplates.shared.get()
      return VisibleText.of(templates.page.render(page(run, events, templates)))
    } catch {
      throw .cannotRender("report.html", reason: "\(error)")
    }
  }

  private static func page(_ run: RunRecord, _ events: [String: [Event]], _ templates: PageTemplates) -> View {
    let split = Split(run)
    let drills = split.sections.map { drill, id in
      templates.drill.render(DrillView.view(drill, id: id, events: events[drill.name] ?? []))
    }
    return [
      "headline": run.headline, "id": run.id, "status": run.status.rawValue, "icon": PageSymbols.icon(run.status),
      "styles": PageStyle.css, "symbols": PageSymbols.definitions, "tally": tally(run), "counts": counts(run),
      "facts": facts(run), "verdicts": templates.rows.render(split.rows(split.open)),
      "collapsed": collapsed(split, templates), "note": split.note.map { $0 as Any } ?? false,
      "drills": drills.joined(), "command": run.commandLine,
    ]
  }

  private static func collapsed(_ split: Split, _ templates: PageTemplates) -> String {
    guard !split.folded.isEmpty else { return "" }
    let title = "\(Figures.count(split.folded.count, "drill")) passed"
    let table = templates.rows.render(split.rows(split.folded))
    return "<details class=\"more panel\"><summary>\(title)</summary>\(table)</details>"
  }

  private static func counts(_ run: RunRecord) -> [View] {
    DrillStatus.worstFirst.filter { run.count($0) > 0 }.map {
      ["status": $0.rawValue, "icon": PageSymbols.icon($0), "count": Figures.grouped(run.count($0))]
    }
  }

  private static func facts(_ run: RunRecord) -> [View] {
    let host = run.host
    let facts = [
      ("Run", run.id), ("Started", Figures.wall(run.started)), ("Took", Figures.span(run.seconds)),
      ("Host", "\(host.system), \(Figures.count(host.cores, "core"))"),
      ("Load", Figures.decimal(host.load, places: 2)), ("Seed", String(run.seed)),
      ("Firedrill", run.firedrillVersion),
    ]
    return facts.map { ["term": $0.0, "value": $0.1] }
  }

  /// Shares of the verdicts as one strip, with a gap between them.
  private static func tally(_ run: RunRecord) -> String {
    let total = Double(max(1, run.drills.count))
    var strip = SVGText()
    var from = 0.0
    for status in DrillStatus.worstFirst where run.count(status) > 0 {
      let share = Double(run.count(status)) / total * 100
      let gap = from > 0 ? 0.3 : 0
      strip.raw("<rect class=\"t-\(status.rawValue)\" x=\"\(SVGText.number(from + gap))%\" ")
      strip.raw("width=\"\(SVGText.number(max(0.2, share - gap)))%\" height=\"100%\" rx=\"2\"/>")
      from += share
    }
    return "<svg class=\"tally\" aria-hidden=\"true\">\(strip.text)</svg>"
  }
}

/// What a template is filled with.
typealias View = [String: Any]

/// Which drills get a row in sight, a folded row, a section.
struct Split {
  var open: [DrillRecord]
  var folded: [DrillRecord] = []
  var sections: [(DrillRecord, id: String)]
  var note: String?
  private var ids: [String: String] = [:]
  private let compact: Bool

  init(_ run: RunRecord) {
    let drills = run.worstFirst
    compact = drills.count > HTMLReport.foldAbove
    open = compact ? drills.filter { $0.status != .passed } : drills
    folded = compact ? drills.filter { $0.status == .passed } : []
    let shown = compact ? open.filter { $0.status != .skipped }.prefix(HTMLReport.sectionsMax) : open[...]
    sections = shown.enumerated().map { ($1, "d\($0 + 1)") }
    ids = Dictionary(sections.map { ($0.0.name, $0.id) }) { first, _ in first }
    if compact {
      note = "The first \(sections.count) drills that did not pass are shown in full below; run.json has every drill."
    }
  }

  func rows(_ drills: [DrillRecord]) -> View {
    ["rows": drills.map(row)]
  }

  private func row(_ drill: DrillRecord) -> View {
    [
      "status": drill.status.rawValue, "icon": PageSymbols.icon(drill.status), "word": drill.status.rawValue,
      "link": ids[drill.name].map { $0 as Any } ?? false, "name": drill.name,
      "title": compact || drill.title.isEmpty ? false : drill.title as Any, "reason": drill.reason,
      "recovery": recovery(drill), "loss": loss(drill),
    ]
  }

  private func loss(_ drill: DrillRecord) -> String {
    guard let loss = drill.measures.dataLoss, loss.writes > 0 else { return Markup.escaped(drill.lossFigure ?? "") }
    let target = drill.objective(.dataLoss).map { " of \(Figures.target($0.target))" } ?? ""
    return "\(Figures.span(loss.seconds))\(target)<small>\(Figures.count(loss.writes, "write"))</small>"
  }

  private func recovery(_ drill: DrillRecord) -> String {
    guard let figure = drill.recoveryFigure else { return "" }
    guard !compact, let objective = drill.objective(.recover) else { return Markup.escaped(figure) }
    let bar = ObjectiveBar.svg(
      target: objective.target, measured: objective.measured, met: objective.met, style: "mini")
    return Markup.escaped(figure) + bar
  }
}
