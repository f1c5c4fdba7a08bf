import Reports

/// The papers that manifests name as their source.
enum Paper {
  static let all: [String: PaperReference] = [
    "shaping": PaperReference(
      shortName: "Lipshutz & Simoncelli (2024)",
      citation: "Lipshutz, D. & Simoncelli, E. P. (2024). Shaping the distribution of neural "
        + "responses with interneurons in a recurrent circuit model. NeurIPS.",
      address: "https://arxiv.org/abs/2405.17745"),
    "acceleration": PaperReference(
      shortName: "Lipshutz, Pehlevan & Chklovskii (2023)",
      citation: "Lipshutz, D., Pehlevan, C. & Chklovskii, D. B. (2023). Interneurons accelerate "
        + "learning dynamics in recurrent neural networks for statistical adaptation. ICLR.",
      address: "https://arxiv.org/abs/2209.10634"),
  ]
}
