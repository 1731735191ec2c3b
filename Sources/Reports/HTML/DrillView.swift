import Model

/// One drill's section: reason, chart, objectives, tables.
enum DrillView {
  static func view(_ drill: DrillRecord, id: String, events: [Event]) -> View {
    let bar = PhaseBar(drill)
    return [
      "id": id, "phases": bar.map { ["bar": $0.svg, "words": $0.words] as Any } ?? false, "status": drill.status.rawValue, "icon": PageSymbols.icon(drill.status), "word": drill.status.rawValue,
      "name": drill.name, "title": drill.title.isEmpty ? false : drill.title as Any, "reason": drill.reason,
      "warnings": drill.warnings, "timeline": chart(drill, id: id, events: events),
      "judged": !drill.objectives.isEmpty, "objectives": drill.objectives.map { objective($0, drill.measures) },
      "tables": EvidenceTables.of(drill, events: events).map(table),
    ]
  }

  private static func chart(_ drill: DrillRecord, id: String, events: [Event]) -> String {
    guard let timeline = Timeline(drill, events: events) else { return "" }
    let title = "Timeline of \(VisibleText.oneLine(drill.name))"
    let charts = [TimelineLayout.wide, .narrow].map { TimelineDrawing(timeline, layout: $0, id: id).text(title: title) }
    return "<figure class=\"timeline\">\(charts.joined())\(legend(timeline))</figure>"
  }

  private static func legend(_ timeline: Timeline) -> String {
    var keys: [(String, String)] = []
    if !timeline.lanes.isEmpty {
      keys.append((#"<rect class="up" y="4" width="26" height="6"/>"#, "up"))
      keys.append((#"<rect class="down" width="26" height="14" rx="1.5"/>"#, "down"))
    }
    if !timeline.unobserved.isEmpty {
      keys.append((#"<rect class="blind" x=".5" y=".5" width="25" height="13"/>"#, "unobserved"))
    }
    if timeline.stable != nil {
      keys.append((#"<rect class="stable" width="26" height="14"/>"#, "stable window"))
    }
    if !timeline.backups.isEmpty {
      keys.append((#"<path class="backup" d="M7 7l6 -6l6 6l-6 6Z"/>"#, "backup"))
    }
    guard !keys.isEmpty else { return "" }
    let items = keys.map { "<span><svg viewBox=\"0 0 26 14\" aria-hidden=\"true\">\($0.0)</svg>\($0.1)</span>" }
    return "<figcaption>\(items.joined())</figcaption>"
  }

  private static func objective(_ objective: ObjectiveRecord, _ measures: Measures) -> View {
    [
      "title": objective.kind.title, "value": objective.measured.map(Figures.span) ?? "not measured",
      "bar": ObjectiveBar.svg(
        target: objective.target, measured: objective.measured, met: objective.met, style: "bar"),
      "class": word(objective), "icon": PageSymbols.icon(word(objective)), "verdict": verdict(objective),
      "goal": "target \(Figures.target(objective.target))",
    ]
  }

  private static func word(_ objective: ObjectiveRecord) -> String {
    switch objective.met {
    case true?: "met"
    case false?: "missed"
    case nil: "undecided"
    }
  }

  private static func verdict(_ objective: ObjectiveRecord) -> String {
    switch objective.met {
    case true?: "met"
    case false?: objective.excess.map { "missed by \(Figures.span($0))" } ?? "missed"
    case nil: "not judged"
    }
  }

  private static func table(_ table: EvidenceTable) -> View {
    [
      "caption": table.caption, "wide": table.wide, "headed": !table.heads.isEmpty,
      "heads": table.heads.enumerated().map { ["class": table.style($0), "text": $1] },
      "rows": table.rows.map { row in row.isEmpty ? [:] : cells(row, table) },
    ]
  }

  private static func cells(_ row: [String], _ table: EvidenceTable) -> View {
    let cells: [View] = row.enumerated().map { ["class": table.style($0), "text": $1] }
    return ["first": cells[0], "cells": Array(cells.dropFirst())]
  }
}
