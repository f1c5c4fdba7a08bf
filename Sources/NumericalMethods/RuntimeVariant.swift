import RealModule

/// Which variants of their functions the libraries have chosen at run time, told by what they compute.
///
/// The C library and FFTW look at the processor when they start (and at settings such as
/// `GLIBC_TUNABLES`), and take the fastest of several variants, whose last bits differ. No version
/// tells them apart. So the functions are asked: two variants differ in about one argument in a
/// hundred, and here are thousands. Two variants that agree on all of them may share results.
///
/// A variant is 16 hexadecimal digits: the 64-bit FNV-1a hash of the bits of the results.
public enum RuntimeVariant {
  /// Of the C library's functions that results depend on.
  public static let ofMathematics: String = {
    var hash = BitHash()
    // From 2⁻⁸ to 2⁸, at mantissas that have no pattern.
    for index in 0..<2048 {
      let x = Double.exp2(Double(index % 16) - 8) * mantissa(index)
      let y = mantissa(index &+ 7919)
      for result in [
        Double.exp(x / 8), Double.exp(-x), Double.expMinusOne(-x), Double.log(x), Double.log2(x),
        Double.log10(x), Double.pow(x, y), Double.pow(y, -x / 8), Double.sin(x), Double.cos(x),
        Double.logGamma(x), Double.hypot(x, y),
      ] {
        hash.add(result)
      }
    }
    return hash.digits
  }()

  /// Of FFTW's transforms, on a grid whose sides have the factors 2, 3 and 5.
  public static let ofTransforms: String = {
    let (rows, columns) = (48, 60)
    let grid = Matrix(
      rows: rows, columns: columns, values: (0..<rows * columns).map { mantissa($0) })
    let spectrum = FourierTransform(rows: rows, columns: columns, normalization: .inverse)
      .forward(grid)
    var hash = BitHash()
    for value in spectrum.realParts + spectrum.imaginaryParts { hash.add(value) }
    return hash.digits
  }()

  /// A number in [1, 2) with 52 bits of the golden ratio's sequence.
  private static func mantissa(_ index: Int) -> Double {
    let bits = UInt64(truncatingIfNeeded: index &+ 1) &* 0x9E37_79B9_7F4A_7C15
    return Double(bitPattern: (bits >> 12) | 0x3FF0_0000_0000_0000)
  }
}

/// The 64-bit FNV-1a hash, of the eight bytes of each number.
private struct BitHash {
  private var state: UInt64 = 0xCBF2_9CE4_8422_2325

  mutating func add(_ value: Double) {
    for shift in stride(from: UInt64(0), to: 64, by: 8) {
      state = (state ^ (value.bitPattern >> shift & 0xFF)) &* 0x0000_0100_0000_01B3
    }
  }

  /// The hash in 16 digits.
  var digits: String {
    let digits = String(state, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
