/// Types that a catalogue lists for stages to choose among by name, as it lists the stages themselves.
///
/// The pipeline does not know what they are. A stage declares a parameter whose value is a
/// ``CataloguedName`` and asks its ``Context`` for the type of that name.
public struct Alternatives: Sendable {
  /// Metatypes, which cannot be told from other values here.
  private let types: [String: any Sendable]

  /// The names, in alphabetical order.
  public var names: [String] { types.keys.sorted() }

  /// Alternatives by name.
  ///
  /// - Precondition: no name is listed twice.
  public init(_ types: [(name: String, type: any Sendable)] = []) {
    self.types = Dictionary(types.map { ($0.name, $0.type) }) { _, type in
      preconditionFailure("two catalogue entries have the name of \(type)")
    }
  }

  /// The type of a name, as what the caller knows it to be; nil where there is none.
  public func type<Metatype>(named name: String, as _: Metatype.Type) -> Metatype? {
    types[name] as? Metatype
  }
}

/// A parameter that names one of the catalogue's alternatives; others are faults in the manifest.
public protocol CataloguedName: ParameterValue {
  /// The name.
  var name: String { get }
}

extension CataloguedName {
  /// A text; which ones is for the catalogue to say.
  public static var shape: ValueShape { .text }
}
