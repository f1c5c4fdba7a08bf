import Foundation
import Testing

@testable import Drawing

@Suite struct OutlineTests {
  private var drawing: Drawing {
    let ramp = (0...10).map { Double($0) / 10 }
    var drawing = Drawing(title: "golden", width: 200, height: 100)
    drawing.add(
      Panel(
        frame: Rectangle(x: 30, y: 20, width: 150, height: 60), x: Axis(0, 1, label: .math("z")),
        y: Axis(1e-2, 1, scale: .logarithmic, label: "density", showsTickLabels: false),
        grid: Stroke(.lightGray, width: 0.4), title: "title", letter: "A",
        marks: [
          .line(ramp.map { Point($0, $0 * $0) }, .dashed(.publishedRed, width: 1)),
          .steps(Steps(edges: [0, 1, 2], heights: [3, 4])),
          .points([Point(0.5, 0.5)], Marker(.square, fill: .blue)),
          .image(Raster(width: 2, height: 1, pixels: [0, 255]), x: 0...1, y: 0...1, .nearest),
          .note(Label(Text.math("I") + " = 1"), at: Point(0, 1), offset: Point(3, 3)),
        ],
        legend: Legend([.init(.math("α") + " = 0.25", stroke: Stroke())])))
    drawing.add(.circle(center: Point(10, 10), radius: 4, fill: .skyBlue.opacity(0.5)))
    drawing.add(.arrow(Arrow(from: Point(1, 2), to: Point(3, 4), bend: 0.1, head: .bar)))
    drawing.add(.text(Label(.bold("B"), rotation: 90), at: Point(5, 5)))
    return drawing
  }

  private let golden = """
    drawing “golden” 200 × 100 pt on #ffffff
    panel (30, 20) 150 × 60 box letter “A” title “title” grid #e0e0e0 0.4 pt
      x linear 0…1 “z” ticks 0.0 0.2 0.4 0.6 0.8 1.0, 0 minor
      y logarithmic 0.01…1 “density” ticks 10^(−2) 10^(−1) 10^(0) hidden, 16 minor
      line 11 points x [0…1 in 0…1 sum 20.2] y [0…1 in 0…1 sum 13.52] #d6201f 1 pt dash 4-2.5
      steps 2 edges [0, 1, 2] heights [3, 4] from 0 stroke #000000 0.75 pt
      markers (0.5, 0.5) square 3 pt fill #0072b2
      image 2 × 1 nearest x 0…1 y 0…1 crc 1826356594
      note “I = 1” 7 pt #000000 left baseline at (0, 1) + (3, 3)
      legend topRight 6 pt
        “α = 0.25” line #000000 0.75 pt
    ellipse (10, 10) 4 × 4 fill #56b4e9@0.5 stroke #000000 0.75 pt
    arrow (1, 2) to (3, 4) bend 0.1 bar 4 pt #000000 0.75 pt
    text “B” 7 pt #000000 left baseline rotated 90 at (5, 5)

    """

  @Test func wholeFigure() {
    #expect(drawing.outline() == golden, "got\n\(drawing.outline())")
  }

  @Test func changesShow() {
    var points = (0..<100).map { Point(Double($0), sin(Double($0))) }
    func outline() -> String { Mark.line(points, Stroke()).outline }
    let before = outline()
    points[50].y += 1e-9
    #expect(outline() == before, "an error far below six digits must not show")
    points[50].y += 1e-3
    #expect(outline() != before)
    points[50].y -= 1e-3
    points.swapAt(30, 31)
    #expect(outline() != before, "order must show")
  }
}
