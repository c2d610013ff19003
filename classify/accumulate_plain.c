/* SPDX-License-Identifier: MIT */
/* The scoring kernel for any processor. */
#define ACCUMULATE ent__accumulate_plain
#include "accumulate_kernel.h"
