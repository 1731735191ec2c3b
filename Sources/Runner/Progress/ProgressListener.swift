public import Model

/// Hears what happens while it happens.
public protocol ProgressListener: Sendable {
  func began(_ plan: Plan)
  func heard(_ event: Event, of plan: Plan)
  func ended(_ record: DrillRecord)
}
