import Foundation
import Pipeline
import Testing

@testable import Drawing
@testable import Figures

/// Both networks as they are drawn: who connects to whom, and what is written beside it.
struct WhiteningSchematicTests {
  /// How far a slanted letter may lean over its neighbor of the same word, in points.
  private static let lean = 0.5
  /// Rounding of coordinates up to 504 points, through some sines and roots.
  private static let rounding = 1e-10
  /// A line that passes a neuron keeps at least its own width from the membrane, in points.
  private static let clearance = 0.8

  /// All numbers of neurons and interneurons that can be drawn.
  static let variants = (2...4).flatMap { n in (n...6).map { (n, $0) } }

  private func sheet(_ neurons: Int = 3, _ interneurons: Int = 4) throws -> Sheet {
    var figure = WhiteningSchematic()
    figure.neurons = neurons
    figure.interneurons = interneurons
    figure.experiment.title = "Two networks"
    figure.experiment.dataSet = "bundled"
    return try figure.sheet()
  }

  // MARK: What is drawn

  private struct Neuron: Hashable {
    let name: String
    let isInB: Bool
  }

  private struct Circle {
    let neuron: Neuron
    let center: Point
    let radius: Double

    func distance(of point: Point) -> Double {
      hypot(point.x - center.x, point.y - center.y) - radius
    }
  }

  private struct Connection: Hashable {
    let start: Neuron
    let end: Neuron
    let head: Arrow.Head
  }

  /// Outlined circles with the letter that is drawn on them.
  private func circles(_ elements: [Element]) -> [Circle] {
    elements.indices.compactMap { index in
      guard case .ellipse(let center, let radius, _, _, .some) = elements[index],
        case .text(let label, center)? = elements.dropFirst(index + 1).first
      else { return nil }
      let neuron = Neuron(name: label.text.plain, isInB: center.x > Drawing.journalWidth / 2)
      return Circle(neuron: neuron, center: center, radius: radius)
    }
  }

  /// Points along each synapse, with the head at its end: straight and bent arrows, and loops, whose
  /// last piece is an arrow.
  private func synapses(_ elements: [Element]) -> [(points: [Point], head: Arrow.Head)] {
    var loop: [Point] = []
    return elements.compactMap { element in
      if case .line(let points, _) = element { loop = points }
      guard case .arrow(let arrow) = element, arrow.stroke.color != .black else { return nil }
      if let last = loop.last, last == arrow.end { return (loop, arrow.head) }
      let control = Point(
        2 * arrow.middle.x - (arrow.start.x + arrow.end.x) / 2,
        2 * arrow.middle.y - (arrow.start.y + arrow.end.y) / 2)
      let points = (0...60).map { step -> Point in
        let t = Double(step) / 60
        let (a, b, c) = ((1 - t) * (1 - t), 2 * t * (1 - t), t * t)
        return Point(
          a * arrow.start.x + b * control.x + c * arrow.end.x,
          a * arrow.start.y + b * control.y + c * arrow.end.y)
      }
      return (points, arrow.head)
    }
  }

  /// The synapses whose lines start at a membrane and whose heads end before one.
  private func connections(_ elements: [Element]) -> [Connection] {
    let circles = circles(elements)
    return synapses(elements).compactMap { points, head in
      guard let first = points.first, let last = points.last else { return nil }
      let gap = head == .bar ? 1.8 : 0.8
      let start = circles.first { abs($0.distance(of: first)) < Self.rounding }
      let end = circles.first { abs($0.distance(of: last) - gap) < Self.rounding }
      guard let start, let end else { return nil }
      return Connection(start: start.neuron, end: end.neuron, head: head)
    }
  }

  private func expected(_ n: Int, _ k: Int) -> Set<Connection> {
    func neurons(_ letter: String, _ count: Int, inB: Bool) -> [Neuron] {
      (1...count).map { Neuron(name: "\(letter)_(\($0))", isInB: inB) }
    }
    let (a, b) = (neurons("y", n, inB: false), neurons("y", n, inB: true))
    let direct = a.flatMap { start in
      a.map { Connection(start: start, end: $0, head: .bar) }
    }
    let mediated = b.flatMap { y in
      neurons("z", k, inB: true).flatMap { z in
        [
          Connection(start: y, end: z, head: .triangle), Connection(start: z, end: y, head: .bar),
        ]
      }
    }
    return Set(direct + mediated)
  }

