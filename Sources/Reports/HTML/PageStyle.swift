/// The page's style sheet. Colours are named by what they mean and come in a light and a dark set; on paper it is
/// always light. Nothing is told by colour alone: every state has a word, a shape or a pattern as well.
enum PageStyle {
  static let css = light + dark + base + header + verdicts + drill + chart + tables + phone + paper

  private static let lightColours = """
    --bg:#f5f6f8;--panel:#fff;--ink:#15202b;--soft:#4c5966;--line:#d5dbe2;--hair:#e7ebf0;--shade:#f0f2f5;
    --link:#0b5394;--pass:#0a6b56;--pass-soft:#d9eee8;--fail:#b02f16;--fail-soft:#fbe5df;--warn:#7a5000;
    --warn-soft:#faecca;--err:#8a2762;--err-soft:#f7e1ec;--skip:#4c5966;--skip-soft:#e7ebf0;--up:#86b5a8;
    --step:#2f5d8a;--step-alt:#51799f;--on:#fff;color-scheme:light
    """
  private static let light = ":root{\(lightColours)}"

  private static let dark = """
    @media (prefers-color-scheme:dark){:root{--bg:#0e1319;--panel:#151c24;--ink:#e5ebf1;--soft:#a3b0bd;--line:#34404d;
    --hair:#232d38;--shade:#1b242e;--link:#8cc0f5;--pass:#4cc9a6;--pass-soft:#12352d;--fail:#ff8f70;--fail-soft:#43211a;
    --warn:#f0bd5a;--warn-soft:#3b2d10;--err:#ee97c6;--err-soft:#401d31;--skip:#a3b0bd;--skip-soft:#232d38;--up:#3d7f6f;
    --step:#79aedf;--step-alt:#a5c9ea;--on:#0e1319;color-scheme:dark}}
    """

  private static let base = """
    *{box-sizing:border-box}
    html{-webkit-text-size-adjust:100%;scroll-padding-top:1rem}
    body{margin:0;background:var(--bg);color:var(--ink);font:15px/1.5 ui-sans-serif,system-ui,-apple-system,"Segoe UI",
    Roboto,"Helvetica Neue",Arial,"Liberation Sans",sans-serif;font-variant-numeric:tabular-nums}
    .page{max-width:1160px;margin:0 auto;padding:0 24px 48px}
    h1,h2,h3{line-height:1.2;margin:0;font-weight:650;text-wrap:balance}
    a{color:var(--link);text-decoration-thickness:1px;text-underline-offset:2px}
    a:focus-visible,summary:focus-visible,[tabindex]:focus-visible{outline:2px solid var(--link);outline-offset:2px}
    p{margin:0}
    code,pre,.mono{font-family:ui-monospace,SFMono-Regular,"SF Mono","Cascadia Mono",Menlo,Consolas,"DejaVu Sans Mono",
    "Liberation Mono",monospace;font-size:.92em}
    .text{overflow-wrap:anywhere;white-space:pre-line}
    .icon{width:1em;height:1em;flex:none}
    .status{display:inline-flex;align-items:center;gap:.4em;font-weight:650;white-space:nowrap}
    .passed{--is:var(--pass);--is-soft:var(--pass-soft)}.failed{--is:var(--fail);--is-soft:var(--fail-soft)}
    .invalid{--is:var(--warn);--is-soft:var(--warn-soft)}.errored{--is:var(--err);--is-soft:var(--err-soft)}
    .skipped{--is:var(--skip);--is-soft:var(--skip-soft)}
    .status{color:var(--is)}
    .defs{position:absolute;width:0;height:0;overflow:hidden}
    """

  private static let header = """
    .top{padding:28px 0 20px}
    .brand{font-size:13px;color:var(--soft);letter-spacing:.01em;margin-bottom:10px}
    .brand b{color:var(--ink);font-weight:700}
    .top h1{font-size:clamp(26px,4vw,36px);letter-spacing:-.015em;display:flex;gap:.4em;align-items:center}
    .top h1 .icon{color:var(--is);width:.95em;height:.95em}
    .tally{display:block;width:100%;height:8px;margin:16px 0 8px}
    .counts{display:flex;flex-wrap:wrap;gap:4px 20px;font-size:14px}
    .facts{display:flex;flex-wrap:wrap;gap:10px 28px;margin:18px 0 0;font-size:13.5px}
    .facts div{min-width:0}.facts dt{color:var(--soft)}.facts dd{margin:0;overflow-wrap:anywhere}
    """

