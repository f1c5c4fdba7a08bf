extension ParsedPage {
  /// What keeps readers out, asks for another file, or leads nowhere; empty for a good page.
  public var faults: [String] {
    headingFaults + pictureFaults + referenceFaults + requestFaults + tableFaults + rootFaults
  }

  /// One h1, and no level is skipped on the way down.
  private var headingFaults: [String] {
    let levels = elements.compactMap { element -> Int? in
      guard element.name.count == 2, element.name.hasPrefix("h") else { return nil }
      return Int(element.name.dropFirst())
    }
    var faults = levels.count { $0 == 1 } == 1 ? [] : ["there is not one h1"]
    if levels.first != 1 { faults.append("the first heading is no h1") }
    for (upper, lower) in zip(levels, levels.dropFirst()) where lower > upper + 1 {
      faults.append("h\(lower) follows h\(upper)")
    }
    return faults
  }

  private var pictureFaults: [String] {
    all("img").flatMap { image in
      ["alt", "width", "height"].filter { (image.attributes[$0] ?? "").isEmpty }
        .map { "img without \($0)" }
    }
      + all("svg").filter {
        $0.attributes["role"] != "img" || ($0.attributes["aria-label"] ?? "").isEmpty
      }.map { _ in "svg without a name" }
  }

  /// Names are unique, and what refers to one finds it.
  private var referenceFaults: [String] {
    let names = elements.compactMap { $0.attributes["id"] }
    var faults = Set(names).count == names.count ? [] : ["an id twice"]
    faults += names.filter { $0.contains(where: \.isWhitespace) }.map { "id '\($0)'" }
    let wanted =
      elements.compactMap { $0.attributes["href"] }.filter { $0.hasPrefix("#") }
      .map { String($0.dropFirst()) } + elements.compactMap { $0.attributes["aria-labelledby"] }
    faults += wanted.filter { !names.contains($0) }.map { "nothing is called '\($0)'" }
    let sections = all("section").filter { $0.attributes["aria-labelledby"] == nil }
    return faults + sections.map { _ in "section without a name" }
  }

  /// A browser fetches nothing: links in the text are followed by people only.
  private var requestFaults: [String] {
    let fetching: Set = [
      "audio", "base", "embed", "iframe", "image", "link", "object", "script", "source", "use",
      "video",
    ]
    var faults = elements.filter { fetching.contains($0.name) }.map { "an element \($0.name)" }
    for element in elements {
      for (key, value) in element.attributes {
        switch key {
        case "src" where !value.hasPrefix("data:image/png;base64,"): faults.append("src \(value)")
        case "href"
        where !value.hasPrefix("#") && (element.name != "a" || !value.hasPrefix("https://")):
          faults.append("href \(value)")
        case "srcset", "poster", "background", "action", "xlink:href": faults.append(key)
        case _ where key.hasPrefix("on"): faults.append(key)
        case "style" where value.contains("url("): faults.append("style \(value)")
        default: continue
        }
      }
    }
    let style = all("style").map(\.text).joined()
    return faults + ["url(", "@import", "http"].filter(style.contains).map { "\($0) in the style" }
  }

  private var tableFaults: [String] {
    let tables = all("table").count
    var faults = all("caption").filter { !$0.text.isEmpty }.count == tables ? [] : ["no caption"]
    let scopes: Set = ["col", "row", "rowgroup"]
    if all("th").contains(where: { !scopes.contains($0.attributes["scope"] ?? "") }) {
      faults.append("th without a scope")
    }
    return faults
  }

  private var rootFaults: [String] {
    var faults = all("html").first?.attributes["lang"] == "en" ? [] : ["no language"]
    if !all("meta").contains(where: { $0.attributes["name"] == "viewport" }) {
      faults.append("no viewport")
    }
    if !all("meta").contains(where: { $0.attributes["charset"] == "utf-8" }) {
      faults.append("no character set")
    }
    if all("main").count != 1 { faults.append("there is not one main part") }
    return faults
  }
}
