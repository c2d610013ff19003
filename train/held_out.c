/* SPDX-License-Identifier: MIT */
/* Cross-validation without keeping weights: a block of labels is scored where the solver hands it over. */
#include "held_out.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "bayes.h"

const unsigned ent__widths[ENT__WIDTHS] = {32, 16, 8};

/* A fold while it is worked on. */
struct fold_run {
    ent__held_out *held;
    unsigned fold;
    ent_solve_port keep;
};

ent_status ent__held_out_open(ent__held_out *out, const ent_matrix *matrix,
                              const ent_targets *targets, const uint8_t *fold,
                              size_t limit, size_t widths, int threads, ent_error *err)
{
    size_t stride = (targets->labels + ENT_LANES - 1) / ENT_LANES * ENT_LANES;
    size_t step = limit ? matrix->rows * stride / limit + 1 : 1;
    *out = (ent__held_out){.matrix = matrix,
                           .targets = targets,
                           .fold = fold,
                           .stride = stride,
                           .threads = threads};
    out->observed = ent_new(matrix->rows / step + 1, sizeof *out->observed);
    if (!out->observed)
        return ent_fail_memory(err);
    for (size_t row = 0; row < matrix->rows; row += step)
        out->observed[out->count++] = (uint32_t)row;
    for (size_t w = 0; w < widths; w++) {
        out->margins[w] = ent_new(out->count * stride, sizeof **out->margins);
        if (!out->margins[w]) {
            ent__held_out_close(out);
            return ent_fail_memory(err);
        }
    }
    return ENT_OK;
}

void ent__held_out_close(ent__held_out *held)
{
    free(held->observed);
    for (size_t w = 0; w < ENT__WIDTHS; w++)
        free(held->margins[w]);
    *held = (ent__held_out){0};
}

/* Lanes of a block at a weight's place, each rounded to steps of scale (0: as it is). */
struct lanes {
    float scale[ENT_LANES_MOST];
    float step[ENT_LANES_MOST]; /* 1 / scale */
};

/* Loops over the lanes of a row are over eight at a time, a number that the compiler knows. */
static void find_scales(struct lanes *lanes, const ent_solve_block *block, unsigned bits)
{
    *lanes = (struct lanes){{0}, {0}};
    for (size_t j = 0; j < block->columns; j++)
        for (size_t first = 0; first < block->lanes; first += ENT_LANES) {
            const float *weights = block->weights + j * block->lanes + first;
            float *most = lanes->scale + first;
            for (size_t l = 0; l < ENT_LANES; l++) {
                float size = fabsf(weights[l]);
                most[l] = size > most[l] ? size : most[l];
            }
        }
    float steps = (float)((1u << (bits - 1)) - 1);
    for (size_t l = 0; l < block->lanes; l++) {
        lanes->scale[l] /= steps;
        lanes->step[l] = lanes->scale[l] > 0 ? 1 / lanes->scale[l] : 0;
    }
}

static void add_row(float *sums, const ent_solve_block *block, ent_feature item)
{
    const float *weights = block->weights + (size_t)item.id * block->lanes;
    for (size_t first = 0; first < block->lanes; first += ENT_LANES)
        for (size_t l = 0; l < ENT_LANES; l++)
            sums[first + l] += item.value * weights[first + l];
}

/* Margins of the fold's observed rows, the block's labels of each. */
static void score_block(float *margins, const struct fold_run *run,
                        const ent_solve_block *block)
{
    const ent__held_out *held = run->held;
    const ent_matrix *matrix = held->matrix;
    for (size_t i = 0; i < held->count; i++) {
        uint32_t row = held->observed[i];
        if (held->fold[row] != run->fold)
            continue;
        float sums[ENT_LANES_MOST];
        memcpy(sums, block->bias, block->lanes * sizeof *sums);
        for (uint64_t at = matrix->starts[row]; at < matrix->starts[row + 1]; at++)
            add_row(sums, block, matrix->items[at]);
        memcpy(margins + i * held->stride + block->first, sums,
               block->count * sizeof *sums);
    }
}

/* Round the block's weights in place: those of fewer bits are made from the float ones, so the caller goes downwards. */
static void round_block(ent_solve_block *block, const struct lanes *lanes)
{
    const float whole = 12582912.0F; /* 1.5 * 2^23: adding it rounds to an integer */
    for (size_t j = 0; j < block->columns; j++)
        for (size_t first = 0; first < block->lanes; first += ENT_LANES) {
            float *weights = block->weights + j * block->lanes + first;
            for (size_t l = 0; l < ENT_LANES; l++) {
                float steps = weights[l] * lanes->step[first + l] + whole - whole;
                weights[l] = steps * lanes->scale[first + l];
            }
        }
}

static ent_status receive(void *context, ent_solve_block *block, ent_error *err)
{
    struct fold_run *run = context;
    if (run->keep.call)
        ENT_TRY(run->keep.call(run->keep.context, block, err));
    for (size_t w = 0; w < ENT__WIDTHS && run->held->margins[w]; w++) {
        if (w) {
            struct lanes lanes;
            find_scales(&lanes, block, ent__widths[w]);
            round_block(block, &lanes);
        }
        score_block(run->held->margins[w], run, block);
    }
    return ENT_OK;
}

ent_status ent__held_out_fold(ent__held_out *held, unsigned f, bool bayes,
                              const ent_solve_settings *settings, ent_solve_port keep,
                              ent_error *err)
{
    struct fold_run run = {held, f, keep};
    ent__bayes ratios = {0};
    ent_solve_settings solve = *settings;
    solve.skip_objective = true;
    size_t count = 0;
    uint32_t *rows = ent_new(held->matrix->rows, sizeof *rows);
    if (!rows)
        return ent_fail_memory(err);
    for (uint32_t i = 0; i < held->matrix->rows; i++)
        if (held->fold[i] != f)
            rows[count++] = i;
    ent_status status = ENT_OK;
    if (bayes) {
        status = ent__bayes_open(&ratios, held->matrix, held->targets, rows, count, err);
        solve.variances = ent__bayes_port(&ratios);
    }
    if (status == ENT_OK)
        status = ent__solve_blocks((ent_solve_port){receive, &run}, NULL, held->matrix,
                                   held->targets, rows, count, &solve, err);
    ent__bayes_close(&ratios);
    free(rows);
    return status;
}

struct dense_run {
    struct fold_run fold;
    ent_solve_port source;
};

static ent_status score_dense(void *context, size_t piece, int worker, ent_error *err)
{
    (void)worker;
    struct dense_run *run = context;
    const ent__held_out *held = run->fold.held;
    size_t labels = held->targets->labels, columns = held->matrix->columns;
    size_t first = piece * ENT_LANES;
    size_t count = labels - first < ENT_LANES ? labels - first : ENT_LANES;
    float bias[ENT_LANES] = {0};
    float *weights = ent_new_zeroed(columns * ENT_LANES, sizeof *weights);
    if (!weights)
        return ent_fail_memory(err);
    ent_solve_block block = {first, count, labels, ENT_LANES, columns, weights, bias};
    ent_status status = run->source.call(run->source.context, &block, err);
    if (status == ENT_OK)
        status = receive(&run->fold, &block, err);
    free(weights);
    return status;
}

ent_status ent__held_out_weights(ent__held_out *held, unsigned f,
                                 ent_dense_weights *dense, ent_error *err)
{
    struct dense_run run = {{held, f, {0}}, ent__dense_source(dense)};
    size_t blocks = (held->targets->labels + ENT_LANES - 1) / ENT_LANES;
    return ent_parallel(blocks, held->threads, score_dense, &run, err);
}