  private static let verdicts = """
    .panel{background:var(--panel);border:1px solid var(--line);border-radius:8px}
    .verdicts{width:100%;border-collapse:collapse;font-size:14px}
    .verdicts th,.verdicts td{padding:10px 14px;text-align:left;vertical-align:top;border-top:1px solid var(--hair)}
    .verdicts thead th{border-top:0;color:var(--soft);font-weight:500;font-size:13px;padding-block:8px}
    .verdicts tbody th{font-weight:600;overflow-wrap:anywhere}
    .verdicts th small{display:block;font-weight:400;color:var(--soft);font-size:13px}
    .verdicts tbody th{min-width:9em}
    .verdicts td:nth-of-type(2),.verdicts td:nth-of-type(3){white-space:nowrap}
    .verdicts td small{display:block;color:var(--soft);font-size:13px}
    .verdicts td:last-child{width:38%}
    .of{color:var(--soft)}
    .met{color:var(--pass)}.missed{color:var(--fail);font-weight:600}
    .mini{display:block;width:132px;height:7px;margin-top:6px}
    .more{margin-top:14px}.more summary{cursor:pointer;padding:10px 14px;font-weight:600}
    .note{color:var(--soft);font-size:14px;margin-top:12px}
    """

  private static let drill = """
    .drill{margin-top:28px;border-top:3px solid var(--is);padding:20px 24px 24px}
    .drill>header{display:grid;grid-template-columns:minmax(0,1fr);gap:6px}
    .drill h2{font-size:22px;letter-spacing:-.01em;overflow-wrap:anywhere}
    .drill .title{color:var(--soft);overflow-wrap:anywhere}
    .drill .reason{font-size:16px;max-width:75ch}
    .warning{margin-top:8px;padding:8px 12px;background:var(--warn-soft);color:var(--ink);border-radius:5px;font-size:14px}
    .drill h3{font-size:15px;margin:26px 0 10px}
    .objectives{display:grid;grid-template-columns:repeat(auto-fill,minmax(230px,1fr));gap:18px 28px;list-style:none;
    margin:0;padding:0}
    .objective .name{font-size:13.5px;color:var(--soft);overflow-wrap:anywhere}
    .objective .value{font-size:22px;font-weight:650;letter-spacing:-.01em;line-height:1.25}
    .objective .bar{display:block;width:100%;height:16px;margin:5px 0 3px}
    .objective .word{display:flex;justify-content:space-between;gap:10px;font-size:13.5px}
    .objective .word .icon{margin-right:.35em;vertical-align:-.12em}
    .undecided{color:var(--soft)}
    """

  private static let chart = """
    .timeline{margin:22px 0 0}
    .timeline svg{display:block;width:100%;height:auto;font-family:inherit}
    .timeline .narrow{display:none}
    .timeline figcaption{display:flex;flex-wrap:wrap;gap:4px 18px;margin-top:8px;font-size:13px;color:var(--soft)}
    .timeline figcaption span{display:inline-flex;align-items:center;gap:6px}
    .timeline figcaption svg{width:26px;height:14px;flex:none}
    svg text{fill:var(--ink);font-size:12px}
    svg .dim{fill:var(--soft);font-size:11.5px}
    svg .label{font-size:12px}
    svg .lane-label{font-family:ui-monospace,SFMono-Regular,"SF Mono","Cascadia Mono",Menlo,Consolas,"DejaVu Sans Mono",
    "Liberation Mono",monospace;font-size:11.5px}
    svg .strong{font-weight:650}
    svg .halo{paint-order:stroke;stroke:var(--panel);stroke-width:4px;stroke-linejoin:round}
    svg .grid{stroke:var(--hair);stroke-width:1}
    svg .rule{stroke:var(--line);stroke-width:1}
    svg .phase{fill:var(--shade);stroke:var(--panel);stroke-width:2}
    svg .up{fill:var(--up)}
    svg .down{fill:var(--fail)}
    svg .in-down{fill:var(--on);font-weight:600;font-size:11.5px}
    svg .blind{fill:url(#dots);stroke:var(--soft);stroke-width:1;stroke-dasharray:2 2}
    svg .blind-back{fill:var(--panel)}
    svg .dot{fill:var(--soft)}
    svg .stable{fill:var(--pass);opacity:.13}
    svg .fault{fill:url(#hatch-fail);stroke:var(--fail);stroke-width:1.25}
    svg .hatch-back{fill:var(--fail-soft)}svg .hatch-line{stroke:var(--fail);stroke-width:2}
    svg .step{fill:var(--step)}svg .step.alt{fill:var(--step-alt)}svg .step.bad{fill:var(--fail)}
    svg .in-step{fill:var(--on);font-weight:600;font-size:11.5px}
    svg .backup{fill:var(--panel);stroke:var(--step);stroke-width:2}
    svg .mark{stroke-width:1.5;fill:none}svg .mark.fault-line{stroke:var(--fail)}
    svg .mark.detected-line{stroke:var(--warn);stroke-dasharray:4 3}svg .mark.recovered-line{stroke:var(--pass)}
    svg .head.fault-line{fill:var(--fail)}svg .head.detected-line{fill:var(--warn)}svg .head.recovered-line{fill:var(--pass)}
    .phases{display:block;width:100%;height:26px}svg .wait{fill:url(#hatch-wait);stroke:var(--warn);stroke-width:1}
    svg .wait-back{fill:var(--warn-soft)}svg .wait-line{stroke:var(--warn);stroke-width:2}
    svg .track{fill:var(--hair)}svg .fill{fill:var(--pass)}svg .over{fill:url(#hatch-fail);stroke:var(--fail)}
    svg .fill.bad{fill:var(--fail)}svg .fill.open{fill:var(--soft)}svg .goal{fill:var(--ink)}
    svg .t-passed{fill:var(--pass)}svg .t-failed{fill:var(--fail)}svg .t-errored{fill:var(--err)}
    svg .t-invalid{fill:var(--warn)}svg .t-skipped{fill:var(--line)}
    .cut{stroke:var(--panel);fill:none;stroke-width:1.6;stroke-linecap:round;stroke-linejoin:round}
    """

