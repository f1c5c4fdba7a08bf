/// A word as a shell takes it back, however odd it is.
struct ShellWord {
  let text: String

  init(_ word: String) {
    let plain = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./=:,+@%")
    text =
      !word.isEmpty && word.allSatisfy(plain.contains)
      ? word : "'\(word.replacing("'", with: "'\\''"))'"
  }
}
