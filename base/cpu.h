/* SPDX-License-Identifier: MIT */
/* Which instructions the hot kernels may use. */
#ifndef ENT_BASE_CPU_H
#define ENT_BASE_CPU_H

#include <stdbool.h>

/** AVX2 is there and not switched off by ENTENTE_SIMD=plain in the environment (results are the same either way). */
bool ent_cpu_has_avx2(void);

/** The same of AVX-512 (F); ENTENTE_SIMD=avx2 switches this one off. */
bool ent_cpu_has_avx512(void);

/** Processors this process may run on, at least 1. */
int ent_cpu_count(void);

#endif
