/// The JSON Schema (draft-07) of an inventory, made from the same tables that the decoder reads by.
public enum InventorySchema {
  /// Ends with a line break, so that it can be written to a file as it is.
  public static func json() -> String {
    schema.pretty() + "\n"
  }

  static let schema = Json.object([
    "$schema": "http://json-schema.org/draft-07/schema#",
    "$id": "https://firedrill.dev/schema/v1/inventory.json",
    "title": "Firedrill inventory",
    "description": "The machines of a cluster that stands already, and the ways to them.",
  ]).merging(InventoryV1.format.schema)
}
