/// What the cells of a step differ in, as a stage that reads them declares it: `image`, `offset`.
///
/// Its name is the key whose values the cells take, whatever label a manifest sweeps it by:
/// `interneurons: $K` is the axis `interneurons`. Where no label sweeps the key, all cells have the
/// value that the step, or the nearest one before it, gives to the key: one coordinate.
/// ```swift
/// extension CellAxis<Int> {
///   static var offset: Self { CellAxis("offset", "between the two filter responses, in pixels") }
/// }
/// @Gathered(over: .image, .offset.atMost(3)) var pairs: Cells<DensityOnGrid, String, Int>
/// ```
public struct CellAxis<Coordinate: AxisValue>: Sendable {
  let name: String
  let meaning: String
  private var limit: Int?
  private var isShared = true
  private var isOptional = false
  private var complaint: @Sendable (Coordinate) throws -> String? = { _ in nil }

  /// An axis of a key's name, lower-kebab, and what it is in a few words.
  public init(_ name: String, _ meaning: String) {
    self.name = name
    self.meaning = meaning
  }

  /// The axis where only so many values can be shown.
  public func atMost(_ limit: Int) -> Self {
    var axis = self
    axis.limit = limit
    return axis
  }

  /// The axis where some values cannot be taken: `complaint` says why, in words for whoever wrote
  /// them.
  public func refusing(_ complaint: @escaping @Sendable (Coordinate) throws -> String?) -> Self {
    var axis = self
    axis.complaint = complaint
    return axis
  }

  /// The axis where its values need not be those that other inputs of the stage have on an axis of
  /// this name.
  public var independent: Self {
    var axis = self
    axis.isShared = false
    return axis
  }

  /// The axis where steps may do without: its only value is then none.
  public var ifAny: CellAxis<Coordinate?> {
    var axis = CellAxis<Coordinate?>(name, meaning)
    axis.limit = limit
    axis.isShared = isShared
    axis.isOptional = true
    return axis
  }

  /// The axis with its type forgotten, as a plan needs it.
  var erased: StageKind.Axis {
    StageKind.Axis(
      name: name, meaning: meaning, shape: Coordinate.shape, limit: limit, isShared: isShared,
      isOptional: isOptional
    ) { node in
      let coordinate = try Coordinate(reading: node)
      if let problem = try complaint(coordinate) { throw Misreading(node, problem) }
      return try JSONValue(encoding: coordinate)
    }
  }
}

/// A coordinate on an axis: text, a whole number, a number, or one of some words.
public typealias AxisValue = Hashable & ParameterValue

/// The artifacts of all cells of a step: one for every combination of the axes' values.
///
///     circuit["camera", 8, 3]        image, offset, interneurons
///
/// There are no others and none is missing; the wiring sees to that before anything runs.
public struct Cells<Value: Sendable, each Coordinate: AxisValue>: Sendable {
  /// The values of each axis, in the order of the manifest.
  public let values: (repeat [each Coordinate])
  /// All artifacts; the last axis runs fastest.
  public let artifacts: [Value]
  private var axes: [CodedAxis]

  /// Makes an artifact for every combination of coordinates.
  public init(
    _ values: repeat [each Coordinate], make: (repeat each Coordinate) throws -> Value
  ) throws {
    var axes: [CodedAxis] = []
    for list in repeat each values {
      axes.append(CodedAxis(name: "", values: try list.map { try JSONValue(encoding: $0) }))
    }
    let counts = axes.map(\.values.count)
    var artifacts: [Value] = []
    for cell in 0..<counts.reduce(1, *) {
      var places = Self.places(of: cell, counts)[...]
      artifacts.append(try make(repeat (each values)[places.removeFirst()]))
    }
    self.init(values: repeat each values, artifacts: artifacts, axes: axes)
  }

  private init(values: repeat [each Coordinate], artifacts: [Value], axes: [CodedAxis]) {
    self.values = (repeat each values)
    self.artifacts = artifacts
    self.axes = axes
  }

  /// The artifact at some coordinates.
  ///
  /// - Precondition: each is among the values of its axis.
  public subscript(coordinates: repeat each Coordinate) -> Value {
    var index = 0
    for (list, coordinate) in repeat (each values, each coordinates) {
      guard let place = list.firstIndex(of: coordinate) else {
        preconditionFailure("\(coordinate) is none of \(list)")
      }
      index = index * list.count + place
    }
    return artifacts[index]
  }

