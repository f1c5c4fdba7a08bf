/// The rules of style of a page: fonts of the system, no file but the page itself.
struct PageStyle: Equatable, Sendable {
  /// The rules as CSS.
  let text: String

  /// The style of a report.
  static let page = PageStyle(
    text: """

      :root{\(PageColor.declarations(\.light));color-scheme:light dark}
      @media screen and (prefers-color-scheme:dark){:root{\(PageColor.declarations(\.dark))}}
      \(general)
      \(tables)
      \(pictures)
      \(wide)
      \(print)

      """)

  private static let general = """
    *{box-sizing:border-box}
    html{font:100%/1.55 Charter,"Bitstream Charter","Iowan Old Style","Palatino Linotype",Georgia,\
    "Noto Serif","DejaVu Serif",serif;-webkit-text-size-adjust:100%;scroll-padding-top:1rem}
    body{margin:0 auto;max-width:78rem;padding:1.5rem 1.25rem 4rem;color:var(--ink);\
    background:var(--paper);overflow-wrap:break-word}
    h1,h2,h3,nav,table,figcaption,.facts,.origin,.notice,dt,summary,pre,.notes\
    {font-family:system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue","Noto Sans",\
    "DejaVu Sans",sans-serif}
    h1{font-size:1.9rem;line-height:1.2;margin:0 0 .75rem;letter-spacing:-.01em;max-width:40ch}
    h2{font-size:1.35rem;line-height:1.3;margin:0 0 .25rem}
    h3{font-size:1rem;margin:2rem 0 .5rem}
    p,ul,.commands{max-width:70ch}
    p{margin:.5rem 0}
    a{color:var(--link);text-underline-offset:.15em}
    a:focus-visible,.scroll:focus-visible,summary:focus-visible{outline:2px solid var(--link);\
    outline-offset:2px}
    code,pre{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;\
    font-size:.86em}
    pre{margin:0;padding:.6rem .8rem;background:var(--code);border-radius:4px;width:max-content;\
    min-width:100%}
    small{display:block;color:var(--muted);font-size:.86em;line-height:1.4}
    header{border-bottom:1px solid var(--rule);padding-bottom:1.25rem;margin-bottom:1.5rem}
    .introduction{font-size:1.06rem;max-width:none}
    .facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(15rem,1fr));gap:.6rem 2rem;\
    margin:1.1rem 0 0;font-size:.9rem}
    .facts dt,.commands dt{color:var(--muted);font-size:.85rem}
    .facts dd{margin:0}
    .commands dt{margin-top:.8rem}
    .commands dd{margin:.2rem 0 0}
    .notice{border-left:4px solid var(--bad);background:var(--panel);padding:.6rem .9rem;\
    font-size:.9rem;margin-top:1.1rem}
    nav{font-size:.86rem;line-height:1.4}
    nav h2{font-size:.8rem;text-transform:uppercase;letter-spacing:.06em;color:var(--muted)}
    nav ol{list-style:none;margin:.4rem 0 2rem;padding:0}
    nav li{margin:0}
    nav a{display:block;padding:.35rem 0;text-decoration:none}
    nav a:hover{text-decoration:underline}
    nav code{display:block;color:var(--muted);font-size:.82em}
    main>section{margin:0 0 4rem;padding-top:.5rem}
    .origin{color:var(--muted);font-size:.9rem;margin:0 0 1rem}
    summary{cursor:pointer;color:var(--link);font-size:.9rem;padding:.3rem 0}
    .notes{font-size:.86rem;padding-left:1.2rem}
    """

  private static let tables = """
    .scroll{overflow-x:auto;max-width:100%}
    .scroll+.scroll{margin-top:1.5rem}
    .counts{min-width:0}.counts th,.counts td{padding-right:1.6rem}
    table{border-collapse:collapse;font-size:.84rem;line-height:1.4;min-width:100%;\
    font-variant-numeric:tabular-nums}
    caption{text-align:left;color:var(--muted);padding:0 0 .4rem}
    caption>span{display:block;position:sticky;left:0;max-width:min(100%,calc(100vw - 2.5rem))}
    th,td{text-align:left;vertical-align:top;padding:.36rem .9rem .36rem 0;font-weight:400}
    th:last-child,td:last-child{padding-right:.2rem}
    thead th{font-weight:600;border-top:1.5px solid var(--ink);border-bottom:1px solid var(--ink);\
    white-space:nowrap}
    tbody tr+tr>*,tbody+tbody>tr:first-child>*{border-top:1px solid var(--rule)}
    tfoot>tr>*{border-top:1px solid var(--ink);border-bottom:1.5px solid var(--ink)}
    tbody:last-child>tr:last-child>*{border-bottom:1.5px solid var(--ink)}
    .number{text-align:right}
    .values{min-width:max(100%,54rem)}.failing{min-width:max(100%,36rem)}
    .values tbody th{min-width:11rem}.values .number,.values a{white-space:nowrap}.values small{white-space:normal}
    .verdict{white-space:nowrap;font-weight:600}
    .good{color:var(--good)}.bad{color:var(--bad)}.neutral{color:var(--muted)}
    .ran{color:var(--good)}.stored{color:var(--muted)}
    .digest{overflow-wrap:anywhere;display:block;min-width:17rem}
    .claims{min-width:max(100%,44rem)}.claims tbody th{min-width:13rem}
    .steps{min-width:max(100%,48rem)}.steps .number,.steps tbody th>code{white-space:nowrap}
    .photographs{min-width:max(100%,54rem)}.environment{min-width:max(100%,44rem)}
    .environment code,.parameters code{overflow-wrap:anywhere}
    .parameters{min-width:max(100%,34rem)}
    .parameters tr>*{border-top:0!important}
    .parameters tbody>tr:first-child>*{border-top:1px solid var(--rule)!important}
    .parameters tbody td{padding-top:.14rem;padding-bottom:.14rem}
    """

