import Yams

/// Composes one document with Yams and turns it into our own values. Nothing else in the house knows Yams.
struct YamlComposer {
  private let document: DocumentText
  /// First letters that were covered so that Yams accepts a key that stands twice; see `DuplicateKeys`.
  private var covered: DuplicateKeys
  private var findings: Findings
  private let root: Path
  private var values = 0

  /// - Parameter root: what messages call the document itself.
  /// - Returns: the values of the document, nearly always one; empty for a document without content.
  static func compose(_ document: DocumentText, into findings: inout Findings, root: Path = Path()) -> [Yaml] {
    if let place = AliasBound.excess(in: document) {
      findings.add(expansion, at: place)
      return []
    }
    var composer = YamlComposer(document: document, findings: findings, root: root)
    defer { findings = composer.findings }
    return composer.roots()
  }

  private static let expansion = "the aliases of this document could expand beyond all bounds (an alias bomb)"

  private init(document: DocumentText, findings: Findings, root: Path) {
    self.document = document
    self.findings = findings
    self.root = root
    covered = DuplicateKeys(text: document.text)
  }

  private mutating func roots() -> [Yaml] {
    while true {
      do {
        let nodes = try nodes(of: covered.text)
        return nodes.compactMap { value($0, path: root, depth: 0) }
      } catch {
        if case YamlError.duplicatedKeysInMapping(_, let context) = error,
          covered.cover(keyAt: context.mark.line, context.mark.column)
        {
          continue
        }
        report(error)
        return []
      }
    }
  }

  private func nodes(of text: String) throws -> [Node] {
    let parser = try Parser(yaml: text, resolver: .basic, encoding: .utf8)
    var nodes: [Node] = []
    while let node = try parser.nextRoot() { nodes.append(node) }
    return nodes
  }
}

// MARK: Values

extension YamlComposer {
  private mutating func value(_ node: Node, path: Path, depth: Int) -> Yaml? {
    let place = place(of: node, path: path)
    values += 1
    guard depth <= Limits.depth else {
      findings.add("nested deeper than \(Limits.depth) levels", at: place)
      return nil
    }
    guard values <= Limits.values else {
      if values == Limits.values + 1 { findings.add("more than \(Limits.values) values in one document", at: place) }
      return nil
    }
    refuseTag(of: node, at: place)
    return content(of: node, at: place, depth: depth).map { Yaml(content: $0, place: place) }
  }

  private mutating func content(of node: Node, at place: Place, depth: Int) -> Yaml.Content? {
    switch node {
    case .scalar(let scalar):
      return .scalar(scalar.string, quoted: scalar.style != .plain && scalar.style != .any)
    case .sequence(let items):
      var list: [Yaml] = []
      for (index, item) in items.enumerated() {
        guard let item = value(item, path: place.path.appending(index: index), depth: depth + 1) else { return nil }
        list.append(item)
      }
      return .list(list)
    case .mapping(let pairs): return entries(of: pairs, at: place, depth: depth).map(Yaml.Content.map)
    case .alias: return nil
    }
  }

  private mutating func entries(of pairs: Node.Mapping, at place: Place, depth: Int) -> [Yaml.Entry]? {
    var entries: [Yaml.Entry] = []
    var seen: [String: Int] = [:]
    for (keyNode, valueNode) in pairs {
      guard let key = key(keyNode, in: place) else { continue }
      guard let value = value(valueNode, path: key.place.path, depth: depth + 1) else { return nil }
      if let line = seen[key.name] {
        findings.add("key \(Quoted.text(key.name)) stands here again; it is already on line \(line)", at: key.place)
        continue
      }
      seen[key.name] = key.place.line
      entries.append(Yaml.Entry(key: key.name, keyPlace: key.place, value: value))
    }
    return entries
  }

  private mutating func key(_ node: Node, in map: Place) -> (name: String, place: Place)? {
    var place = place(of: node, path: map.path)
    guard case .scalar(let scalar) = node else {
      findings.add("a key that is a list or a map", expected: "a word", at: place)
      return nil
    }
    let name = covered.original(scalar.string)
    place.path = map.path.appending(key: name)
    return (name, place)
  }

  private mutating func refuseTag(of node: Node, at place: Place) {
    let tag = node.explicitTag
    if let tag {
      findings.add("a tag, \(Quoted.text(tag))", expected: "a plain value without a tag", at: place)
    }
  }

  private func place(of node: Node, path: Path) -> Place {
    Place(line: (node.mark?.line ?? 1) + document.linesBefore, column: node.mark?.column ?? 1, path: path)
  }
}

extension Node {
  /// A tag such as `!!binary` that somebody wrote; nil for those that every plain value gets.
  fileprivate var explicitTag: String? {
    let name =
      switch self {
      case .scalar(let scalar): scalar.tag.rawValue
      case .mapping(let mapping): mapping.tag.rawValue
      case .sequence(let sequence): sequence.tag.rawValue
      case .alias(let alias): alias.tag.rawValue
      }
    let usual: [Tag.Name] = [.implicit, .str, .map, .seq]
    return usual.contains { $0.rawValue == name } ? nil : name
  }
}

// MARK: Errors

extension YamlComposer {
  private mutating func report(_ error: any Error) {
    switch error {
    case YamlError.scanner(let context, let problem, let mark, _),
      YamlError.parser(let context, let problem, let mark, _),
      YamlError.composer(let context, let problem, let mark, _):
      reportSyntax(problem, while: context, at: mark)
    case YamlError.duplicatedKeysInMapping(let keys, let context):
      let keys = keys.map { Quoted.text(covered.original($0)) }.joined(separator: ", ")
      findings.add("key \(keys) stands twice in one map", at: place(context.mark))
    default:
      findings.add("not YAML: \(error)", at: Place(line: document.linesBefore + 1, column: 1))
    }
  }

  private mutating func reportSyntax(_ problem: String, while context: YamlError.Context?, at mark: Mark) {
    let place = place(mark)
    if covered.character(at: mark.line, mark.column) == "\t" {
      findings.add("a tab", expected: "spaces: YAML is indented with them", at: place)
    } else if problem.hasPrefix("Maximum nesting") {
      findings.add("nested deeper than \(Limits.depth) levels", at: place)
    } else {
      let since = context.map { ", \($0.text) that began on line \($0.mark.line + document.linesBefore)" } ?? ""
      findings.add("not YAML: \(problem)\(since)", at: place)
    }
  }

  /// A mark beyond the text means its end: the last line that says something.
  private func place(_ mark: Mark) -> Place {
    let end = document.end
    let isBeyond = mark.line > end.line
    return Place(
      line: (isBeyond ? end.line : mark.line) + document.linesBefore, column: isBeyond ? end.column : mark.column)
  }
}