  /// Every artifact with its coordinates by the axes' names; an axis that the step does without has
  /// none.
  public var labeled: [(labels: [String: JSONValue], value: Value)] {
    let counts = axes.map(\.values.count)
    return artifacts.enumerated().map { cell, value in
      let places = Self.places(of: cell, counts)
      let labels = zip(axes, places).map { ($0.name, $0.values[$1]) }.filter { $1 != .null }
      return (Dictionary(labels) { first, _ in first }, value)
    }
  }

  /// A place on each axis, the last running fastest.
  private static func places(of cell: Int, _ counts: [Int]) -> [Int] {
    var rest = cell
    return counts.reversed().map { count in
      defer { rest /= count }
      return rest % count
    }.reversed()
  }
}

/// An axis as a plan hands it to a stage.
struct CodedAxis: Codable, Hashable, Sendable {
  var name: String
  let values: [JSONValue]

  /// The values for people.
  var text: String { values.map { $0.word ?? "none" }.joined(separator: ", ") }
}

/// An input of a stage: the artifacts of all cells of a step, over the axes that it declares.
///
/// Labels of the step that are none of the axes are handed on: the stage is repeated for them. A
/// figure, which is drawn once, has to declare them all.
@propertyWrapper
public struct Gathered<Value: Artifact, each Coordinate: AxisValue>: Decodable, Sendable {
  private let axes: [StageKind.Axis]
  private var loaded: Cells<Value, repeat each Coordinate>?

  /// An input over some axes, which no step feeds yet.
  public init(over axes: repeat CellAxis<each Coordinate>) {
    var erased: [StageKind.Axis] = []
    for axis in repeat each axes { erased.append(axis.erased) }
    self.axes = erased
  }

  /// The cells; available while the stage runs. Set them to run a stage without a pipeline.
  public var wrappedValue: Cells<Value, repeat each Coordinate> {
    get {
      guard let loaded else {
        preconditionFailure("the inputs \(Value.kind) are read outside of a run")
      }
      return loaded
    }
    set { loaded = newValue.named(axes.map(\.name)) }
  }

  public init(from decoder: any Decoder) throws {
    axes = []
    loaded = try Cells(from: decoder, loader: decoder.inputLoader)
  }
}

extension Gathered: AnyInput {
  var artifactKind: String? { Value.kind }
  var axesRead: [StageKind.Axis]? { axes }
}

// MARK: - Coded form

private enum CodingKeys: CodingKey { case axes, cells }

extension Cells {
  fileprivate func named(_ names: [String]) -> Self {
    var cells = self
    for (place, name) in names.enumerated() { cells.axes[place].name = name }
    return cells
  }
}

extension Cells where Value: Artifact {
  /// Loads the artifacts: `{"axes": [{"name": …, "values": […]}], "cells": [hash, …]}`.
  fileprivate init(from decoder: any Decoder, loader: InputLoader) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let axes = try container.decode([CodedAxis].self, forKey: .axes)
    let artifacts: [Value] = try container.decode([ContentHash].self, forKey: .cells)
      .map(loader.artifact)
    precondition(
      artifacts.count == axes.reduce(1) { $0 * $1.values.count },
      "\(artifacts.count) cells for axes with \(axes.map(\.values.count)) values")
    let lists = Lists(container: try container.nestedUnkeyedContainer(forKey: .axes))
    self.init(
      values: repeat lists.next(of: (each Coordinate).self), artifacts: artifacts, axes: axes)
    if let failure = lists.failure { throw failure }
  }
}

/// The axes' values one after the other; reads on behind a failure, since the compiler (6.3) crashes
/// where an element of a tuple of packs throws.
private final class Lists {
  var container: any UnkeyedDecodingContainer
  var failure: (any Error)?

  init(container: any UnkeyedDecodingContainer) { self.container = container }

  func next<Coordinate: AxisValue>(of _: Coordinate.Type) -> [Coordinate] {
    do {
      return try container.decode(Coordinates<Coordinate>.self).values
    } catch {
      failure = failure ?? error
      return []
    }
  }
}

private struct Coordinates<Value: AxisValue>: Decodable {
  let values: [Value]
}