  @Test(arguments: variants) func everySynapseIsDrawnOnceFromMembraneToMembrane(
    neurons: Int, interneurons: Int
  ) throws {
    let elements = try sheet(neurons, interneurons).pages[0].elements
    let found = connections(elements)
    #expect(synapses(elements).count == found.count, "a line ends in the void")
    #expect(found.count == Set(found).count, "a synapse is drawn twice")
    #expect(Set(found) == expected(neurons, interneurons))
  }

  @Test func aLineThatMissesItsNeuronWouldBeFound() throws {
    let whole = try sheet().pages[0].elements
    let index = try #require(
      whole.firstIndex { if case .arrow = $0 { true } else { false } })
    guard case .arrow(var arrow) = whole[index] else { return }
    arrow.end.x += 0.01
    var broken = whole
    broken[index] = .arrow(arrow)
    #expect(connections(broken).count == connections(whole).count - 1)
  }

  @Test(arguments: variants) func linesPassOtherNeuronsAtADistance(
    neurons: Int, interneurons: Int
  ) throws {
    let elements = try sheet(neurons, interneurons).pages[0].elements
    let circles = circles(elements)
    for (points, head) in synapses(elements) {
      guard let first = points.first, let last = points.last else { continue }
      for circle in circles {
        let isEnd = [first, last].contains { circle.distance(of: $0) < 2 }
        let nearest = points.map(circle.distance).min() ?? 0
        let limit = isEnd ? -Self.rounding : Self.clearance
        #expect(
          nearest >= limit,
          "a \(head) from \(first) to \(last) passes \(circle.neuron.name) at \(nearest) pt")
      }
    }
  }

  @Test(arguments: variants) func everyPrimaryNeuronReceivesItsInput(
    neurons: Int, interneurons: Int
  ) throws {
    let elements = try sheet(neurons, interneurons).pages[0].elements
    let tips = elements.compactMap { element -> Point? in
      guard case .arrow(let arrow) = element, arrow.stroke.color == .black else { return nil }
      return arrow.end
    }
    let primary = circles(elements).filter { $0.neuron.name.hasPrefix("y") }
    #expect(tips.count == 2 * neurons && primary.count == 2 * neurons)
    for circle in primary {
      let distances = tips.map(circle.distance)
      #expect(distances.count { abs($0 - 1) < Self.rounding } == 1)
    }
  }

  // MARK: What is written

  @Test(arguments: variants) func textsLieOnThePageAndApart(neurons: Int, interneurons: Int) throws
  {
    let drawing = try sheet(neurons, interneurons).pages[0]
    let boxes = try Renderer.textBoxes(drawing).map { ($0.text, $0.box) }
    #expect(drawing.width == Drawing.journalWidth)
    #expect(boxes.count > 60)
    for (index, (text, box)) in boxes.enumerated() {
      #expect(drawing.page.contains(box), "'\(text)' at \(box) leaves the page")
      for (other, otherBox) in boxes[(index + 1)...] {
        let width = min(box.maxX, otherBox.maxX) - max(box.minX, otherBox.minX)
        let height = min(box.maxY, otherBox.maxY) - max(box.minY, otherBox.minY)
        let apart = min(width, height) < Self.lean
        #expect(apart, "'\(text)' at \(box) covers '\(other)' at \(otherBox)")
      }
    }
  }

  /// No line crosses a text but the letters of neurons, which lie on circles of their own.
  @Test(arguments: variants) func synapsesLeaveTextsFree(neurons: Int, interneurons: Int) throws {
    let drawing = try sheet(neurons, interneurons).pages[0]
    let circles = circles(drawing.elements)
    let points = synapses(drawing.elements).flatMap(\.points)
    for (text, box) in try Renderer.textBoxes(drawing) {
      if circles.contains(where: { $0.distance(of: box.center) < 0 }) { continue }
      let touching = points.first { box.contains($0, slack: 1) }
      #expect(touching == nil, "a line touches '\(text)' at \(box)")
    }
  }

  @Test func allEquationsAreThere() throws {
    let drawing = try sheet().pages[0]
    let texts = drawing.elements.compactMap { element -> String? in
      if case .text(let label, _) = element { label.text.plain } else { nil }
    }
    for equation in [
      "ẏ = x − M y", "y = M^(−1)x", "ΔM = η (y y^(⊤) − I)",
      "z = W^(⊤)y", "ẏ = x − W z", "y = (W W^(⊤))^(−1)x", "ΔW = η (y z^(⊤) − W)",
      "V(M) = Tr(M^(−1)C + M − 2 C^(1/2))", "M = W W^(⊤) = C^(1/2),  y = C^(−1/2)x",
      "A ~ m_(0),   B ~ ½ ln m_(0)", "−M", "W^(⊤)", "−W",
    ] {
      #expect(texts.count { $0 == equation } == 1, "'\(equation)' among \(texts)")
    }
  }

  // MARK: Numbers and words

  @Test func valuesCountWhatIsDrawn() throws {
    let values = try sheet(3, 5).values
    func value(_ quantity: String, _ network: String, _ population: String? = nil) -> [Double] {
      values.filter {
        $0.quantity == quantity && $0.labels["network"] == .string(network)
          && $0.labels["population"] == population.map { .string($0) }
      }.map(\.value)
    }
    #expect(value("neurons", "direct", "primary") == [3])
    #expect(value("neurons", "interneurons", "primary") == [3])
    #expect(value("neurons", "interneurons", "interneurons") == [5])
    let found = connections(try sheet(3, 5).pages[0].elements)
    #expect(value("synapses", "direct") == [Double(found.count { !$0.start.isInB })])
    #expect(value("synapses", "interneurons") == [Double(found.count { $0.start.isInB })])
    // A symmetric matrix of order 3, and a 3 × 5 matrix.
    #expect(value("freeWeights", "direct") == [6])
    #expect(value("freeWeights", "interneurons") == [15])
    #expect(values.count == 7)
  }

  @Test func captionSaysWhatIsShownAndWhatIsOurs() throws {
    let caption = try sheet(2, 5).caption
    for words in [
      "Lipshutz, Pehlevan & Chklovskii (2023), figure 1", "data set bundled",
      "each of 2 primary neurons", "excite 5 interneurons", "its drawing was not at hand",
      "the equations are derived", "Algorithms 1 and 2",
    ] {
      #expect(caption.contains(words), "'\(words)' is missing in: \(caption)")
    }
    #expect(!caption.contains("\n"))
  }

  @Test func fewerInterneuronsThanNeuronsAreRefused() {
    #expect(throws: FigureError.tooFewInterneurons(interneurons: 3, neurons: 4)) {
      try sheet(4, 3)
    }
    #expect(throws: Never.self) { try sheet(4, 4) }
  }

  @Test func networksAreDrawnAsBefore() throws {
    let outline = try sheet(2, 2).pages[0].outline()
    #expect(outline == Self.golden, "got\n\(outline)")
    #expect(try sheet(2, 3).pages[0].outline() != outline)
  }

  private static let golden = """
    drawing “Two networks” 504 × 276 pt on #ffffff
    text “A” 10 pt #000000 left baseline at (6, 17)
    text “direct connections” 8 pt #000000 center baseline at (126, 17)
    text “B” 10 pt #000000 left baseline at (258, 17)
    text “interneurons” 8 pt #000000 center baseline at (378, 17)
    arrow (94.7539, 129.957) to (155.992, 128.666) bend 0.25741 bar 4.2 pt #0072b2 0.8 pt
    arrow (153.006, 139.58) to (100.793, 139.526) bend -0.00750225 bar 4.2 pt #0072b2 0.8 pt
    line 41 points x [81.4485…70.8496 in 68.6613…81.4485 sum 11797.2] y [153.542…147.029 in 147.029…158.393 sum 24891] #0072b2 0.8 pt
    arrow (70.4153, 147.452) to (70.8496, 147.029) bar 4.2 pt #0072b2 0.8 pt
    line 41 points x [163.449…152.85 in 150.661…163.449 sum 24999.2] y [153.542…147.029 in 147.029…158.393 sum 24891] #0072b2 0.8 pt
    arrow (152.415, 147.452) to (152.85, 147.029) bar 4.2 pt #0072b2 0.8 pt
    text “−M” 9 pt #0072b2 center baseline at (125.041, 109.048)
    ellipse (85, 140) 14 × 14 fill #ffffff
    ellipse (85, 140) 14 × 14 fill #0072b2@0.22 stroke #0072b2 1 pt
    text “y_(1)” 8.5 pt #000000 center middle at (85, 140)
    arrow (85, 172) to (85, 155) triangle 5 pt #000000 0.9 pt
    text “x_(1)” 8.5 pt #000000 left middle at (89, 166)
    ellipse (167, 140) 14 × 14 fill #ffffff
    ellipse (167, 140) 14 × 14 fill #0072b2@0.22 stroke #0072b2 1 pt
    text “y_(2)” 8.5 pt #000000 center middle at (167, 140)
    arrow (167, 172) to (167, 155) triangle 5 pt #000000 0.9 pt
    text “x_(2)” 8.5 pt #000000 left middle at (171, 166)
    arrow (331.077, 127.315) to (325.629, 54.4206) bend 0.045 triangle 4.5 pt #0072b2 0.8 pt
    arrow (330.03, 54.5) to (336.418, 124.211) bend 0.045 bar 4.2 pt #c77700 0.8 pt
    arrow (346.143, 129.398) to (415.398, 47.9098) bend 0.045 triangle 4.5 pt #0072b2 0.8 pt
    arrow (418.341, 51.1825) to (351.164, 132.998) bend 0.045 bar 4.2 pt #c77700 0.8 pt
    arrow (406.45, 133.795) to (338.243, 51.7298) bend 0.045 triangle 4.5 pt #0072b2 0.8 pt
    arrow (339.851, 47.633) to (408.681, 128.035) bend 0.045 bar 4.2 pt #c77700 0.8 pt
    arrow (419.516, 126.01) to (425.968, 55.3) bend 0.045 triangle 4.5 pt #0072b2 0.8 pt
    arrow (430.061, 53.6828) to (425.685, 125.684) bend 0.045 bar 4.2 pt #c77700 0.8 pt
    text “W^(⊤)” 9 pt #0072b2 right middle at (320.573, 91.1128)
    text “−W” 9 pt #c77700 left middle at (435.613, 89.8803)
    ellipse (337, 140) 14 × 14 fill #ffffff
    ellipse (337, 140) 14 × 14 fill #0072b2@0.22 stroke #0072b2 1 pt
    text “y_(1)” 8.5 pt #000000 center middle at (337, 140)
    arrow (337, 172) to (337, 155) triangle 5 pt #000000 0.9 pt
    text “x_(1)” 8.5 pt #000000 left middle at (341, 166)
    ellipse (419, 140) 14 × 14 fill #ffffff
    ellipse (419, 140) 14 × 14 fill #0072b2@0.22 stroke #0072b2 1 pt
    text “y_(2)” 8.5 pt #000000 center middle at (419, 140)
    arrow (419, 172) to (419, 155) triangle 5 pt #000000 0.9 pt
    text “x_(2)” 8.5 pt #000000 left middle at (423, 166)
    ellipse (330, 44) 10.5 × 10.5 fill #ffffff
    ellipse (330, 44) 10.5 × 10.5 fill #c77700@0.22 stroke #c77700 1 pt
    text “z_(1)” 8.5 pt #000000 center middle at (330, 44)
    ellipse (426, 44) 10.5 × 10.5 fill #ffffff
    ellipse (426, 44) 10.5 × 10.5 fill #c77700@0.22 stroke #c77700 1 pt
    text “z_(2)” 8.5 pt #000000 center middle at (426, 44)
    text “primary neurons” 7 pt #0072b2 right baseline at (114, 200.5)
    text “ẏ = x − M y” 8 pt #000000 left baseline at (120, 200.5)
    text “settled” 7 pt #666666 right baseline at (114, 212)
    text “y = M^(−1)x” 8 pt #000000 left baseline at (120, 212)
    text “learning” 7 pt #000000 right baseline at (114, 223.5)
    text “ΔM = η (y y^(⊤) − I)” 8 pt #000000 left baseline at (120, 223.5)
    text “interneurons” 7 pt #c77700 right baseline at (366, 189)
    text “z = W^(⊤)y” 8 pt #000000 left baseline at (372, 189)
    text “primary neurons” 7 pt #0072b2 right baseline at (366, 200.5)
    text “ẏ = x − W z” 8 pt #000000 left baseline at (372, 200.5)
    text “settled” 7 pt #666666 right baseline at (366, 212)
    text “y = (W W^(⊤))^(−1)x” 8 pt #000000 left baseline at (372, 212)
    text “learning” 7 pt #000000 right baseline at (366, 223.5)
    text “ΔW = η (y z^(⊤) − W)” 8 pt #000000 left baseline at (372, 223.5)
    rectangle (8, 234) 488 × 34 corners 4 fill #f4f4f4
    text “C” 10 pt #000000 left baseline at (13, 247)
    text “both descend, on average” 7 pt #666666 center baseline at (95.84, 247)
    text “V(M) = Tr(M^(−1)C + M − 2 C^(1/2))” 8 pt #000000 center baseline at (95.84, 260)
    text “both reach” 7 pt #666666 center baseline at (252, 247)
    text “M = W W^(⊤) = C^(1/2),  y = C^(−1/2)x” 8 pt #000000 center baseline at (252, 260)
    text “time to learn from M = m_(0) I, large m_(0)” 7 pt #666666 center baseline at (413.04, 247)
    text “A ~ m_(0),   B ~ ½ ln m_(0)” 8 pt #000000 center baseline at (413.04, 260)

    """
}
