import Figures
import Pipeline
import Stages

/// Every stage and every figure that a manifest may name: one line each, in alphabetical order.
public let catalogue = StageRegistry(
  stages: [
    AverageOverImages.self,
    CircuitCurve.self,
    CircuitResponses.self,
    DescribeSamples.self,
    EstimateKernelDensity.self,
    EstimateMutualInformation.self,
    FilterResponses.self,
    FitGeneralizedGaussian.self,
    FloorOfMutualInformation.self,
    HistogramOfSamples.self,
    LoadPhotograph.self,
    OptimalMap.self,
    PairResponses.self,
    RelateToShape.self,
    ThinSamples.self,
    TrainShapingCircuit.self,
    WhitenSamples.self,
  ],
  figures: [
    CircuitSchematic.self,
    ContourTable.self,
    Gaussianization.self,
    MutualInformationCurves.self,
    Notebook.self,
  ])
