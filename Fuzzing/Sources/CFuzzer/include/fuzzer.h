#ifndef FUZZER_H
#define FUZZER_H

#include <stddef.h>
#include <stdint.h>

/* libFuzzer as a library: runs a target with the command line's options, and returns its exit
   code. SwiftPM gives every executable a main function, so that libFuzzer's own cannot be it. */
int LLVMFuzzerRunDriver(int *argc, char ***argv,
                        int (*target)(const uint8_t *bytes, size_t count));

#endif
