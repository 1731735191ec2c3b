import Foundation
import Model
import Transport

/// What is done to the machine by its infrastructure, noted on its disk before, so that it is found without a journal.
extension KubeadmMachine {
  /// Where nobody can be asked, nobody could have done it.
  public func isPaused() async throws(ProviderError) -> Bool { try await node.power?.isPaused() ?? false }

  public func pause() async throws(ProviderError) {
    let outside = try outside("let it stand still")
    guard try await !outside.isPaused() else { return }
    try await note([], at: NodeScripts.paused)
    try await outside.pause()
  }

  public func resume() async throws(ProviderError) {
    try await outside("let it go on").resume()
    try await forget(NodeScripts.paused)
  }

  public func cables() async throws(ProviderError) -> [Cable] { try await outside("see its cables").cables() }

  public func unplug(_ cables: [Cable]) async throws(ProviderError) {
    let outside = try outside("pull its cables")
    guard let content = try? JSONEncoder().encode(cables) else {
      throw .system(doing: "note the cables of \(name)", reason: "they cannot be written down")
    }
    try await note([UInt8](content), at: NodeScripts.unplugged)
    try await outside.unplug(cables)
  }

  public func plug(_ cables: [Cable]) async throws(ProviderError) {
    try await outside("plug its cables in").plug(cables)
    try await forget(NodeScripts.unplugged)
  }

  /// As they were when they were pulled.
  func notedCables() async throws(ProviderError) -> [Cable] {
    let text = try await require(["cat", "--", NodeScripts.unplugged], doing: "reading which cables were pulled").text
    do {
      return try JSONDecoder().decode([Cable].self, from: Data(text.utf8))
    } catch {
      throw .system(doing: "read \(NodeScripts.unplugged) on \(name)", reason: "\(error)")
    }
  }

  private func note(_ content: [UInt8], at path: String) async throws(ProviderError) {
    try await script(NodeScripts.note, [path, "\(content.count)"], doing: "noting \(path)", input: content)
  }

  /// One that is off keeps the note, which is found when it is on again.
  private func forget(_ path: String) async throws(ProviderError) {
    guard try await isNotOff() else { return }
    try await require(["rm", "-f", "--", path], doing: "removing \(path)")
  }

  private func outside(_ doing: String) throws(ProviderError) -> any PowerDriver {
    guard let power = node.power else {
      throw .unsupported(what: "a hold on \(name) from outside (to \(doing))", remedy: "choose another fault")
    }
    return power
  }
}
