import Mustache

/// The page's templates, compiled once. They live in the program, so that a single binary can report from anywhere.
struct PageTemplates: Sendable {
  let page: MustacheTemplate
  let drill: MustacheTemplate
  let rows: MustacheTemplate

  /// The same for every report; an error here is a defect in a template below.
  static let shared = Result { try PageTemplates() }

  private init() throws {
    // The library's own escaper compares characters, and lets a quote with a combining mark through.
    MustacheContentTypes.register(StrictMarkup(), named: StrictMarkup.name)
    page = try Self.compiled(Self.pageText)
    drill = try Self.compiled(Self.drillText)
    rows = try Self.compiled(Self.rowsText)
  }

  private static func compiled(_ text: String) throws -> MustacheTemplate {
    try MustacheTemplate(string: "{{% CONTENT_TYPE:\(StrictMarkup.name)}}" + text)
  }

  private struct StrictMarkup: MustacheContentType {
    static let name = "FIREDRILL"
    func escapeText(_ text: String) -> String { Markup.escaped(text) }
  }
}

extension PageTemplates {
  /// `{{{…}}}` only holds markup that this room made; everything from a drill or a process is `{{…}}`.
  private static let pageText = """
    <!doctype html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <meta name="referrer" content="no-referrer">
    <title>{{headline}} · Firedrill {{id}}</title>
    <style>{{{styles}}}</style>
    </head>
    <body>
    {{{symbols}}}
    <div class="page">
    <header class="top {{status}}">
    <p class="brand"><b>Firedrill</b> · disaster-recovery drills</p>
    <h1>{{{icon}}}<span>{{headline}}</span></h1>
    {{{tally}}}
    <p class="counts">{{#counts}}<span class="status {{status}}">{{{icon}}}{{count}} {{status}}</span>{{/counts}}</p>
    <dl class="facts">{{#facts}}<div><dt>{{term}}</dt><dd>{{value}}</dd></div>{{/facts}}</dl>
    </header>
    <main>
    <section class="panel" aria-label="Verdicts">
    {{{verdicts}}}
    </section>
    {{{collapsed}}}
    {{#note}}<p class="note">{{.}}</p>{{/note}}
    {{{drills}}}
    <section class="again"><h2>Run it again</h2><pre><code>{{command}}</code></pre></section>
    </main>
    <footer class="foot"><p>Times count from the moment the first fault was applied (t). An outage lasts from the start \
    of the first failed request to the start of the first good one after it; ± is the resolution of its edges. Recovered \
    means: every probe good for the whole stable window, live state proved, and no acknowledged write unaccounted for.</p>
    </footer>
    </div>
    </body>
    </html>

    """

  private static let rowsText = """
    <table class="verdicts"><thead><tr><th scope="col">Verdict</th><th scope="col">Drill</th>\
    <th scope="col">Time to recover</th><th scope="col">Data loss</th><th scope="col">Why</th></tr></thead><tbody>
    {{#rows}}<tr class="{{status}}"><td><span class="status">{{{icon}}}{{word}}</span></td>\
    <th scope="row">{{#link}}<a href="#{{link}}">{{name}}</a>{{/link}}{{^link}}{{name}}{{/link}}\
    {{#title}}<small>{{.}}</small>{{/title}}</th>\
    <td data-label="Time to recover">{{#recovery}}{{{.}}}{{/recovery}}</td>\
    <td data-label="Data loss">{{#loss}}{{{.}}}{{/loss}}</td><td class="text">{{reason}}</td></tr>
    {{/rows}}</tbody></table>
    """

  private static let drillText = """
    <article class="drill panel {{status}}" id="{{id}}" aria-labelledby="{{id}}-name">
    <header><p class="status">{{{icon}}}{{word}}</p><h2 id="{{id}}-name">{{name}}</h2>\
    {{#title}}<p class="title">{{.}}</p>{{/title}}<p class="reason text">{{reason}}</p></header>
    {{#warnings}}<p class="warning text">Warning: {{.}}</p>{{/warnings}}
    {{{timeline}}}
    {{#phases}}<h3>Where the time went</h3>{{{bar}}}<p class="note text">{{words}}</p>{{/phases}}
    {{#judged}}<h3>Objectives</h3><ul class="objectives">{{#objectives}}<li class="objective">\
    <p class="name">{{title}}</p><p class="value">{{value}}</p>{{{bar}}}\
    <p class="word"><span class="{{class}}">{{{icon}}}{{verdict}}</span><span class="of">{{goal}}</span></p></li>\
    {{/objectives}}</ul>{{/judged}}
    <div class="tables">{{#tables}}<section{{#wide}} class="full"{{/wide}}><h3>{{caption}}</h3>\
    <div class="scroll" tabindex="0" role="region" aria-label="{{caption}}"><table class="data">\
    {{#headed}}<thead><tr>{{#heads}}<th scope="col" class="{{class}}">{{text}}</th>{{/heads}}</tr></thead>{{/headed}}\
    <tbody>{{#rows}}<tr><th scope="row" class="text {{first.class}}">{{first.text}}</th>\
    {{#cells}}<td class="text {{class}}">{{text}}</td>{{/cells}}</tr>{{/rows}}</tbody></table></div></section>{{/tables}}</div>
    </article>

    """
}
