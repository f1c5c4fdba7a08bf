/// Digests of the sources that results depend on, one for each scope.
///
/// The build plugin `DigestSources` writes the values into an extension of this type whenever a
/// source has changed; comments and blank lines do not count. Only the command imports this module,
/// so that an edit recompiles nothing else.
public enum CodeDigest {}
