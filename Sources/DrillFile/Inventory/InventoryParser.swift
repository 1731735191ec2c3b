import Model

/// Text to an inventory. Pure.
enum InventoryParser {
  static func parse(_ text: String, file: String, _ folders: InventoryFolders) -> LoadedInventory {
    var findings = Findings(file: file)
    let documents = DocumentText.split(text)
      .flatMap { YamlComposer.compose($0, into: &findings, root: .inventory) }
      .filter { !$0.isNull }
    var inventory: Inventory?
    if let first = documents.first {
      inventory = read(first, folders, &findings)
    } else if findings.count == 0 {
      findings.add(
        DrillProblem(file: file, what: "the file holds no inventory", expected: "apiVersion: \(DrillV1.version)"))
    }
    for other in documents.dropFirst() {
      findings.add("a second document", expected: "one inventory in a file", at: other.place)
    }
    return LoadedInventory(
      inventory: findings.count == 0 ? inventory : nil, problems: findings.sorted, warnings: findings.warnings)
  }

  private static func read(_ yaml: Yaml, _ folders: InventoryFolders, _ findings: inout Findings) -> Inventory? {
    guard Header.isKnown(yaml, InventoryV1(), InventoryV1.header, &findings),
      let written = InventoryV1.format.read(yaml, &findings)
    else { return nil }
    if let spec = written.spec.value { InventoryRules.check(spec, &findings) }
    return written.inventory(folders, &findings)
  }
}
