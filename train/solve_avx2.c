/* SPDX-License-Identifier: MIT */
/* The solver's inner loops where the processor has AVX2 (the build compiles files of this name with it). */
#define LANES 8
#include "solve_block.h"

const struct ent_solve_kernels ent__solve_avx2 = {LANES,   hinge_epoch, logistic_epoch,
                                                  margins, add_rows,    find_norms};
