/* SPDX-License-Identifier: MIT */
/* The solver's inner loops for any processor. */
#define LANES 8
#include "solve_block.h"

const struct ent_solve_kernels ent__solve_plain = {LANES,   hinge_epoch, logistic_epoch,
                                                   margins, add_rows,    find_norms};
