import Figures
import Pipeline
import Stages

/// Every stage and every figure that a manifest may name: one line each, in alphabetical order.
public let catalogue = StageRegistry(
  stages: [
    CircuitCurve.self,
    CircuitResponses.self,
    DescribeSamples.self,
    FilterResponses.self,
    FitGeneralizedGaussian.self,
    HistogramOfSamples.self,
    LoadPhotograph.self,
    OptimalMap.self,
    TrainShapingCircuit.self,
  ],
  figures: [
    Gaussianization.self
  ])
