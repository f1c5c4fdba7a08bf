#include "png_write.h"

#include <png.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// Level and filters are fixed, because libpng's defaults may change between versions and a figure
// should not. Up made the smallest file of a figure with photographs; None would be a fifth smaller
// for line drawings.
static const int compression_level = 6;
static const int row_filters = PNG_FILTER_UP;

static void fail(png_structp png, png_const_charp message) {
  png_write_result *result = png_get_error_ptr(png);
  snprintf(result->message, sizeof result->message, "%s", message);
  longjmp(png_jmpbuf(png), 1);
}

// Every warning is about text or color that would not reach the file as given: an error here.
static void refuse_warning(png_structp png, png_const_charp message) { fail(png, message); }

static void append(png_structp png, png_bytep data, size_t count) {
  png_write_result *result = png_get_io_ptr(png);
  if (count > SIZE_MAX / 2 - result->count) png_error(png, "the file is too large");
  size_t needed = result->count + count;
  if (needed > result->capacity) {
    size_t capacity = result->capacity ? result->capacity : 65536;
    while (capacity < needed) capacity *= 2;
    uint8_t *grown = realloc(result->bytes, capacity);
    if (!grown) png_error(png, "out of memory");
    result->bytes = grown;
    result->capacity = capacity;
  }
  memcpy(result->bytes + result->count, data, count);
  result->count = needed;
}

static void flush_nothing(png_structp png) { (void)png; }

static void set_texts(png_structp png, png_infop info, const png_write_text *texts, size_t count) {
  for (size_t i = 0; i < count; i++) {
    png_text text;
    memset(&text, 0, sizeof text);
    // libpng copies keyword and text, but declares them without const.
    text.key = (png_charp)texts[i].keyword;
    text.text = (png_charp)texts[i].text;
    if (texts[i].is_utf8) {
      text.compression = PNG_ITXT_COMPRESSION_NONE;
      text.itxt_length = strlen(texts[i].text);
      text.lang = "";
      text.lang_key = "";
    } else {
      text.compression = PNG_TEXT_COMPRESSION_NONE;
      text.text_length = strlen(texts[i].text);
    }
    png_set_text(png, info, &text, 1);
  }
}

int png_write_rgb8(const uint8_t *pixels, uint32_t width, uint32_t height,
                   uint32_t pixels_per_meter, const png_write_text *texts, size_t text_count,
                   png_write_result *result) {
  memset(result, 0, sizeof *result);
  png_structp png =
      png_create_write_struct(PNG_LIBPNG_VER_STRING, result, fail, refuse_warning);
  if (!png) {
    snprintf(result->message, sizeof result->message, "libpng does not start");
    return 0;
  }
  // volatile: read after the long jump.
  png_infop volatile info = NULL;
  if (setjmp(png_jmpbuf(png))) {
    png_infop created = info;
    png_destroy_write_struct(&png, created ? &created : NULL);
    png_write_free(result);
    return 0;
  }
  info = png_create_info_struct(png);
  if (!info) png_error(png, "out of memory");
  png_set_write_fn(png, result, append, flush_nothing);
  png_set_compression_level(png, compression_level);
  png_set_filter(png, PNG_FILTER_TYPE_BASE, row_filters);
  png_set_IHDR(png, info, width, height, 8, PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE,
               PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  png_set_pHYs(png, info, pixels_per_meter, pixels_per_meter, PNG_RESOLUTION_METER);
  set_texts(png, info, texts, text_count);
  png_write_info(png, info);
  for (uint32_t row = 0; row < height; row++)
    png_write_row(png, pixels + (size_t)row * width * 3);
  png_write_end(png, info);
  png_infop created = info;
  png_destroy_write_struct(&png, &created);
  return 1;
}

void png_write_free(png_write_result *result) {
  free(result->bytes);
  result->bytes = NULL;
  result->count = 0;
  result->capacity = 0;
}

const char *png_write_library_version(void) { return png_get_libpng_ver(NULL); }
