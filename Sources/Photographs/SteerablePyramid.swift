import Foundation
import NumericalMethods

/// A steerable pyramid: a tight frame of oriented band-pass filters, without downsampling.
///
///     band(s, o) = Re F⁻¹[ (−i)ⁿ · F[x] · low₀ ⋯ lowₛ · highₛ₊₁ · √κ cos(ϑ − π o/(n+1))ⁿ ]
///     high-pass residual = F⁻¹[ F[x] · high₀ ],   low-pass = F⁻¹[ F[x] · low₀ ⋯ low_S ]
///     lowₛ(ρ) = cos(π/2 eₛ),  highₛ(ρ) = sin(π/2 eₛ),  eₛ(ρ) = clamp(log₂ ρ + s + 1, 0, 1)
///     κ = 2²ⁿ (n!)² / ((n+1) (2n)!)
///
/// | symbol   | here                 | shape     | unit                                     |
/// |----------|----------------------|-----------|------------------------------------------|
/// | x        | `image`              | rows × columns, any | luminance                      |
/// | n        | `order`              | scalar    | n + 1 orientations                       |
/// | S        | `scales`             | scalar    | octaves                                  |
/// | s, o     | `scale`, `orientation` | indices | 0 is the finest; steps of π/(n+1)        |
/// | ρ, ϑ     | –                    | per frequency | Nyquist = 1; angle from f_x (along a row) to f_y (down a column) |
///
/// The squares of all bands and of both residuals sum to the squares of the image.
///
/// Source: Simoncelli & Freeman 1995, with the masks of science A3 (derived; the authors' library
/// interpolates its masks in single precision and differs by 5e-6 of the largest coefficient).
/// Orientation 0 responds to vertical edges and bars: it varies along a row.
/// Accuracy: 1e-14 of the largest coefficient. Cost: one transform of the image and one of each
/// band, O(rows · columns · log(rows · columns)); 5 ms for a 512 × 512 band. Throws nothing.
public struct SteerablePyramid: Equatable, Sendable {
  /// n, the power of the cosine; there are n + 1 orientations.
  public let order: Int
  /// S, the number of scales (octaves).
  public let scales: Int

  /// A pyramid; the default is the shaping paper's, with 3 orientations and 3 scales.
  ///
  /// - Precondition: the order is not negative and there is at least one scale.
  public init(order: Int = 2, scales: Int = 3) {
    precondition(order >= 0 && scales >= 1, "no pyramid of order \(order) with \(scales) scales")
    self.order = order
    self.scales = scales
  }

  /// The number of orientations, n + 1.
  public var orientations: Int { order + 1 }

  /// Transforms an image once, for any number of bands.
  public func decomposition(of image: Matrix) -> Decomposition {
    Decomposition(pyramid: self, image: image)
  }

  /// κ, for which the squared cosines of all orientations sum to 1.
  ///
  /// 2²ⁿ (n!)² / (2n)! is taken as Π 2k/(2k−1), k = 1 … n, which no order overflows.
  private var angularNormalization: Double {
    var product = 1 / Double(orientations)
    for k in 0..<order {
      product *= Double(2 * k + 2) / Double(2 * k + 1)
    }
    return product
  }

  /// low₀ ⋯ low_s at a radius of which log₂ is given.
  private static func lowPass(through scale: Int, octaves: Double) -> Double {
    var product = 1.0
    for s in 0...scale {
      product *= lowPass(s, octaves: octaves)
    }
    return product
  }

  /// low_s: 1 up to an octave below the cut, 0 (not the 6e-17 of cos(π/2)) from the cut on.
  private static func lowPass(_ scale: Int, octaves: Double) -> Double {
    let step = step(scale, octaves: octaves)
    return step == 0 ? 1 : step == 1 ? 0 : cos(.pi / 2 * step)
  }

  /// high_s: 0 up to an octave below the cut, 1 from the cut on.
  private static func highPass(_ scale: Int, octaves: Double) -> Double {
    let step = step(scale, octaves: octaves)
    return step == 0 ? 0 : step == 1 ? 1 : sin(.pi / 2 * step)
  }

  /// e_s; log₂ 0 = −∞ is clamped like the rest.
  private static func step(_ scale: Int, octaves: Double) -> Double {
    min(max(octaves + Double(scale) + 1, 0), 1)
  }
}

// MARK: - Decomposition

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

    fileprivate init(pyramid: SteerablePyramid, image: Matrix) {
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
