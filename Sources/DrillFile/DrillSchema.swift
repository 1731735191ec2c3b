/// The JSON Schema (draft-07) of a drill file, made from the same tables that the decoder reads by.
public enum DrillSchema {
  /// Ends with a line break, so that it can be written to a file as it is.
  public static func json() -> String {
    schema.pretty() + "\n"
  }

  static let schema = Json.object([
    "$schema": "http://json-schema.org/draft-07/schema#",
    "$id": "https://firedrill.dev/schema/v1/drill.json",
    "title": "Firedrill drill",
    "description": "A disaster-recovery drill: a cluster to stand on, faults, a way back, and objectives.",
  ]).merging(DrillV1.format.schema)
}
