import Circuits
import Figures
import Pipeline
import Stages

/// Every stage, figure and circuit that a manifest may name: one line each, in alphabetical order.
///
/// A circuit is listed by its activation family, which `activation` of `train-shaping-circuit` names.
public let catalogue = StageRegistry(
  stages: [
    AverageExcess.self,
    AverageOverImages.self,
    AverageRise.self,
    BestKnownCircuit.self,
    CircuitCurve.self,
    CircuitResponses.self,
    CompareWithMeanFlow.self,
    CompareWithOptimalMap.self,
    ConnectNetwork.self,
    CovarianceOfSamples.self,
    CovarianceOfSpectrum.self,
    DescribeRadii.self,
    DescribeSamples.self,
    EstimateKernelDensity.self,
    EstimateMutualInformation.self,
    FilterResponses.self,
    FitActivation.self,
    FitGeneralizedGaussian.self,
    FitScalingLaw.self,
    FloorOfMutualInformation.self,
    FollowMeanFlow.self,
    FollowMode.self,
    GaussianSignals.self,
    GaussianizeByRotations.self,
    GaussianizeIndependentComponents.self,
    GaussianizeMarginals.self,
    GaussianizeRadially.self,
    HistogramOfSamples.self,
    ImagePatches.self,
    LearnToWhiten.self,
    LoadPhotograph.self,
    MeasureConvergence.self,
    OptimalMap.self,
    OptimizeShapingCircuit.self,
    PairResponses.self,
    RelateToShape.self,
    RiseByWhitening.self,
    SpreadOverSeeds.self,
    StartRecurrence.self,
    ThinSamples.self,
    TrainShapingCircuit.self,
    WhitenSamples.self,
  ],
  figures: [
    BaselineComparison.self,
    CircuitComparison.self,
    CircuitSchematic.self,
    ContourComparison.self,
    ContourTable.self,
    ConvergenceScaling.self,
    Gaussianization.self,
    ModeDynamics.self,
    MutualInformationCurves.self,
    Notebook.self,
    OnlineLearning.self,
    ScalarOptimum.self,
    WhiteningAfterSwitch.self,
    WhiteningFlows.self,
    WhiteningSchematic.self,
  ],
  circuits: [
    LinearActivation.self,
    MonomialActivation.self,
    PowerActivation.self,
  ])

/// What manifests may say, given the catalogue.
public let manifestSchema = ManifestSchema(of: catalogue, papers: ["acceleration", "shaping"])
