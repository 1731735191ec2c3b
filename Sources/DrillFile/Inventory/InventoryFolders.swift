import Model

/// What paths in an inventory are relative to.
struct InventoryFolders: Sendable {
  /// The inventory's own folder, absolute.
  var own: String
  /// nil where there is none.
  var home: String?

  struct Refusal: Error {
    var what: String
    var expected: String
  }

  /// An absolute path that ssh reads as it is.
  func resolve(_ path: String) -> Result<String, Refusal> {
    guard let whole = join(path) else {
      return .failure(Refusal(what: "there is no home folder: HOME is not set", expected: "an absolute path"))
    }
    guard SSHTarget.isPath(whole) else {
      return .failure(
        Refusal(
          what: "ssh would split or expand the path \(Quoted.text(whole))",
          expected: "the inventory and its files in a folder whose path has letters, digits and /._+@=,- only"))
    }
    return .success(whole)
  }

  /// - Returns: a program's place; a name without a slash is looked up in `PATH` later. nil without a home folder.
  func program(_ name: String) -> String? { name.contains("/") ? join(name) : name }

  private func join(_ path: String) -> String? {
    if path.hasPrefix("/") { return path }
    if path.hasPrefix("~/") { return home.map { $0 + String(path.dropFirst()) } }
    return own + "/" + (path.hasPrefix("./") ? String(path.dropFirst(2)) : path)
  }
}
