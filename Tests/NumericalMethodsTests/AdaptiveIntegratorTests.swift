import NumericalMethods
import RealModule
import Testing

@Suite struct AdaptiveIntegratorTests {
  private func end(
    of field: @escaping AdaptiveIntegrator.Field, from start: [Double], at time: Double,
    tolerance: Double
  ) throws -> (state: [Double], steps: Int) {
    var integrator = try #require(
      AdaptiveIntegrator(
        from: start, tolerance: .init(relative: tolerance, absolute: tolerance), field: field))
    var steps = 0
    while integrator.time < time {
      #expect(integrator.step(upTo: time) == .stepped)
      steps += 1
    }
    #expect(integrator.time == time)
    return (integrator.state, steps)
  }

  @Test func aDecayAndARotationAreFollowed() throws {
    // x′ = −x beside a rotation: errors of some hundred steps of 10⁻¹² add up.
    let field: AdaptiveIntegrator.Field = { [-$0[0], $0[2], -$0[1]] }
    let allowed = 1e-9
    let found = try end(of: field, from: [2, 1, 0], at: 5, tolerance: 1e-12)
    expectAgreement(found.state[0], 2 * Double.exp(-5), allowed: allowed, "decay")
    expectAgreement(found.state[1], Double.cos(5), allowed: allowed, "cosine")
    expectAgreement(found.state[2], -Double.sin(5), allowed: allowed, "sine")
    #expect(!agrees(found.state[1], Double.cos(5.000001), allowed: allowed))
  }

  @Test func theErrorFollowsTheTolerance() throws {
    // y′ = −y³: y = y₀/√(1 + 2 y₀² t).
    let field: AdaptiveIntegrator.Field = { [-$0[0] * $0[0] * $0[0]] }
    let exact = 3 / (1 + 18 * 4.0).squareRoot()
    var steps: [Int] = []
    for tolerance in [1e-4, 1e-7, 1e-10] {
      let found = try end(of: field, from: [3], at: 4, tolerance: tolerance)
      // A contracting flow forgets: not much more than the error of one step is left.
      expectAgreement(found.state[0], exact, allowed: 10 * tolerance, "tolerance \(tolerance)")
      steps.append(found.steps)
    }
    // Of fifth order: a thousandth of the error takes about four times as many steps.
    #expect(steps[1] > 2 * steps[0] && steps[2] > 2 * steps[1] && steps[2] < 8 * steps[1])
  }

  @Test func betweenStepsTheSolutionIsKnown() throws {
    var integrator = try #require(
      AdaptiveIntegrator(
        from: [1], tolerance: .init(relative: 1e-10, absolute: 1e-12), field: { [-$0[0]] }))
    for _ in 0..<12 { _ = integrator.step(upTo: 10) }
    let length = integrator.time - integrator.previous.time
    #expect(length > 0)
    for share in [0.1, 0.5, 1.0] {
      let time = integrator.previous.time + share * length
      expectAgreement(
        integrator.state(sincePrevious: share * length)[0], Double.exp(-time), allowed: 1e-9, "y")
    }
  }

  @Test func whereTheFieldEndsTheSolutionIsStuck() throws {
    // y′ = −1/y reaches 0 at t = ½ and is undefined beyond.
    var integrator = try #require(
      AdaptiveIntegrator(
        from: [1], tolerance: .init(relative: 1e-9, absolute: 1e-9),
        field: { $0[0] > 0 ? [-1 / $0[0]] : nil }))
    var progress = AdaptiveIntegrator.Progress.stepped
    while progress == .stepped && integrator.time < 1 { progress = integrator.step(upTo: 1) }
    #expect(progress == .stuck)
    expectAgreement(integrator.time, 0.5, allowed: 1e-6, "time")
    #expect(integrator.state[0] >= 0)
    #expect(
      AdaptiveIntegrator(
        from: [-1], tolerance: .init(relative: 1e-9, absolute: 1e-9), field: { _ in nil }) == nil)
  }

  @Test func nothingChangesWithoutAField() throws {
    let found = try end(of: { _ in [0] }, from: [7], at: 100, tolerance: 1e-9)
    #expect(found.state == [7])
    #expect(found.steps < 20)
  }
}
