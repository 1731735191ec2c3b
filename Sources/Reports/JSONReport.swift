public import Foundation
public import Model

/// `run.json`: keys sorted, times in ISO 8601, spans in seconds, what was not measured as `null`.
public enum JSONReport {
  public static func data(of run: RunRecord) throws(ReportError) -> Data {
    do {
      var data = try Moments.encoder(pretty: true).encode(run)
      data.append(0x0A)
      return data
    } catch {
      throw .cannotRender("run.json", reason: "\(error)")
    }
  }

  public static func text(of run: RunRecord) throws(ReportError) -> String {
    String(decoding: try data(of: run), as: UTF8.self)
  }

  /// - Throws: `ReportError.notARun` when it is not JSON, not a run, or of another schema.
  public static func run(from data: Data) throws(ReportError) -> RunRecord {
    let run: RunRecord
    do {
      run = try Moments.decoder().decode(RunRecord.self, from: data)
    } catch {
      throw .notARun(reason: "\(error)")
    }
    guard run.schema == RunRecord.currentSchema else {
      throw .notARun(reason: "its schema is \(run.schema), expected \(RunRecord.currentSchema)")
    }
    return run
  }
}
