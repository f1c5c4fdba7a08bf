// Reading PNG files from memory through libpng's classic interface.
//
// libpng reports errors by longjmp, which must not cross Swift frames: here it never leaves the
// C function that armed it. Errors come back as `false` and a text.
#ifndef PNGSHIM_READ_H
#define PNGSHIM_READ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// What the header of a PNG file promises, in terms of what `pngshim_read_samples` delivers.
typedef struct {
  uint32_t width;
  uint32_t height;
  /// 1 for gray, 3 for red, green and blue (palettes are expanded, alpha is dropped).
  uint32_t channels;
  /// 16, or 8 for files with 8 bits and fewer.
  uint32_t bit_depth;
  /// Whether the file has an alpha channel or a transparent color (tRNS), both ignored.
  bool has_alpha;
} pngshim_header;

/// Reads everything before the pixels; allocates nothing that grows with width or height.
///
/// On failure returns false and writes a null-terminated text of at most `capacity` bytes.
bool pngshim_read_header(const uint8_t *bytes, size_t length, pngshim_header *header,
                         char *message, size_t capacity);

/// Reads all pixels and the end of the file into `width * height * channels` samples, row by row.
///
/// `expected` is the header as read before: a file that says anything else is refused, as is any
/// file that is cut, has a wrong checksum or refers to a color that its palette lacks.
/// A sample lies in 0 … 2^bit_depth − 1. No gamma, profile, background or significant-bit
/// information is applied.
bool pngshim_read_samples(const uint8_t *bytes, size_t length, const pngshim_header *expected,
                          uint16_t *samples, char *message, size_t capacity);

/// The version of the libpng that runs, like "1.6.39".
const char *pngshim_library_version(void);

#endif
