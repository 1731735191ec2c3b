import CLibcurl
import Transport

/// The least that libcurl itself costs: one request after the other on one handle, nothing recorded.
///
/// Figures of processor time depend on the machine and on what else runs; the ratio to this, measured in the same minute,
/// hardly does.
enum BareCurl {
  /// Processor seconds per 1,000 requests, asked at the pace of the lanes that it is compared with.
  static func secondsPerThousand(_ url: String, _ identity: TLSIdentity, isNewEachTime: Bool) -> Double {
    let easy = CurlEasy()
    easy.use(identity)
    easy.ask("GET", url, headers: [], body: [])
    easy.set(CURLOPT_WRITEFUNCTION) { _, size, count, _ in size * count }
    if isNewEachTime {
      easy.set(CURLOPT_FRESH_CONNECT, to: 1)
      easy.set(CURLOPT_FORBID_REUSE, to: 1)
      easy.set(CURLOPT_SSL_SESSIONID_CACHE, to: 0)
    }
    curl_easy_perform(easy.handle)
    let before = processorSeconds()
    for _ in 0..<1000 {
      curl_easy_perform(easy.handle)
      sleep(for: .milliseconds(5))
    }
    return processorSeconds() - before
  }
}
