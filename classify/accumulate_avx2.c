/* SPDX-License-Identifier: MIT */
/* The scoring kernel for processors with AVX2. */
#define ACCUMULATE ent__accumulate_avx2
#include "accumulate_kernel.h"
