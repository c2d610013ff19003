/* SPDX-License-Identifier: MIT */
/* A made-up training problem for the tests of the solver. */
#ifndef ENT_TESTS_SOLVE_PROBLEM_H
#define ENT_TESTS_SOLVE_PROBLEM_H

#include <math.h>
#include <stdlib.h>

#include "base/hash.h"

#include "train/solve.h"

enum {
    PROBLEM_ROWS = 400,
    PROBLEM_COLUMNS = 300,
    PROBLEM_LABELS = 20,
    PROBLEM_MOST_ITEMS = 24
};

/* cmocka compares floats only. */
#define assert_near(a, b, epsilon)                                                       \
    assert_true(fabs((double)(a) - (double)(b)) <= (epsilon))

struct problem_data {
    uint64_t starts[PROBLEM_ROWS + 1];
    ent_feature items[PROBLEM_ROWS * PROBLEM_MOST_ITEMS];
    uint64_t label_starts[PROBLEM_ROWS + 1];
    uint32_t labels[PROBLEM_ROWS];
    ent_matrix matrix;
    ent_targets targets;
};

/* Rows of unit length; a row's label makes some columns more likely, and one label in ten is wrong. */
static inline void problem_make(struct problem_data *data, size_t labels)
{
    ent_random random = {42};
    uint64_t at = 0;
    for (uint32_t i = 0; i < PROBLEM_ROWS; i++) {
        uint32_t label = (uint32_t)ent_random_below(&random, labels);
        double norm = 0;
        data->starts[i] = at;
        for (uint32_t j = 0;
             j < PROBLEM_COLUMNS && at < data->starts[i] + PROBLEM_MOST_ITEMS; j++) {
            uint64_t bound = j % labels == label ? 3 : 30;
            if (ent_random_below(&random, bound) != 0)
                continue;
            float value = 0.5F + (float)ent_random_below(&random, 1000) / 1000;
            norm += (double)value * (double)value;
            data->items[at++] = (ent_feature){j, value};
        }
        for (uint64_t k = data->starts[i]; k < at; k++)
            data->items[k].value = (float)((double)data->items[k].value / sqrt(norm));
        if (ent_random_below(&random, 10) == 0)
            label = (uint32_t)ent_random_below(&random, labels);
        data->labels[i] = label;
        data->label_starts[i] = i;
    }
    data->starts[PROBLEM_ROWS] = at;
    data->label_starts[PROBLEM_ROWS] = PROBLEM_ROWS;
    data->matrix = (ent_matrix){PROBLEM_ROWS, PROBLEM_COLUMNS, data->starts, data->items};
    data->targets = (ent_targets){labels, data->label_starts, data->labels};
}

#endif
