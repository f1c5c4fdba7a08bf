import Pipeline

/// What manifests may say, given the catalogue.
public let manifestSchema = ManifestSchema(of: catalogue, papers: ["acceleration", "shaping"])
