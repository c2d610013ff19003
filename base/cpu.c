/* SPDX-License-Identifier: MIT */
/* Run-time choice of kernels. */

#include "cpu.h"

#include <sched.h>
#include <stdlib.h>
#include <string.h>

bool ent_cpu_has_avx2(void)
{
#if defined(__x86_64__)
    const char *wish = getenv("ENTENTE_SIMD");
    return !(wish && strcmp(wish, "plain") == 0) && __builtin_cpu_supports("avx2");
#else
    return false;
#endif
}

bool ent_cpu_has_avx512(void)
{
#if defined(__x86_64__)
    const char *wish = getenv("ENTENTE_SIMD");
    return ent_cpu_has_avx2() && !(wish && strcmp(wish, "avx2") == 0) &&
           __builtin_cpu_supports("avx512f");
#else
    return false;
#endif
}

int ent_cpu_count(void)
{
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof set, &set) != 0)
        return 1;
    int count = CPU_COUNT(&set);
    return count > 0 ? count : 1;
}
