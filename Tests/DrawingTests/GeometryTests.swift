import Testing

@testable import Drawing

@Suite struct GeometryTests {
  private let area = Rectangle(x: 10, y: 20, width: 100, height: 60)

  @Test func equalTracks() {
    let grid = Grid(in: area, columns: 3, rows: 2, columnGap: 5, rowGap: 10)
    #expect(grid[0, 0] == Rectangle(x: 10, y: 20, width: 30, height: 25))
    #expect(grid[1, 2] == Rectangle(x: 80, y: 55, width: 30, height: 25))
    #expect(grid[1, 2].maxX == area.maxX && grid[1, 2].maxY == area.maxY)
    #expect(grid != Grid(in: area, columns: 3, rows: 2, columnGap: 5, rowGap: 9))
  }

  @Test func edgesAreInside() {
    #expect(area.contains(area))
    for (left, top, right, bottom) in [
      (-1e-12, 0.0, 0.0, 0.0), (0, -1e-12, 0, 0), (0, 0, -1e-12, 0), (0, 0, 0, -1e-12),
    ] {
      let larger = area.inset(left: left, top: top, right: right, bottom: bottom)
      #expect(!area.contains(larger) && larger.contains(area))
    }
  }

  @Test func fixedTracksAndShares() {
    let grid = Grid(
      in: area, columns: [.points(20), .share(1), .share(3)], rows: [.share(1)],
      columnGaps: [4, 16], rowGaps: [])
    #expect(grid[0, 0] == Rectangle(x: 10, y: 20, width: 20, height: 60))
    #expect(grid[0, 1] == Rectangle(x: 34, y: 20, width: 15, height: 60))
    #expect(grid[0, 2] == Rectangle(x: 65, y: 20, width: 45, height: 60))
  }
}
