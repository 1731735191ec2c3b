import Foundation
import Model
import Testing

@testable import DrillFile

/// The JSON Schema, and that it and the decoder say the same.
struct SchemaTests {
  @Test func theShippedSchemaIsTheOneThatTheDecoderMakes() throws {
    let shipped = try Folders.text(of: Folders.scenarios.appending(path: "drill.schema.json"))
    #expect(shipped == DrillSchema.json(), "write the output of `firedrill schema` to Scenarios/drill.schema.json")
  }

  @Test func itIsDraft7() throws {
    let object = try JSONSerialization.jsonObject(with: Data(DrillSchema.json().utf8)) as? [String: Any]
    #expect(object?["$schema"] as? String == "http://json-schema.org/draft-07/schema#")
  }

  @Test(
    arguments: Folders.files(in: Folders.testdata, named: "valid-", "yaml")
      + Folders.files(in: Folders.scenarios, "yaml"))
  func whatTheDecoderReadsTheSchemaAllows(file: URL) throws {
    for yaml in try Self.documents(Folders.text(of: file)) {
      #expect(SchemaCheck.errors(of: yaml, by: DrillSchema.schema) == [])
    }
  }

  /// `spec.cluster.controlPlanes: 6` is refused by both; `controlPlanes: 1` with the machine `cp-2` by the rules only.
  @Test(arguments: Flaw.all)
  func theSchemaSeesEveryFlawOfShapeAndNoOther(flaw: Flaw) throws {
    let yaml = try #require(Self.documents(flaw.file).first)
    let errors = SchemaCheck.errors(of: yaml, by: DrillSchema.schema)
    #expect(errors.isEmpty == (flaw.kind == .rule), "\(errors)")
  }

  @Test func itsWordsAreTheModels() throws {
    let spec = try #require(DrillSchema.schema["properties"]?["spec"]?["properties"])
    let fault = try #require(spec["faults"]?["items"]?["anyOf"]?.items.last?["properties"])
    let target = try #require(fault["process.kill"]?["properties"]?["on"]?["properties"])
    #expect(spec["probes"]?["items"]?.words == ProbeName.allCases.map(\.rawValue))
    #expect(target["component"]?.words == Component.allCases.map(\.rawValue))
    #expect(target["role"]?.words == MemberRole.allCases.map(\.rawValue))
    #expect(target["count"]?.words == TargetCount.allCases.map(\.rawValue))
    #expect(spec["cluster"]?["properties"]?["volumes"]?.words == VolumeKind.allCases.map(\.rawValue))
    #expect(Fault.Kind.allCases.allSatisfy { fault[$0.rawValue] != nil })
    let runbooks = ["self"] + RunbookName.allCases.map(\.rawValue)
    #expect(spec["recovery"]?["anyOf"]?.items.first?.words == runbooks)
    let recovery = try #require(spec["recovery"]?["anyOf"]?.items.last?["properties"])
    #expect(recovery["steps"]?["items"]?.words == RecoveryStepName.allCases.map(\.rawValue))
    #expect(recovery["requires"]?.words == RequiredLanes.allCases.map(\.rawValue))
    #expect(spec["cluster"]?["properties"]?["etcdEndpoint"]?.words == EtcdEndpoint.allCases.map(\.rawValue))
    #expect(spec["expect"]?.words == Expectation.allCases.map(\.rawValue))
    let phases = spec["objectives"]?["properties"]?["phases"]?["properties"]
    #expect(Milestone.allCases.allSatisfy { phases?[$0.rawValue] != nil })
  }

  private static func documents(_ text: String) throws -> [Yaml] {
    var findings = Findings(file: "f")
    let values = DocumentText.split(text).flatMap { YamlComposer.compose($0, into: &findings) }
    #expect(findings.count == 0)
    return values.filter { !$0.isNull }
  }
}

extension Json {
  fileprivate var words: [String]? { self["enum"]?.items.compactMap(\.text) }
}