  private static let pictures = """
    figure{margin:0 0 1.5rem}
    .mat{background:#fff;color:#1b1d21;border:1px solid var(--rule);border-radius:4px;padding:.8rem}
    img{display:block;max-width:100%;height:auto;margin:0 auto}
    .picture figcaption{font-size:.9rem;line-height:1.5;max-width:84ch;margin-top:.75rem}
    .graph figcaption{font-size:.84rem;color:var(--muted);margin-top:.4rem}
    .graph .scroll{border:1px solid var(--rule);border-radius:4px;padding:.4rem}
    .lineage{display:block;margin:0 auto;max-width:100%;height:auto;font-family:system-ui,-apple-system,"Segoe UI",Roboto,\
    "Helvetica Neue","Noto Sans","DejaVu Sans",sans-serif}
    .lineage rect{fill:var(--panel);stroke:var(--edge)}
    .lineage .photographs rect{fill:var(--paper)}
    .lineage .figure rect{fill:var(--accent-panel);stroke:var(--link)}
    .lineage text{fill:var(--ink)}
    .lineage .name{font-size:13px;font-weight:600}
    .lineage .detail{font-size:11.5px;fill:var(--muted)}
    .lineage .line{fill:none;stroke:var(--edge);stroke-width:1.4}
    .lineage .head{fill:var(--edge)}
    """

  private static let wide = """
    @media (min-width:70rem){
    .columns{display:grid;grid-template-columns:14rem minmax(0,1fr);gap:3rem}
    nav{position:sticky;top:1rem;align-self:start;max-height:calc(100vh - 2rem);overflow-y:auto}
    }
    """

  private static let print = """
    @page{margin:18mm 16mm}
    @media print{
    html{font-size:10pt}
    body{max-width:none;padding:0}
    nav{display:none}
    a{color:inherit;text-decoration:none}
    main>section{margin-bottom:1.5rem}
    section+.experiment{break-before:page}
    tfoot{display:table-row-group}
    h2,h3,caption{break-after:avoid}
    .mat{border:0;padding:0}
    img{max-height:160mm;max-width:100%;width:auto}
    .picture,.graph,tr,.facts,.notice{break-inside:avoid}
    .scroll{overflow:visible;border:0!important}
    table{min-width:100%!important;font-size:8pt}
    caption>span{max-width:none}
    .claims tbody th,.values tbody th,.digest{min-width:0}
    pre{white-space:pre-wrap;width:auto}
    .lineage{min-width:0!important;max-height:200mm}
    details::details-content{content-visibility:visible;block-size:auto}
    summary{list-style:none;color:inherit}
    }
    """
}

/// A color of a page, in light and in dark surroundings. On paper it is the light one.
enum PageColor: String, CaseIterable {
  // Surfaces.
  case paper, panel, code, accentPanel = "accent-panel"
  // Words, legible on every surface.
  case ink, muted, link, good, bad
  // Lines.
  case rule, edge

  /// What a color is for.
  enum Role { case surface, words, line }

  var role: Role { look.role }

  /// Red, green and blue, 8 bits each.
  fileprivate var light: UInt32 { look.light }
  fileprivate var dark: UInt32 { look.dark }

  private var look: (role: Role, light: UInt32, dark: UInt32) {
    switch self {
    case .paper: (.surface, 0xFFFFFF, 0x15171B)
    case .panel: (.surface, 0xF5F6F8, 0x1D2026)
    case .code: (.surface, 0xEEF0F3, 0x262A31)
    case .accentPanel: (.surface, 0xE8F0FA, 0x1C2A3D)
    case .ink: (.words, 0x1B1D21, 0xE6E8EC)
    case .muted: (.words, 0x535963, 0xAAB1BC)
    case .link: (.words, 0x0A4F9C, 0x8DBBF7)
    case .good: (.words, 0x17652C, 0x83D19A)
    case .bad: (.words, 0xA11F1A, 0xF5A19A)
    case .rule: (.line, 0xD3D7DE, 0x3A3F48)
    case .edge: (.line, 0x747C88, 0x8A93A1)
    }
  }

  /// The declarations of all colors.
  fileprivate static func declarations(_ value: (PageColor) -> UInt32) -> String {
    allCases.map { color in
      let digits = String(value(color), radix: 16)
      return "--\(color.rawValue):#\(String(repeating: "0", count: 6 - digits.count))\(digits)"
    }.joined(separator: ";")
  }
}
