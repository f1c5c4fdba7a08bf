import Foundation

/// A choice of steps to compute again: without replacement, each with a weight of its recorded
/// seconds; the same seed and store give the same choice.
///
/// Every step has a uniform number u of its own, made of the seed and its fingerprint, and the steps
/// with the largest u^(1/w) are chosen, which draws them one after the other with probabilities in
/// proportion to w. Source: Efraimidis & Spirakis 2006. A step that is added moves no other's number.
struct RecomputationSample {
  /// The nodes, the longest first.
  let nodes: [Int]

  /// Steps that took no measurable time must be drawn as well; in seconds.
  private static let leastWeight = 0.001

  init(of size: RecomputationSize, among nodes: [Int], in survey: Survey, seed: UInt64) {
    let keyed = nodes.compactMap { node -> (node: Int, key: Double, seconds: Double)? in
      guard let hash = survey.fingerprints[node]?.hash, let record = survey.records[node] else {
        return nil
      }
      let weight = max(record.seconds, Self.leastWeight)
      return (node, log(Self.uniform(seed, hash)) / weight, record.seconds)
    }
    let ordered = keyed.sorted { ($0.key, $1.node) > ($1.key, $0.node) }
    let chosen =
      switch size {
      case .all: ordered
      case .some(let count): Array(ordered.prefix(count))
      }
    self.nodes = chosen.sorted { ($0.seconds, $1.node) > ($1.seconds, $0.node) }.map(\.node)
  }

  /// In (0, 1): 53 bits of a digest, and half a step.
  private static func uniform(_ seed: UInt64, _ fingerprint: ContentHash) -> Double {
    let bits = ContentHash(of: "\(seed) \(fingerprint)").bytes.prefix(8)
      .reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    return (Double(bits >> 11) + 0.5) * 0x1p-53
  }
}
