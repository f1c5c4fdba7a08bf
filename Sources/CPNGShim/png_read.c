#include "png_read.h"

#include <png.h>
#include <setjmp.h>
#include <stdio.h>
#include <string.h>

typedef struct {
  const uint8_t *bytes;
  size_t length;
  size_t position;
  char *message;
  size_t capacity;
} source;

static void fail(png_structp png, png_const_charp text) {
  source *from = png_get_error_ptr(png);
  snprintf(from->message, from->capacity, "%s", text);
  png_longjmp(png, 1);
}

/// What is harmless to libpng is harmless here: all that touches pixels is made an error below.
static void ignore_warning(png_structp png, png_const_charp text) {
  (void)png;
  (void)text;
}

static void read_bytes(png_structp png, png_bytep to, size_t count) {
  source *from = png_get_io_ptr(png);
  if (count > from->length - from->position) {
    png_error(png, "the file ends too early");
  }
  memcpy(to, from->bytes + from->position, count);
  from->position += count;
}

static png_structp make_reader(source *from) {
  snprintf(from->message, from->capacity, "libpng could not start");  // Until it says better.
  return png_create_read_struct(PNG_LIBPNG_VER_STRING, from, fail, ignore_warning);
}

/// Everything before the pixels. May longjmp.
static void read_header(png_structp png, png_infop info, source *from, pngshim_header *header,
                        uint32_t width_limit, uint32_t height_limit) {
  png_set_read_fn(png, from, read_bytes);
  png_set_user_limits(png, width_limit, height_limit);
  // No limit on the length of a chunk: those that are skipped, as all are that say nothing about
  // pixel values, pass through a small buffer, and the others have a length that the format gives.
  png_set_chunk_malloc_max(png, 0);
  png_set_crc_action(png, PNG_CRC_ERROR_QUIT, PNG_CRC_ERROR_QUIT);
  // Errors that libpng would forgive (a wrong Adler-32, data left over after the last row) end
  // the reading. That is affordable because chunks that say nothing about pixel values are
  // skipped, apart from their CRC: a faulty color profile does not refuse a photograph.
  png_set_benign_errors(png, 0);
  png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_NEVER, NULL, -1);
  png_read_info(png, info);

  int color = png_get_color_type(png, info);
  header->width = png_get_image_width(png, info);
  header->height = png_get_image_height(png, info);
  header->channels = (color & PNG_COLOR_MASK_COLOR) != 0 ? 3 : 1;
  header->bit_depth = png_get_bit_depth(png, info) == 16 ? 16 : 8;
  header->has_alpha =
      (color & PNG_COLOR_MASK_ALPHA) != 0 || png_get_valid(png, info, PNG_INFO_tRNS) != 0;
}

/// Spreads a row of 8-bit samples, or of palette indices, over its 16-bit samples, in place.
static void spread_row(png_structp png, uint16_t *row, const pngshim_header *header,
                       const png_color *palette, int colors) {
  const uint8_t *packed = (const uint8_t *)row;
  // From the right: sample i is written at or behind the byte i that it is read from.
  if (palette == NULL) {
    for (size_t i = (size_t)header->width * header->channels; i-- > 0;) {
      row[i] = packed[i];
    }
    return;
  }
  for (size_t x = header->width; x-- > 0;) {
    int index = packed[x];
    if (index >= colors) {
      png_error(png, "a pixel refers to a color that the palette lacks");
    }
    row[3 * x] = palette[index].red;
    row[3 * x + 1] = palette[index].green;
    row[3 * x + 2] = palette[index].blue;
  }
}

/// All pixels and the end of the file. May longjmp.
static void read_samples(png_structp png, png_infop info, const pngshim_header *header,
                         uint16_t *samples) {
  png_colorp palette = NULL;
  int colors = 0;
  size_t stride = (size_t)header->width * header->channels;
  size_t row_bytes = stride * header->bit_depth / 8;
  if (png_get_color_type(png, info) == PNG_COLOR_TYPE_PALETTE) {
    // libpng would show an index beyond the palette as black: look the colors up here.
    png_get_PLTE(png, info, &palette, &colors);
    png_set_packing(png);
    row_bytes = header->width;
  } else {
    png_set_expand_gray_1_2_4_to_8(png);
    png_set_strip_alpha(png);
  }
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
  png_set_swap(png);
#endif
  int passes = png_set_interlace_handling(png);
  png_read_update_info(png, info);
  if (png_get_rowbytes(png, info) != row_bytes) {
    png_error(png, "the rows are not as long as the header says");
  }
  for (int pass = 0; pass < passes; pass++) {
    for (size_t y = 0; y < header->height; y++) {
      png_read_row(png, (png_bytep)(samples + y * stride), NULL);
    }
  }
  png_read_end(png, NULL);
  for (size_t y = 0; header->bit_depth == 8 && y < header->height; y++) {
    spread_row(png, samples + y * stride, header, palette, colors);
  }
}

bool pngshim_read_header(const uint8_t *bytes, size_t length, pngshim_header *header,
                         char *message, size_t capacity) {
  source from = {bytes, length, 0, message, capacity};
  png_structp png = make_reader(&from);
  if (png == NULL) {
    return false;
  }
  png_infop info = png_create_info_struct(png);
  if (info == NULL || setjmp(png_jmpbuf(png))) {
    png_destroy_read_struct(&png, &info, NULL);
    return false;
  }
  // Without limits, so that the caller learns the numbers: nothing is allocated from them here.
  read_header(png, info, &from, header, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
  png_destroy_read_struct(&png, &info, NULL);
  return true;
}

bool pngshim_read_samples(const uint8_t *bytes, size_t length, const pngshim_header *expected,
                          uint16_t *samples, char *message, size_t capacity) {
  source from = {bytes, length, 0, message, capacity};
  png_structp png = make_reader(&from);
  if (png == NULL) {
    return false;
  }
  png_infop info = png_create_info_struct(png);
  if (info == NULL || setjmp(png_jmpbuf(png))) {
    png_destroy_read_struct(&png, &info, NULL);
    return false;
  }
  pngshim_header header;
  read_header(png, info, &from, &header, expected->width, expected->height);
  if (header.width != expected->width || header.height != expected->height ||
      header.channels != expected->channels || header.bit_depth != expected->bit_depth) {
    png_error(png, "the header changed between two readings");
  }
  read_samples(png, info, &header, samples);
  png_destroy_read_struct(&png, &info, NULL);
  return true;
}

const char *pngshim_library_version(void) { return png_get_libpng_ver(NULL); }
