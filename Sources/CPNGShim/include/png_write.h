#ifndef INTERNEURONS_PNG_WRITE_H
#define INTERNEURONS_PNG_WRITE_H

#include <stddef.h>
#include <stdint.h>

/// One keyword with its text; `is_utf8` selects an iTXt chunk instead of tEXt.
typedef struct {
  const char *keyword;
  const char *text;
  int is_utf8;
} png_write_text;

/// What was written, or why nothing was: `bytes` is owned by the caller, who gives it back with
/// `png_write_free`; `message` is empty after success.
typedef struct {
  uint8_t *bytes;
  size_t count;
  size_t capacity;
  char message[256];
} png_write_result;

/// Encodes 8-bit RGB rows (3 × width bytes each, no padding) as a PNG file in memory.
///
/// The file has the chunks IHDR, pHYs, the texts, IDAT and IEND, no time, and depends only on the
/// arguments and on the versions of libpng and zlib. Returns 1 after success, 0 after an error.
/// libpng's long jump never leaves this function.
int png_write_rgb8(const uint8_t *pixels, uint32_t width, uint32_t height,
                   uint32_t pixels_per_meter, const png_write_text *texts, size_t text_count,
                   png_write_result *result);

/// Releases the bytes of a result.
void png_write_free(png_write_result *result);

/// The version of the libpng that is linked, as text.
const char *png_write_library_version(void);

#endif
