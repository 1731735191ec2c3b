import Foundation
public import Model

/// `junit.xml`: a suite a drill, a case an objective. Valid against the strictest schema in use, Jenkins' junit-10.xsd.
///
/// - A case's `time` is the measured figure, so that a CI's duration trend shows times to recover.
/// - Harness trouble is an `error` on a case of its own, `verdict`; the objectives that nobody could judge are skipped.
public enum JUnitReport {
  public static func text(of run: RunRecord) -> String {
    var seen = Set<String>()
    let suites = run.drills.map { suite($0, of: run, seen: &seen) }
    let attributes: XMLWriter.Attributes = [
      "name": "firedrill", "time": Figures.fixed(run.seconds), "tests": sum(suites, \.cases.count),
      "failures": sum(suites, \.failures), "errors": sum(suites, \.errors),
    ]
    var xml = XMLWriter()
    xml.element("testsuites", attributes) { xml in
      for suite in suites { suite.write(to: &xml) }
    }
    return xml.text
  }

  private static func sum(_ suites: [JUnitSuite], _ figure: (JUnitSuite) -> Int) -> String {
    String(suites.map(figure).reduce(0, +))
  }

  private static func suite(_ drill: DrillRecord, of run: RunRecord, seen: inout Set<String>) -> JUnitSuite {
    let cases = unique(JUnitCases.of(drill, in: run), seen: &seen)
    return JUnitSuite(
      name: drill.name, time: Figures.fixed(drill.seconds), timestamp: drill.started.formatted(.iso8601),
      file: drill.file, properties: JUnitMeasures.of(drill, in: run), cases: cases, output: DrillTables.text(of: drill))
  }

  /// GitLab drops a second case of the same class and name, so a second one gets a number.
  private static func unique(_ cases: [JUnitCase], seen: inout Set<String>) -> [JUnitCase] {
    cases.map { one in
      var one = one
      var number = 1
      let name = one.name
      while !seen.insert(one.classname + "." + one.name).inserted {
        number += 1
        one.name = "\(name) #\(number)"
      }
      return one
    }
  }
}
