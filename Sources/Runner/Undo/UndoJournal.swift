import Foundation
import Model
public import Store

/// The journal that an undo goes by. One that can be read and not written is acted on all the same: what is taken out twice is
/// out.
public struct UndoJournal: Sendable {
  public let journal: FaultJournal
  /// Of a copy.
  private let folder: String?

  /// - Parameter onNote: told where what is taken out stays open in the journal.
  public init(path: String, onNote: @Sendable (String) -> Void) throws(StoreError) {
    do throws(StoreError) {
      journal = try FaultJournal(existing: path)
      folder = nil
    } catch {
      guard error.isOfWriting, let (copy, folder) = Self.copy(of: path) else { throw error }
      journal = copy
      self.folder = folder
      onNote("\(path) cannot be written, so what is taken out stays open in it: undo may be run again")
    }
  }

  public func close() { if let folder { ProtectedFolder.remove(folder) } }

  private static func copy(of path: String) -> (FaultJournal, String)? {
    let folder = ProtectedFolder.temporary("journal")
    do {
      try ProtectedFolder.make(folder)
      return (try FaultJournal.copied(from: path, to: folder), folder)
    } catch {
      ProtectedFolder.remove(folder)
      return nil
    }
  }
}

extension StoreError {
  fileprivate var isOfWriting: Bool {
    switch self {
    case .full, .readOnly, .cannotOpen, .other: true
    case .corrupt, .newer, .foreign, .busy: false
    }
  }
}
