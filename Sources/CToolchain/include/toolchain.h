#ifndef CTOOLCHAIN_H
#define CTOOLCHAIN_H

/// The C compiler of the toolchain, whose text names the very commit that the Swift compiler shares.
const char *ctoolchain_compiler(void);

/// The vector instructions that the build was allowed to use.
const char *ctoolchain_instructions(void);

/// The C library that the program runs with, whose mathematics the results depend on.
const char *ctoolchain_libc(void);

#endif
