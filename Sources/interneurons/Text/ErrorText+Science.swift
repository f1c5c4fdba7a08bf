import Circuits
import Figures
import NumericalMethods
import Stages
import Statistics

/// What stages and figures throw: data that the mathematics cannot take.
///
/// No `default` here: a new case is no error of this program before it has words.
extension ErrorText {
  init(of error: StageError) {
    switch error {
    case .photograph(let path, let error):
      self.init(
        error.message, ["file": path], hint: Self.photographHint)
    case .noSuchBand(let scale, let scales, let orientation, let orientations):
      self.init(
        "the pyramid has no such band",
        [
          "scale": "\(scale) of 0 to \(scales - 1)",
          "orientation": "\(orientation) of 0 to \(orientations - 1)",
        ], hint: "choose a scale and an orientation within these")
    case .constantBand(let value):
      self.init(
        "the filter responses do not vary", ["all of them": value],
        hint: "choose another scale or orientation, or leave the photograph out")
    case .wrongDimension(let found, let expected):
      self.init(
        "the samples have another dimension than the stage takes",
        ["found": found, "expected": expected],
        hint: "connect the stage to a step whose samples have dimension \(expected)")
    case .tooFewInterneurons(let interneurons, let primaryNeurons):
      self.init(
        "fewer interneurons than primary neurons cannot determine the responses without a leak",
        ["interneurons": interneurons, "primary neurons": primaryNeurons],
        hint: "use at least \(primaryNeurons) interneurons, or a leak above 0")
    case .noEquallySpacedWeights(let primaryNeurons):
      self.init(
        "directions are equally spaced in a plane only", ["primary neurons": primaryNeurons],
        hint: "choose other initial weights: published or unit")
    case .noPowers:
      self.init(
        "a bank without any activation function",
        hint: "name the powers, as in 'powers: [1, 2, 4, 7]'")
    case .noSuchActivation(let name, let known):
      self.init(
        "the catalogue has no activation family '\(name)'",
        ["known families": known.joined(separator: ", ")],
        hint: "`interneurons run --force STEP` on the step that trained the circuit trains it anew")
    case .tooFewForWhitening(let interneurons, let neurons):
      self.init(
        "fewer interneurons than neurons cannot whiten: their feedback would be singular",
        ["interneurons": interneurons, "neurons": neurons],
        hint: "use at least \(neurons) interneurons, or 0 for as many as neurons")
    case .patchTooLarge(let size, let side):
      self.init(
        "the photograph is smaller than a patch",
        ["side of a patch": "\(size) pixels", "side of the square": "\(side) pixels"],
        hint: "choose a size up to \(side), or leave the photograph out")
    case .constantPatches(let count):
      self.init(
        "the patches do not vary", ["patches": count],
        hint: "more patches or larger ones may; a photograph of one gray cannot be whitened")
    case .singularCovariance(let order, let reciprocalCondition):
      self.init(
        "a covariance is singular", ["order": order, "1/condition": reciprocalCondition],
        hint: "take more samples than the order, or add a ridge, as in 'ridge: 0.001'")
    case .emptySpectrum:
      self.init("a spectrum without variances", hint: "list one variance for each neuron")
    case .tooManySteps(let steps, let limit):
      self.init(
        "too many steps", ["steps": steps, "at most": limit],
        hint: "choose a shorter duration or a larger rate")
    case .noStep(let rate, let duration):
      self.init(
        "the duration is shorter than a step of the rate", ["duration": duration, "rate": rate],
        hint: "choose a longer duration or a smaller rate")
    case .differentTimes(let online, let flow):
      self.init(
        "online learning and its mean flow end at different times",
        ["online": online, "mean flow": flow], hint: "give both steps the same durations")
    case .unevenBins(let range, let width):
      let bins = max(1, (2 * range / width).rounded())
      self.init(
        "bins of this width do not fill the range", ["range": range, "width": width],
        hint: "\(Int(bins)) bins would have the width \(2 * range / bins)")
    case .toleranceTooLarge(let tolerance, let solution):
      self.init(
        "every small start counts as converged", ["tolerance": tolerance, "solution": solution],
        hint: "choose a tolerance below \(solution)")
    }
  }

  init(of error: StatisticsError) {
    switch error {
    case .tooFew(let samples, let needed):
      self.init(
        "too few samples", ["samples": samples, "needed": needed],
        hint: "responses that do not settle are left out: are the learning rates sensible?")
    case .notFinite(let index, let value):
      self.init(
        "a sample is not finite", ["sample": index, "value": value], hint: Self.finiteHint)
    case .constant(let value, let samples):
      self.init(
        "all samples are equal", ["samples": samples, "value": value],
        hint: "leave out the photograph that does not vary, or choose another band")
    }
  }

  init(of error: CircuitError) {
    switch error {
    case .noSignals:
      self.init(
        "there are no signals to learn from",
        hint: "give the step that makes the signals more of them")
    case .notFinite(let signal, let coordinate, let value):
      self.init(
        "a signal is not finite", ["signal": signal, "coordinate": coordinate, "value": value],
        hint: Self.finiteHint)
    case .tooStiff(let time, let end, let steps):
      self.init(
        "the flow is too stiff: it needs steps far shorter than its duration",
        ["steps made": steps, "reached": time, "duration": end],
        hint: "give the covariance a larger ridge, the flow a shorter duration, or more tolerance")
    }
  }

  init(of error: PairsError) {
    switch error {
    case .offsetTooLarge(let offset, let coefficients):
      self.init(
        "the photograph is too small for pairs at this offset",
        ["offset": "\(offset) pixels", "side of the square": "\(coefficients) pixels"],
        hint: "leave the photograph out, or choose offsets below \(coefficients)")
    case .kernelTooNarrow(let width, let smallestStep):
      self.init(
        "the density is too narrow for its grid",
        ["width of the kernel": width, "smallest step": smallestStep],
        hint: "choose a smaller range")
    }
  }

  init(of error: LinearAlgebraError) {
    switch error {
    case .notFinite(let row, let column, let value):
      self.init(
        "an element of a matrix is not finite", ["element": "(\(row), \(column))", "value": value],
        hint: Self.finiteHint)
    case .notSymmetric(let row, let column, let difference):
      self.init(
        "a matrix is not symmetric", ["element": "(\(row), \(column))", "difference": difference],
        hint: Self.finiteHint)
    case .notPositiveDefinite(let order, let minor):
      self.init(
        "a matrix is not positive definite", ["order": order, "leading minor": minor],
        hint: Self.definiteHint)
    case .negativeEigenvalue(let order, let smallest, let largest):
      self.init(
        "a matrix has a negative eigenvalue",
        ["order": order, "smallest": smallest, "largest": largest], hint: Self.definiteHint)
    case .singular(let order, let reciprocalCondition):
      self.init(
        "a covariance is singular", ["order": order, "1/condition": reciprocalCondition],
        hint: "the two coordinates of the pairs are (nearly) proportional")
    case .noConvergence(let order, let unconverged):
      self.init(
        "eigenvalues did not converge", ["order": order, "left over": unconverged],
        hint: Self.finiteHint)
    }
  }

  static let definiteHint =
    "take more samples than the order, or leave out photographs that hardly vary"

  init(of error: FigureError) {
    switch error {
    case .tooFewInterneurons(let interneurons, let neurons):
      self.init(
        "fewer interneurons than neurons cannot whiten",
        ["interneurons": interneurons, "neurons": neurons],
        hint: "draw at least \(neurons) interneurons, or fewer neurons")
    }
  }
}
