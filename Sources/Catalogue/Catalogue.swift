import Figures
import Pipeline
import Stages

/// Every stage and every figure that a manifest may name: one line each, in alphabetical order.
public let catalogue = StageRegistry(
  stages: [],
  figures: [])
