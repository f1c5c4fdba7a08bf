#include "toolchain.h"

#include <features.h>

#ifdef __GLIBC__
#include <gnu/libc-version.h>
#endif

const char *ctoolchain_compiler(void) { return __VERSION__; }

const char *ctoolchain_instructions(void) {
#if defined(__AVX512F__)
  return "avx512";
#elif defined(__AVX2__) && defined(__FMA__) && defined(__BMI2__)
  return "x86-64-v3";
#elif defined(__x86_64__)
  return "x86-64";
#elif defined(__aarch64__)
  return "aarch64";
#else
  return "unknown";
#endif
}

const char *ctoolchain_libc(void) {
#ifdef __GLIBC__
  return gnu_get_libc_version();
#else
  return "unknown";
#endif
}
