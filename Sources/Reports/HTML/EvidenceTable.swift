/// A table of text. Columns named in `numbers` are set flush right.
struct EvidenceTable {
  var caption: String
  /// Empty: a list of facts, whose first column names them.
  var heads: [String] = []
  var numbers: Set<Int> = []
  var narrow: Set<Int> = []
  /// Takes the page's whole width.
  var wide = false
  var rows: [[String]]

  func style(_ column: Int) -> String {
    numbers.contains(column) ? "n" : narrow.contains(column) ? "nowrap" : ""
  }
}
