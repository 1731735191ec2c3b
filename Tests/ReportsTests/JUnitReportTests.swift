import Foundation
import Model
import Testing

@testable import Reports

struct JUnitReportTests {
  @Test func theSampleReadsAsRecorded() throws {
    try Golden.expect(JUnitReport.text(of: Sample.run), matches: "junit.xml")
  }

  @Test func theSampleIsValid() throws {
    #expect(try Xmllint.problems(JUnitReport.text(of: Sample.run)) == "")
  }

  @Test func theJudgeDoesJudge() throws {
    #expect(try Xmllint.problems("<testsuites><testsuite/></testsuites>").contains("required"))
    #expect(try Xmllint.problems("<testsuites>\u{1}</testsuites>", schema: false) != "")
  }

  @Test(arguments: Array(stride(from: 0, to: Hostile.sample.count, by: 40)))
  func hostileTextsStayValid(first: Int) throws {
    let texts = Hostile.sample[first..<min(first + 40, Hostile.sample.count)]
    var run = Sample.run
    run.drills = texts.flatMap { Hostile.run($0).drills[2...4] }
    #expect(try Xmllint.problems(JUnitReport.text(of: run)) == "")
  }

  @Test func noRunAtAllIsValid() throws {
    var run = Sample.run
    run.drills = []
    #expect(try Xmllint.problems(JUnitReport.text(of: run)) == "")
  }

  @Test func aMissNamesTargetAndMeasured() throws {
    let text = JUnitReport.text(of: Sample.run)
    let path = "//testcase[@classname='firedrill.stale-backup' and @name='recover']/failure"
    #expect(try Xmllint.value("string(\(path)/@type)", of: text) == "TimeToRecoverExceeded")
    #expect(try Xmllint.value("string(\(path)/@message)", of: text) == "recovered in 41.2 s, target 30 s (+11.2 s)")
  }

  @Test(arguments: [
    ("storage-loss", "count(//error|//failure|//skipped)", 0), ("etcd-member-crash", "count(//error)", 1),
    ("zone-loss", "count(//error)", 1), ("slow-network", "count(//skipped)", 1),
    ("apiserver-hang", "count(//failure)", 3),
  ])
  func everyVerdictHasItsElement(drill: String, path: String, count: Int) throws {
    var run = Sample.run
    run.drills = run.drills.filter { $0.name == drill }
    #expect(try Xmllint.value(path, of: JUnitReport.text(of: run)) == "\(count)")
  }

  @Test(arguments: DrillStatus.allCases)
  func aDrillWithoutObjectivesStillYieldsACase(status: DrillStatus) throws {
    var run = Sample.run
    run.drills = [Sample.skipped]
    run.drills[0].status = status
    #expect(try Xmllint.value("count(//testcase)", of: JUnitReport.text(of: run)) == "1")
  }

  @Test func countsAddUp() throws {
    let text = JUnitReport.text(of: Sample.run)
    for (attribute, element) in [("tests", "testcase"), ("failures", "testcase/failure"), ("errors", "testcase/error")]
    {
      let counted = try Xmllint.value("count(//\(element))", of: text)
      #expect(try Xmllint.value("string(/testsuites/@\(attribute))", of: text) == counted)
      #expect(try Xmllint.value("string(sum(//testsuite/@\(attribute)))", of: text) == counted)
    }
  }

  @Test func noTwoCasesShareClassAndName() {
    var run = Sample.run
    run.drills += run.drills
    let names = JUnitReport.text(of: run).split(separator: "\n").filter { $0.contains("<testcase") }
    #expect(Set(names.map { $0.split(separator: " time=")[0] }).count == names.count)
  }

  @Test func figuresThatAreNoNumbersDoNotBreakIt() throws {
    var run = Sample.run
    run.seconds = .nan
    run.drills[0].seconds = .infinity
    run.drills[0].objectives[2].measured = -.infinity
    run.drills[1].measures.timeToRecover = 1e-9
    run.drills[1].seconds = 1_234_567.8
    #expect(try Xmllint.problems(JUnitReport.text(of: run)) == "")
  }

  @Test func tenThousandDrillsAreTenThousandSuites() throws {
    var run = Sample.large(10_000)
    for index in run.drills.indices {
      run.drills[index].phases = []
      run.drills[index].measures.outages = [:]
      run.drills[index].recovery.steps = []
    }
    let text = JUnitReport.text(of: run)
    #expect(text.split(separator: "\n").count { $0.hasPrefix("  <testsuite ") } == 10_000)
  }
}
