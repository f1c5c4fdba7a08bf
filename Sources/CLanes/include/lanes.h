#ifndef LANES_H
#define LANES_H

/* One operation on a whole vector each, for NumericalMethods/Lanes.swift, and one on memory.

   Swift's own operators on vectors of floating point are loops over their elements, which its
   optimizer puts together again in part only (docs/decisions/0005-vector-operations.md). Swift
   imports these vectors as SIMD4<Double>, SIMD8<Double> and SIMD16<Float>, and the functions leave
   nothing behind but the instruction. */

#pragma STDC FP_CONTRACT OFF

typedef double lanes_d4 __attribute__((ext_vector_type(4)));
typedef double lanes_d8 __attribute__((ext_vector_type(8)));
typedef float lanes_f8 __attribute__((ext_vector_type(8)));
typedef float lanes_f16 __attribute__((ext_vector_type(16)));
/* All bits of an element are set, or none. */
typedef long lanes_m4 __attribute__((ext_vector_type(4)));
typedef long lanes_m8 __attribute__((ext_vector_type(8)));
typedef int lanes_n16 __attribute__((ext_vector_type(16)));

/* What one register takes of eight doubles: all of them with AVX-512, else four. */
#ifdef __AVX512DQ__
#define LANES_PART 8
#else
#define LANES_PART 4
#endif
typedef double lanes_part __attribute__((ext_vector_type(LANES_PART)));
typedef unsigned long lanes_part_bits __attribute__((ext_vector_type(LANES_PART)));

#define LANES_FUNCTION static inline __attribute__((always_inline))

#define LANES_OPERATIONS(type, lanes, mask)                                                      \
  LANES_FUNCTION lanes lanes_add_##type(lanes a, lanes b) { return a + b; }                      \
  LANES_FUNCTION lanes lanes_subtract_##type(lanes a, lanes b) { return a - b; }                 \
  LANES_FUNCTION lanes lanes_multiply_##type(lanes a, lanes b) { return a * b; }                 \
  LANES_FUNCTION lanes lanes_divide_##type(lanes a, lanes b) { return a / b; }                   \
  LANES_FUNCTION lanes lanes_negate_##type(lanes a) { return -a; }                               \
  LANES_FUNCTION lanes lanes_root_##type(lanes a) { return __builtin_elementwise_sqrt(a); }      \
  LANES_FUNCTION mask lanes_less_##type(lanes a, lanes b) { return a < b; }                      \
  LANES_FUNCTION mask lanes_at_most_##type(lanes a, lanes b) { return a <= b; }                  \
  /* b where the mask is set, else a. */                                                         \
  LANES_FUNCTION lanes lanes_choose_##type(lanes a, lanes b, mask m) { return m ? b : a; }

LANES_OPERATIONS(d4, lanes_d4, lanes_m4)
LANES_OPERATIONS(d8, lanes_d8, lanes_m8)
LANES_OPERATIONS(f16, lanes_f16, lanes_n16)

/* Two vectors to single precision, rounded, and back. */
LANES_FUNCTION lanes_f16 lanes_round(lanes_d8 a, lanes_d8 b) {
  lanes_f16 both;
  both.lo = __builtin_convertvector(a, lanes_f8);
  both.hi = __builtin_convertvector(b, lanes_f8);
  return both;
}
LANES_FUNCTION lanes_d8 lanes_widen_low(lanes_f16 a) {
  return __builtin_convertvector(a.lo, lanes_d8);
}
LANES_FUNCTION lanes_d8 lanes_widen_high(lanes_f16 a) {
  return __builtin_convertvector(a.hi, lanes_d8);
}

/* Asks for the memory at an address, without waiting for it. */
LANES_FUNCTION void lanes_prefetch(const double *address) { __builtin_prefetch(address); }

#endif
