import Foundation
import Model
import Testing

@testable import Reports

struct JSONReportTests {
  @Test func aRunComesBackUnchanged() throws {
    #expect(try JSONReport.run(from: JSONReport.data(of: Sample.run)) == Sample.run)
  }

  @Test func writingTwiceGivesTheSameText() throws {
    let first = try JSONReport.data(of: Sample.run)
    #expect(try JSONReport.data(of: JSONReport.run(from: first)) == first)
  }

  @Test func theContractsKeysAreThere() throws {
    let run = try object(JSONReport.data(of: Sample.run))
    #expect(run["schema"] as? String == "firedrill.run/v1")
    #expect(run["started"] as? String == "2026-02-25T06:13:20.250Z")
    let drill = try #require((run["drills"] as? [[String: Any]])?.first)
    let keys = ["name", "status", "reason", "cluster", "faults", "recovery", "phases", "measures", "objectives"]
    #expect(Set(keys).isSubset(of: drill.keys))
    let outages = try #require((drill["measures"] as? [String: Any])?["outages"] as? [String: [String: Any]])
    #expect(outages["api-read@cp-2"]?["longest"] as? Double != nil)
    #expect((drill["faults"] as? [[String: Any]])?.first?["kind"] as? String == "process.kill")
  }

  @Test func whatWasNotMeasuredIsNull() throws {
    let text = try JSONReport.text(of: Sample.run)
    let run = try object(Data(text.utf8))
    let hang = try #require((run["drills"] as? [[String: Any]])?.first { $0["name"] as? String == "apiserver-hang" })
    let measures = try #require(hang["measures"] as? [String: Any])
    #expect(measures["timeToRecover"] is NSNull)
    #expect(measures["timeToDetect"] is NSNull)
    let objective = try #require((hang["objectives"] as? [[String: Any]])?.first)
    #expect(objective["measured"] is NSNull)
  }

  @Test func keysAreSorted() throws {
    let text = try JSONReport.text(of: Sample.run)
    let top = text.split(separator: "\n").filter { $0.hasPrefix("  \"") }.map { $0.split(separator: "\"")[1] }
    #expect(top == top.sorted())
  }

  @Test(arguments: ["", "[]", "{}", "{\"schema\": 1}", "not json"])
  func whatIsNoRunIsRefused(text: String) {
    #expect(throws: ReportError.self) { try JSONReport.run(from: Data(text.utf8)) }
  }

  @Test func anotherSchemaIsRefused() throws {
    let text = try JSONReport.text(of: Sample.run).replacing("firedrill.run/v1", with: "firedrill.run/v9")
    #expect(throws: ReportError.notARun(reason: "its schema is firedrill.run/v9, expected firedrill.run/v1")) {
      try JSONReport.run(from: Data(text.utf8))
    }
  }

  @Test(arguments: [0, 0.0004, 0.0005, 0.001, 0.25, 0.9994, 0.9996, 1_772_000_000.123, 1_772_000_000.999])
  func aTimeDoesNotDrift(seconds: Double) throws {
    let once = Moments.write(Date(timeIntervalSince1970: seconds))
    let again = Moments.write(try #require(Moments.read(once)))
    #expect(once == again)
  }

  private func object(_ data: Data) throws -> [String: Any] {
    try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
  }
}
