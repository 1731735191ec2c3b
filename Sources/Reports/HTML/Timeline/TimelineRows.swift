import Model

extension TimelineDrawing {
  /// From applied to undone; a fault that nothing undoes has a point for an end.
  mutating func faultRow(_ fault: FaultRecord) {
    guard let applied = fault.appliedAt else { return }
    let middle = row("\(fault.kind.rawValue)", "label")
    let start = scale.x(applied)
    let target = fault.targets.joined(separator: ", ")
    let about = "\(fault.kind.rawValue) on \(target), applied \(Figures.moment(timeline.offset(applied)))"
    var labelX = start + 12
    if let undone = fault.undoneAt {
      let width = max(3, scale.x(undone) - start)
      svg.rect(
        "fault", x: start, y: middle - 8, width: width, height: 16, radius: 2,
        title: "\(about), undone \(Figures.moment(timeline.offset(undone)))")
      labelX = start + width + 8
      words(target + ", undone \(Figures.moment(timeline.offset(undone)))", at: labelX, before: start - 8, middle)
      return
    }
    let (x, top, bottom) = (SVGText.number(start), SVGText.number(middle - 7), SVGText.number(middle + 7))
    svg.path(
      "head fault-line", "M\(x) \(top)L\(SVGText.number(start + 8)) \(SVGText.number(middle))L\(x) \(bottom)Z",
      title: about)
    words(target, at: labelX, before: start - 8, middle)
  }

  /// Words to the right of a mark, or to its left when there is no room.
  private mutating func words(_ text: String, at right: Double, before left: Double, _ middle: Double) {
    let shown = Self.shortened(text, room: max(scale.end - right, left - scale.start))
    let fits = right + TimelineLayout.textWidth(shown) <= scale.end
    svg.words(shown, "dim halo", x: fits ? right : left, y: middle + 4, anchor: fits ? .start : .end)
  }

  mutating func recoveryRow() {
    let middle = row(timeline.runbook, "label")
    for (index, step) in timeline.steps.enumerated() {
      let (start, end) = (scale.x(step.start), scale.x(step.start + step.seconds))
      let style = step.outcome == .failed ? "step bad" : index.isMultiple(of: 2) ? "step" : "step alt"
      let width = max(1.5, end - start - 0.75)
      svg.rect(
        style, x: start, y: middle - 9, width: width, height: 18, radius: 2,
        title: "\(index + 1). \(step.name), \(Figures.span(step.seconds)), \(step.outcome.rawValue)")
      let number = (step.outcome == .failed ? "✕ " : "") + "\(index + 1)"
      let long = "\(number) \(step.name)"
      let label = TimelineLayout.textWidth(long) + 10 < width ? long : number
      guard TimelineLayout.textWidth(label) + 4 < width else { continue }
      svg.words(label, "in-step", x: start + width / 2, y: middle + 4, anchor: .middle)
    }
  }

  mutating func backupRow() {
    let middle = row("backups taken", "label")
    for backup in timeline.backups where scale.shows(backup.takenAt) {
      let x = scale.x(backup.takenAt)
      let (left, top) = (SVGText.number(x - 6), SVGText.number(middle))
      svg.path(
        "backup", "M\(left) \(top)l6 -6l6 6l-6 6Z",
        title: "\(backup.id), \(Figures.moment(timeline.offset(backup.takenAt))), revision \(backup.revision)")
    }
    let earlier = timeline.backups.count { $0.takenAt < timeline.shown.start }
    if earlier > 0 { svg.words("← \(earlier) earlier", "dim", x: scale.start + 2, y: middle + 4) }
  }

  mutating func laneRow(_ lane: Timeline.Lane) {
    let middle = row(lane.name, "lane-label")
    if scale.overlaps(timeline.watched) {
      let start = scale.x(timeline.watched.start)
      svg.rect("up", x: start, y: middle - 3, width: scale.x(timeline.watched.end) - start, height: 6)
    }
    let shown = lane.outages.filter(scale.overlaps)
    for outage in shown { block(outage, lane, middle) }
    for blind in timeline.unobserved where scale.overlaps(blind) {
      let start = scale.x(blind.start)
      svg.rect(
        "blind", x: start, y: middle - 9, width: max(3, scale.x(blind.end) - start), height: 18,
        title: "unobserved for \(Figures.span(blind.seconds)): neither up nor down")
    }
    lengths(shown, middle)
  }

  private mutating func block(_ outage: Span, _ lane: Timeline.Lane, _ middle: Double) {
    let start = scale.x(outage.start)
    let moment = Figures.moment(timeline.offset(outage.start))
    svg.rect(
      "down", x: start, y: middle - 9, width: max(2, scale.x(outage.end) - start), height: 18, radius: 1.5,
      title: "\(lane.name) down for \(Figures.span(outage.seconds)) from \(moment)")
  }

  /// The longest outages have their length written in or beside them, as far as there is room.
  private mutating func lengths(_ outages: [Span], _ middle: Double) {
    var taken = (outages + timeline.unobserved.filter(scale.overlaps)).map {
      (scale.x($0.start) - 2, scale.x($0.end) + 2)
    }
    for outage in outages.sorted(by: { $0.seconds > $1.seconds }).prefix(12) {
      let text = Figures.span(outage.seconds)
      let width = TimelineLayout.textWidth(text)
      let (start, end) = (scale.x(outage.start), max(scale.x(outage.end), scale.x(outage.start) + 2))
      if end - start > width + 8 {
        svg.words(text, "in-down", x: (start + end) / 2, y: middle + 4, anchor: .middle)
        continue
      }
      let beside = [(end + 5, SVGText.Anchor.start), (start - 5, .end)].first { x, anchor in
        let from = anchor == .start ? x : x - width
        let free = !taken.contains { $0.1 > from && $0.0 < from + width && !($0.0 <= start && $0.1 >= end) }
        return free && from >= scale.start && from + width <= scale.end
      }
      guard let (x, anchor) = beside else { continue }
      taken.append(anchor == .start ? (x, x + width) : (x - width, x))
      svg.words(text, "dim halo strong", x: x, y: middle + 4, anchor: anchor)
    }
  }
}
