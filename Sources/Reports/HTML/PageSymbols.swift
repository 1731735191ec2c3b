import Model

/// Icons and patterns, drawn once for the whole page. Each status has a shape of its own.
enum PageSymbols {
  static func icon(_ status: DrillStatus) -> String {
    icon(status.rawValue)
  }

  static func icon(_ name: String) -> String {
    ##"<svg class="icon" aria-hidden="true"><use href="#i-\##(name)"/></svg>"##
  }

  static let definitions = """
    <svg class="defs" aria-hidden="true"><defs>
    <pattern id="hatch-fail" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">\
    <rect class="hatch-back" width="6" height="6"/><path class="hatch-line" d="M0 0V6"/></pattern>
    <pattern id="hatch-wait" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">\
    <rect class="wait-back" width="6" height="6"/><path class="wait-line" d="M0 0V6"/></pattern>
    <pattern id="dots" width="5" height="5" patternUnits="userSpaceOnUse"><rect class="blind-back" width="5" height="5"/>\
    <circle class="dot" cx="2" cy="2" r="1"/></pattern>
    \(symbol("passed", #"<circle cx="8" cy="8" r="8" fill="currentColor"/><path class="cut" d="M4.4 8.3l2.4 2.4 4.8-5.2"/>"#))
    \(symbol("failed", #"<rect width="16" height="16" rx="2.5" fill="currentColor"/><path class="cut" d="M5 5l6 6M11 5l-6 6"/>"#))
    \(symbol("invalid", #"<path d="M8 0l8 8-8 8-8-8z" fill="currentColor"/><path class="cut" d="M6.2 6.4a1.8 1.8 0 1 1 2.6 1.6c-.6.3-.8.6-.8 1.1M8 11.3v.1"/>"#))
    \(symbol("errored", #"<path d="M8 .6l8 14.4H0z" fill="currentColor"/><path class="cut" d="M8 6v4M8 12.4v.1"/>"#))
    \(symbol("skipped", #"<circle cx="8" cy="8" r="7" fill="none" stroke="currentColor" stroke-width="1.8"/><path d="M4.8 8h6.4" stroke="currentColor" stroke-width="1.8"/>"#))
    \(symbol("met", #"<path d="M2.5 8.5l3.6 3.6 7.4-8" fill="none" stroke="currentColor" stroke-width="2.4"/>"#))
    \(symbol("missed", #"<path d="M3 3l10 10M13 3L3 13" fill="none" stroke="currentColor" stroke-width="2.4"/>"#))
    \(symbol("undecided", #"<path d="M3 8h10" fill="none" stroke="currentColor" stroke-width="2.4"/>"#))
    </defs></svg>
    """

  private static func symbol(_ name: String, _ drawing: String) -> String {
    #"<symbol id="i-\#(name)" viewBox="0 0 16 16">\#(drawing)</symbol>"#
  }
}
