import Pipeline

extension ExperimentLabel {
  /// How captions of the acceleration paper's figures 2 to 6 begin: they are this project's own.
  func opening(ofFigure number: Int) -> String {
    "\(title): it tests claims of Lipshutz, Pehlevan & Chklovskii (2023); what "
      + "figure \(number) of that paper shows is not known to us."
  }

  /// For figures that are the same on every data set.
  var withoutPhotographs: String { "No photograph of the data set \(dataSet) enters." }
}
