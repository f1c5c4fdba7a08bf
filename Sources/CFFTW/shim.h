#include <fftw3.h>

/// The library's version text: Swift does not import `fftw_version`, an array of unknown length.
static inline const char *fftw_version_text(void) { return fftw_version; }
