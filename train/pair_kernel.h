/* SPDX-License-Identifier: MIT */
/* Inside the room: the kernel machines of claims, fitted by libsvm over rows rounded to bytes. */
#ifndef ENT_TRAIN_PAIR_KERNEL_H
#define ENT_TRAIN_PAIR_KERNEL_H

#include "classify/classify.h"

/** Dense rows and what is said of them. */
struct ent__pair_rows {
    const float *x;         /* [count][features] */
    const uint32_t *labels; /* [count] */
    size_t count, features, label_count;
};

struct ent__pair_settings {
    double C, gamma;
    double
        balance; /* a label's rows weigh (count / its rows)^balance: 0 alike, 1 all labels the same in sum */
};

/**
 * Shifts, scales and one machine a label against the rest (two labels: one machine, for the second).
 * @param rows    [count] the rows to learn from
 * @param unused  columns from here on count nothing
 * @return ENT_OK; ENT_ENOMEM. Names, sigmoids and counts of the labels are the caller's to fill.
 * @cost  up to O(count^2 features) a label
 */
ent_status ent__pair_kernel_fit(ent_pair_kernel *kernel, ent_arena *arena,
                                const struct ent__pair_rows *rows, const uint32_t *chosen,
                                size_t count, size_t unused,
                                const struct ent__pair_settings *settings,
                                ent_error *err);

#endif
