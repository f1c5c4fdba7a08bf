import Foundation
import NumericalMethods

extension SteerablePyramid {
  /// An image's transform, from which its bands are made.
  ///
  /// At the frequencies of Nyquist's row and column the sign of f is a matter of convention. It
  /// never matters here: ρ ≥ 1 there, so that low₀ = 0, and only the high-pass residual, which has
  /// no direction, sees them. Hence every mask is symmetric, and half of the spectrum suffices.
  public struct Decomposition: Sendable {
    /// The filters.
    public let pyramid: SteerablePyramid
    private let transform: FourierTransform
    private let spectrum: Spectrum

    init(pyramid: SteerablePyramid, image: Matrix) {
      self.pyramid = pyramid
      transform = FourierTransform(
        rows: image.rows, columns: image.columns, normalization: .unitary)
      spectrum = transform.forward(image)
    }

    /// The coefficients of a band, as many as the image has pixels, in the image's unit.
    ///
    /// - Precondition: `scale` and `orientation` exist.
    public func band(scale: Int, orientation: Int) -> Matrix {
      precondition(
        (0..<pyramid.scales).contains(scale)
          && (0..<pyramid.orientations).contains(orientation),
        "no band (\(scale), \(orientation)) among \(pyramid.scales) × \(pyramid.orientations)")
      let angle = Double.pi * Double(orientation) / Double(pyramid.orientations)
      let direction = (x: cos(angle), y: sin(angle))
      let gain = pyramid.angularNormalization.squareRoot()
      return filtered(quarterTurns: pyramid.order) { fx, fy in
        let radius = (fx * fx + fy * fy).squareRoot()
        let octaves = log2(radius)
        let radial =
          SteerablePyramid.lowPass(through: scale, octaves: octaves)
          * SteerablePyramid.highPass(scale + 1, octaves: octaves)
        guard radial != 0 else { return 0 }  // The mean has no direction.
        // cos(ϑ − angle), without the angle ϑ.
        let cosine = (fx * direction.x + fy * direction.y) / radius
        return (0..<pyramid.order).reduce(gain * radial) { product, _ in product * cosine }
      }
    }

    /// What is finer than the bands: the image through high₀.
    public var highPassResidual: Matrix {
      filtered { fx, fy in
        SteerablePyramid.highPass(0, octaves: log2((fx * fx + fy * fy).squareRoot()))
      }
    }

    /// What is coarser than the bands, with the mean: the image through low₀ ⋯ low_S.
    public var lowPassResidual: Matrix {
      filtered { fx, fy in
        SteerablePyramid.lowPass(
          through: pyramid.scales, octaves: log2((fx * fx + fy * fy).squareRoot()))
      }
    }

    /// The image with every frequency multiplied by a mask and by (−i)^`quarterTurns`.
    private func filtered(
      quarterTurns: Int = 0, mask: (_ fx: Double, _ fy: Double) -> Double
    ) -> Matrix {
      var result = spectrum
      for row in 0..<spectrum.rows {
        let fy = 2 * Double(spectrum.rowFrequency(row)) / Double(spectrum.rows)
        for column in 0..<spectrum.storedColumns {
          let fx = 2 * Double(column) / Double(spectrum.columns)
          let index = row * spectrum.storedColumns + column
          let factor = mask(fx, fy)
          let re = factor * spectrum.realParts[index]
          let im = factor * spectrum.imaginaryParts[index]
          // Times −i once for each quarter turn: (re, im) → (im, −re).
          (result.realParts[index], result.imaginaryParts[index]) =
            switch quarterTurns % 4 {
            case 0: (re, im)
            case 1: (im, -re)
            case 2: (-re, -im)
            default: (-im, re)
            }
        }
      }
      return transform.inverse(result)
    }
  }
}
