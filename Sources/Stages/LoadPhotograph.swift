import NumericalMethods
import Photographs
import Pipeline

/// Reads a PNG file, turns it where that is asked for, and cuts out its middle.
///
/// Luminance is 0.299 R + 0.587 G + 0.114 B of the encoded values divided by their white: no gamma
/// is applied, as the authors applied none (science A3). The crop is the largest centered square of
/// even side, at most `size`: 512 × 512 at left 128 for the paper's photographs, of which the portrait
/// ones are turned clockwise before, because their data set says so (science A3).
public struct LoadPhotograph: Stage {
  public static let id = "load-photograph"
  public static let summary = "A photograph as luminance, its largest centered square."

  @Source public var image: SourceContents
  @Parameter(in: 16...4096, "largest side of the square, in pixels") public var size = 512
  @Parameter("how the file is turned before it is cut; its data set may say so")
  public var turn: Turn? = nil

  public init() {}

  public func run(_ context: Context) throws -> GrayPhotograph {
    do throws(PhotographError) {
      let photograph = try Photograph(decoding: image.bytes, turn: turn, cropSize: size)
      if photograph.alphaIgnored { context.note("the photograph's transparency is ignored") }
      for note in PNGDeclarations(of: image.bytes).notes(turn: turn) { context.note(note) }
      return GrayPhotograph(luminance: photograph.luminance)
    } catch {
      throw StageError.photograph(path: image.path, error)
    }
  }
}

extension Turn: ParameterChoice {}

/// The cropped, gray photograph: luminance from 0 (black) to 1 (white), a number for each pixel.
public struct GrayPhotograph: Artifact {
  public static let kind = "photograph"
  public static let legend = [
    "luminance.npy": "rows from the top × columns; 0 is black, 1 is white"
  ]

  /// Rows from top to bottom.
  public let luminance: Matrix

  /// A photograph of its luminance.
  public init(luminance: Matrix) { self.luminance = luminance }

  public func files() -> [ArtifactFile] { [.matrix("luminance.npy", luminance)] }

  public init(files: [ArtifactFile]) throws { luminance = try files.matrix("luminance.npy") }
}
