import Pipeline

/// What of a list is there, and what is not.
struct FetchStock {
  /// A file that has a listed name and other contents.
  struct Other {
    let entry: DataSetList.Entry
    let path: String
    let found: ContentHash
    let bytes: Int
  }

  private(set) var absent: [DataSetList.Entry] = []
  private(set) var others: [Other] = []

  init(of list: DataSetList) throws {
    for entry in list.entries {
      switch try list.state(of: entry) {
      case .right: break
      case .absent: absent.append(entry)
      case .other(let found, let bytes):
        others.append(
          Other(entry: entry, path: list.path(of: entry), found: found, bytes: bytes))
      }
    }
  }

  var isComplete: Bool { absent.isEmpty && others.isEmpty }
}
