/// Settings that a stage is given, read as values of its parameters.
extension StageKind {
  /// The value of a setting; null where an optional parameter is not given.
  ///
  /// - Throws: the fault, at its place where the setting stands in a file.
  func value(of setting: Manifest.Setting, for field: Field) throws(Fault) -> JSONValue {
    do {
      return try readParameter(field.property, setting.value)
    } catch let misreading as Misreading {
      throw Fault(
        file: setting.origin, place: setting.place == nil ? nil : misreading.place,
        message: "'\(field.key)': \(misreading.message)")
    } catch {
      throw Fault(file: setting.origin, place: setting.place, message: "'\(field.key)': \(error)")
    }
  }

  /// What is wrong with the settings that a data set gives to the stage that reads its files; nothing
  /// where the stage reads none.
  func faults(in settings: [Manifest.Setting]) -> [Fault] {
    guard fields.contains(where: \.isSource) else { return [] }
    return settings.compactMap { setting -> Fault? in
      guard let field = fields.first(where: { $0.key == setting.key && $0.isParameter }) else {
        let known = fields.filter(\.isParameter).map(\.key)
        return Fault(
          file: setting.origin, place: setting.place,
          message: Spelling.unknown("setting of '\(id)'", setting.key, among: known))
      }
      do throws(Fault) {
        _ = try value(of: setting, for: field)
        return nil
      } catch {
        return error
      }
    }
  }
}

extension StageKind.Field {
  /// Whether it is a file of the data set.
  var isSource: Bool {
    if case .source = role { true } else { false }
  }

  /// Whether it is a parameter.
  var isParameter: Bool {
    if case .parameter = role { true } else { false }
  }
}