  private static let tables = """
    .tables{columns:2 440px;column-gap:36px}
    .tables>section{break-inside:avoid}.tables h3{margin:0;padding:24px 0 8px}.tables>.full{column-span:all}
    .scroll{overflow-x:auto}
    .data{width:100%;border-collapse:collapse;font-size:13.5px}
    .data th,.data td{padding:5px 14px 5px 0;text-align:left;vertical-align:top;border-top:1px solid var(--hair)}
    .data th:last-child,.data td:last-child{padding-right:0}
    .data thead th{border-top:0;border-bottom:1px solid var(--line);color:var(--soft);font-weight:500;white-space:nowrap}
    .data tbody th{font-weight:500}
    .data td,.data tbody th{overflow-wrap:break-word}
    .data .n{text-align:right;white-space:nowrap}
    .full .data td:last-child:not(.n){min-width:12em}
    .data .nowrap{white-space:nowrap}
    pre{margin:0;padding:12px 14px;background:var(--shade);border-radius:5px;white-space:pre-wrap;overflow-wrap:anywhere}
    .again{margin-top:28px}.again h2{font-size:17px;margin-bottom:10px}
    .foot{margin-top:28px;color:var(--soft);font-size:13px;max-width:80ch}
    """

  private static let phone = """
    @media (max-width:720px){
    .page{padding:0 14px 32px}
    .top{padding-top:18px}
    .drill{padding:16px 14px 18px}
    .timeline .wide{display:none}.timeline .narrow{display:block}
    .verdicts,.verdicts tbody,.verdicts tr,.verdicts td,.verdicts tbody th{display:block;width:auto}
    .verdicts thead{position:absolute;clip-path:inset(50%);width:1px;height:1px;overflow:hidden}
    .verdicts tr{padding:12px 14px;border-top:1px solid var(--hair)}
    .verdicts tbody tr:first-child{border-top:0}
    .verdicts tbody th,.verdicts td{border:0;padding:2px 0}
    .verdicts td:last-child{width:auto}
    .verdicts td[data-label]:not(:empty)::before{content:attr(data-label) " ";color:var(--soft)}
    .verdicts td small{display:inline;margin-left:.5em}
    .verdicts tbody th{min-width:0}
    .mini{width:100%}
    }
    """

  private static let paper = """
    @page{margin:14mm}
    @media print{
    :root{\(lightColours);--bg:#fff}
    *{print-color-adjust:exact;-webkit-print-color-adjust:exact}
    body{font-size:10.5pt}
    .page{max-width:none;padding:0}
    .top{padding-top:0}
    .panel{border-radius:0}
    .drill{break-before:page;margin-top:0;padding:12px 0 0;border-width:3px 0 0}
    .timeline .wide{display:block}.timeline .narrow{display:none}
    .scroll{overflow:visible}
    .verdicts{font-size:9.5pt}.verdicts th,.verdicts td{padding:6px 10px}.mini{width:96px}
    .tables{columns:2 290px}.data{font-size:9pt}.data td,.data tbody th.text{overflow-wrap:anywhere}
    .verdicts tbody th{min-width:15em}.verdicts td:last-child{width:auto}
    svg text,svg .label,svg .dim,svg .in-step,svg .in-down{font-size:13.5px}svg .lane-label{font-size:13px}
    .objective,figure,tr,.tables>section>h3{break-inside:avoid}
    h2,h3,thead{break-after:avoid}
    .again{border:0;padding:0}
    a{color:inherit;text-decoration:none}
    }
    """
}
