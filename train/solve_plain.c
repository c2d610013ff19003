/* SPDX-License-Identifier: MIT */
/* The solver's inner loops for any processor. */
#include "solve_block.h"

const struct ent_solve_kernels ent__solve_plain = {hinge_epoch, logistic_epoch, margins,
                                                   add_rows, find_norms};
