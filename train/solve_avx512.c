/* SPDX-License-Identifier: MIT */
/* The solver's inner loops where the processor has AVX-512: twice the labels a pass over the rows. */
#define LANES 16
#include "solve_block.h"

const struct ent_solve_kernels ent__solve_avx512 = {LANES,   hinge_epoch, logistic_epoch,
                                                    margins, add_rows,    find_norms};
