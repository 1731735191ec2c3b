import Glibc
import Model

extension Duration {
  var milliseconds: Double { Double(wholeNanoseconds) / 1e6 }
  var seconds: Double { Double(wholeNanoseconds) / 1e9 }
  var magnitude: Duration { self < .zero ? .zero - self : self }
}

/// `value` with `digits` after the point.
func fixed(_ value: Double, _ digits: Int = 2) -> String {
  let scale = pow(10, Double(digits))
  let whole = (value * scale).rounded()
  let (integer, fraction) = (Int(abs(whole) / scale), Int(abs(whole).truncatingRemainder(dividingBy: scale)))
  let sign = whole < 0 ? "-" : ""
  guard digits > 0 else { return "\(sign)\(integer)" }
  let padding = String(repeating: "0", count: digits - String(fraction).count)
  return "\(sign)\(integer).\(padding)\(fraction)"
}

extension [Double] {
  /// The middle value; 0 of none.
  var median: Double { isEmpty ? 0 : sorted()[count / 2] }
}

/// Processor time of this process so far, user and system, all threads.
func processorSeconds() -> Double {
  var usage = rusage()
  getrusage(RUSAGE_SELF.rawValue, &usage)
  func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
  return seconds(usage.ru_utime) + seconds(usage.ru_stime)
}

/// A small generator whose seed is printed, so that a run can be repeated (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
