import NumericalMethods
import Testing

@testable import Statistics

@Suite struct PairsAtOffsetTests {
  /// A few roundings of numbers below 10.
  let rounding = 1e-14

  /// Rows 0 1 2 3, 10 11 12 13, 20 21 22 23: an element tells where it stood.
  let coefficients = Matrix(
    rows: 3, columns: 4, values: (0..<12).map { Double($0 / 4 * 10 + $0 % 4) })

  func expect(
    _ direction: PairsAtOffset.Direction, offset: Int, first: [Double], second: [Double],
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let pairs = try PairsAtOffset(offset: offset, direction: direction).pairs(of: coefficients)
    #expect(pairs.rows == first.count && pairs.columns == 2, sourceLocation: sourceLocation)
    let scales = try [first, second].map { try Moments($0).standardDeviation }
    for (index, expected) in zip(first, second).enumerated() {
      expectAgreement(
        pairs[index, 0], expected.0 / scales[0], allowed: rounding, "first \(index)",
        sourceLocation: sourceLocation)
      expectAgreement(
        pairs[index, 1], expected.1 / scales[1], allowed: rounding, "second \(index)",
        sourceLocation: sourceLocation)
    }
  }

  @Test func verticalPairsAreListedColumnByColumn() throws {
    try expect(
      .vertical, offset: 1, first: [0, 10, 1, 11, 2, 12, 3, 13],
      second: [10, 20, 11, 21, 12, 22, 13, 23])
    try expect(.vertical, offset: 2, first: [0, 1, 2, 3], second: [20, 21, 22, 23])
  }

  @Test func horizontalPairsAreListedRowByRow() throws {
    try expect(
      .horizontal, offset: 2, first: [0, 1, 10, 11, 20, 21], second: [2, 3, 12, 13, 22, 23])
    try expect(.horizontal, offset: 3, first: [0, 10, 20], second: [3, 13, 23])
  }

  @Test func theMeanStaysAndDeviationsAreOne() throws {
    let pairs = try PairsAtOffset(offset: 1, direction: .horizontal).pairs(of: coefficients)
    for column in 0...1 {
      let moments = try Moments((0..<pairs.rows).map { pairs[$0, column] })
      expectAgreement(moments.variance, 1, allowed: rounding, "dividing by n")
      #expect(moments.mean > 1)
    }
  }

  @Test func offsetsThatLeaveNoPairsAreRefused() {
    #expect(throws: PairsError.offsetTooLarge(offset: 3, coefficients: 3)) {
      try PairsAtOffset(offset: 3, direction: .vertical).pairs(of: coefficients)
    }
    #expect(throws: PairsError.offsetTooLarge(offset: 9, coefficients: 4)) {
      try PairsAtOffset(offset: 9, direction: .horizontal).pairs(of: coefficients)
    }
    #expect(throws: StatisticsError.constant(value: 0.1, samples: 8)) {
      try PairsAtOffset(offset: 1, direction: .vertical)
        .pairs(of: Matrix(rows: 3, columns: 4, repeating: 0.1))
    }
    #expect(throws: StatisticsError.self) {
      try PairsAtOffset(offset: 1, direction: .vertical)
        .pairs(of: Matrix(rows: 2, columns: 2, values: [1, 2, .infinity, 3]))
    }
  }
}
