import Foundation

/// Request bodies and paths for writers that send many config maps without decoding the answers: probes and the ledger.
public enum ConfigMapRequests {
  public static func collectionPath(_ namespace: String) -> String {
    "/api/v1/namespaces/\(namespace)/configmaps"
  }

  public static func path(_ name: String, in namespace: String) -> String {
    collectionPath(namespace) + "/" + name
  }

  /// - Parameters: names and values from the harness itself: letters, digits and dashes, so nothing needs escaping.
  public static func create(_ name: String, data: String) -> [UInt8] {
    Array(#"{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"\#(name)"},"data":{"n":"\#(data)"}}"#.utf8)
  }

  /// Body of a merge patch that changes one value.
  public static func mergePatch(data: String) -> [UInt8] {
    Array(#"{"data":{"n":"\#(data)"}}"#.utf8)
  }

  public static let mergePatchType = "application/merge-patch+json"
}
