/* SPDX-License-Identifier: MIT */
/* Kernel machines through libsvm: dense rows in, a machine of our own out. Knows neither texts nor sparse vectors. */
#ifndef ENT_TRAIN_KERNEL_H
#define ENT_TRAIN_KERNEL_H

#include "models/models.h"
#include "solve.h"

typedef struct ent__kernel_settings {
    ent_kernel_kind kind;
    unsigned degree; /* 1..8 */
    double gamma;    /* 0: 1 / D, the rows being scaled to variance 1 */
    double coef0;
    double C; /* > 0; of no meaning where nu is there */
    double
        nu; /* 0: C-SVM; else nu-SVM, 0..1: at most this share of margin violations. Needed for one class */
    bool
        common_scale; /* one scale for all columns, where they are of one kind: distances keep their shape */
    double
        origin; /* the mean of a column lies so many deviations above 0; 0: the rows are centred */
} ent__kernel_settings;

/** Degree 3, gamma 1 / D, coef0 0, C 1. */
ent__kernel_settings ent__kernel_defaults(ent_kernel_kind kind);

/**
 * Can a polynomial machine add up its kernel? Asked before hours of work with what a usual row gives, and of every row after.
 * @param product  gamma * |u|^2 of a scaled row; |u|^2 is D on the average
 * @return ENT_EARG where (product + |coef0|)^degree is above 1e15; ENT_OK for every other kernel
 */
ent_status ent__kernel_reach(const ent__kernel_settings *settings, double product,
                             ent_error *err);

/**
 * One machine a label against the rest, on columns shifted to mean 0 and scaled to variance 1.
 * Where nu is more than a label's frequency allows it is cut to that. A label that all rows carry, or none, gets a
 * machine that says so (decision 1 or -1). libsvm prints nothing and its random numbers begin anew, so the same rows
 * give the same bytes; trainings of other threads wait.
 * @param out        in the arena; input is ENT_INPUT_MARGINS until the caller says otherwise
 * @param rows       [count][stride] finite; the first `dimensions` of each are looked at
 * @param targets    labels; M = their number
 * @param documents  [count] row of `targets` of each row; NULL: the same
 * @return ENT_OK; ENT_EARG for settings or sizes out of range; ENT_EDATA for no rows; ENT_ENOMEM
 * @cost   between O(count^2 D) and O(count^3 D) a label: up to some ten thousand rows
 * @source Chang & Lin 2011, ACM TIST 2(3)
 */
ent_status ent__kernel_fit(ent_kernel_machine **out, ent_arena *arena, const float *rows,
                           size_t stride, size_t count, size_t dimensions,
                           const ent_targets *targets, const uint32_t *documents,
                           const ent__kernel_settings *settings, ent_error *err);

/**
 * A machine that is positive where rows like these lie; about `nu` of them fall outside.
 * @source Schölkopf et al. 2001, Neural Computation 13
 */
ent_status ent__kernel_fit_one_class(ent_kernel_machine **out, ent_arena *arena,
                                     const float *rows, size_t stride, size_t count,
                                     size_t dimensions,
                                     const ent__kernel_settings *settings,
                                     ent_error *err);

#endif
