import Dispatch
import Foundation
import Glibc
import Model
import Reports
import Synchronization

/// What a user sees while drills run, on standard error.
public enum Progress {
  /// - Parameters:
  ///   - drills: how many will run.
  ///   - terminal: whether lines can be drawn over; otherwise plain lines come as things happen.
  public static func listener(drills: Int, terminal: Bool) -> any ProgressListener {
    terminal ? LiveLines() : PlainLines()
  }
}

/// One line an event worth telling, for pipes and logs.
final class PlainLines: ProgressListener {
  /// By drill.
  private let spells = Mutex<[String: BlindSpells]>([:])

  func began(_ plan: Plan) {
    say(plan, 0, plan.drill.title)
  }

  func heard(_ event: Event, of plan: Plan) {
    guard let text = text(of: event, of: plan) else { return }
    say(plan, event.at, text)
  }

  func ended(_ record: DrillRecord) {
    write("\(record.name): \(record.status.rawValue): \(record.reason)\n")
  }

  private func text(of event: Event, of plan: Plan) -> String? {
    guard case .unobserved(let start, let end) = event.body else { return Telling.text(of: event.body) }
    return spells.withLock { $0[plan.drill.name, default: BlindSpells()].hear(from: start, to: end) }
  }

  private func say(_ plan: Plan, _ at: Double, _ text: String) {
    write("\(plan.drill.name): \(String(format: "%6.2f", at)) s  \(text)\n")
  }

  private func write(_ text: String) {
    Terminal.write(text, to: STDERR_FILENO)
  }
}

/// One live line a drill: phase, seconds, probe health. Redrawn four times a second.
final class LiveLines: ProgressListener {
  private struct Line {
    var name: String
    var began: MonotonicTime
    var phase = "starting"
    var failing: Set<LaneID> = []
    var lanes: Int
    /// Whether the probes have begun.
    var isProbed = false
  }

  private struct Screen {
    var lines: [Line] = []
    var drawn = 0
  }

  private let screen = Mutex(Screen())
  // A dispatch source may be used from any thread; it only lacks the mark.
  nonisolated(unsafe) private let timer: any DispatchSourceTimer

  init() {
    timer = DispatchSource.makeTimerSource(queue: DispatchQueue(label: "progress"))
    timer.schedule(deadline: .now(), repeating: .milliseconds(250))
    timer.setEventHandler { [weak self] in self?.redraw() }
    timer.activate()
  }

  deinit {
    timer.cancel()
  }

  func began(_ plan: Plan) {
    screen.withLock { $0.lines.append(Line(name: plan.drill.name, began: .now(), lanes: plan.lanes.count)) }
    redraw()
  }

  func heard(_ event: Event, of plan: Plan) {
    screen.withLock { screen in
      guard let index = screen.lines.firstIndex(where: { $0.name == plan.drill.name }) else { return }
      switch event.body {
      case .phaseBegan(let phase):
        screen.lines[index].phase = phase.rawValue
        screen.lines[index].isProbed = phase != .boot && phase != .prepare && phase != .teardown
      case .stepBegan(let name): screen.lines[index].phase = name
      case .outageBegan(let lane, _, _): screen.lines[index].failing.insert(lane)
      case .outageEnded(let lane, _, _, _, _): screen.lines[index].failing.remove(lane)
      default: break
      }
    }
  }

  /// The finished drill leaves a line for good above the live ones.
  func ended(_ record: DrillRecord) {
    screen.withLock { screen in
      screen.lines.removeAll { $0.name == record.name }
      draw(&screen, above: "\(record.name): \(record.status.rawValue): \(record.reason)\n")
    }
  }

  private func redraw() {
    screen.withLock { draw(&$0, above: "") }
  }

  private func draw(_ screen: inout Screen, above: String) {
    guard screen.drawn > 0 || !screen.lines.isEmpty || !above.isEmpty else { return }
    let up = screen.drawn > 0 ? "\u{1B}[\(screen.drawn)A" : ""
    let lines = screen.lines.map { text(of: $0) + "\u{1B}[K\n" }.joined()
    Terminal.write(up + "\r\u{1B}[J" + above + lines, to: STDERR_FILENO)
    screen.drawn = screen.lines.count
  }

  private func text(of line: Line) -> String {
    let seconds = String(format: "%5.1f s", (MonotonicTime.now() - line.began).seconds)
    guard line.isProbed else { return cut("\(line.name)  \(seconds)  \(line.phase)") }
    let health =
      line.failing.isEmpty
      ? "\(line.lanes) \(line.lanes == 1 ? "lane" : "lanes") up"
      : "\(line.failing.count) of \(line.lanes) lanes down: "
        + line.failing.sorted().map(\.rawValue).joined(separator: ", ")
    return cut("\(line.name)  \(seconds)  \(line.phase)  \(health)")
  }

  /// A line that wraps would not be drawn over.
  private func cut(_ text: String) -> String {
    String(text.prefix(max(20, Terminal.columns(of: STDERR_FILENO) - 1)))
  }
}
