/* SPDX-License-Identifier: MIT */
/* The linear solver around its inner loops: blocks of labels over threads, epochs, stopping, starts. */
#include "solve.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "base/array.h"
#include "base/cpu.h"
#include "base/error.h"
#include "base/hash.h"
#include "base/progress.h"
#include "base/thread.h"

#include "solve_kernel.h"

#define ALIGNMENT ((size_t)64)
#define HUGE_PAGE ((size_t)2 << 20)

struct scratch {
    float *weights;     /* [columns][lanes] */
    float *duals;       /* [row_count][lanes] */
    float *variances;   /* [columns][lanes]; NULL: not wanted */
    float *norms;       /* [row_count][lanes]; NULL: not wanted */
    uint32_t *order;    /* [row_count] */
    uint16_t *positive; /* [row_count] */
    uint16_t *shrunk;   /* [row_count] */
};

struct outcome {
    unsigned epochs;
    bool converged;
};

struct run {
    const ent_solve_settings *settings;
    const ent_targets *targets;
    const struct ent_solve_kernels *kernels;
    ent_solve_port sink;
    size_t columns;
    struct ent_solve_row *rows; /* [row_count] those of weight > 0 */
    size_t row_count;
    struct scratch *scratch; /* [threads] made when a thread first needs it */
    size_t blocks;
    struct outcome *outcomes; /* [blocks] */
    double *objectives;       /* [K] */
};

ent_solve_settings ent__solve_defaults(void)
{
    return (ent_solve_settings){.C = 1, .tolerance = 0.08, .max_epochs = 1000};
}

/* ---- memory ---- */

static size_t block_count(size_t labels, size_t lanes)
{
    return labels / lanes + (labels % lanes != 0);
}

/*
 * The widest vectors, unless threads would then lie idle: a pass over the rows for 16 labels takes up to one and a half times
 * as long as one for 8 (docs/solver.md).
 */
static const struct ent_solve_kernels *choose_kernels(size_t labels, int wish)
{
    if (!ent_cpu_has_avx2())
        return &ent__solve_plain;
    if (!ent_cpu_has_avx512())
        return &ent__solve_avx2;
    size_t threads = (size_t)ent_parallel_threads(SIZE_MAX, wish);
    size_t narrow = block_count(labels, ent__solve_avx2.lanes);
    size_t wide = block_count(labels, ent__solve_avx512.lanes);
    size_t narrow_passes = (narrow + threads - 1) / threads;
    size_t wide_passes = (wide + threads - 1) / threads;
    return 3 * wide_passes < 2 * narrow_passes ? &ent__solve_avx512 : &ent__solve_avx2;
}

/* [count][lanes] floats; large arrays on huge pages where the system has them: the access is random. */
static float *new_lanes(size_t count, size_t lanes)
{
    size_t row = lanes * sizeof(float);
    if (count > (SIZE_MAX - HUGE_PAGE) / row)
        return NULL;
    size_t size = (count + 1) * row;
    size_t alignment = size >= HUGE_PAGE ? HUGE_PAGE : ALIGNMENT;
    size = (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    float *array = NULL;
    if (posix_memalign((void **)&array, alignment, size) != 0)
        return NULL;
#ifdef MADV_HUGEPAGE
    if (alignment == HUGE_PAGE)
        (void)madvise(array, size, MADV_HUGEPAGE);
#endif
    return array;
}

static void scratch_dispose(struct scratch *scratch)
{
    free(scratch->weights);
    free(scratch->duals);
    free(scratch->variances);
    free(scratch->norms);
    free(scratch->order);
    free(scratch->positive);
    free(scratch->shrunk);
}

static bool scratch_open(struct scratch *scratch, const struct run *run)
{
    size_t lanes = run->kernels->lanes;
    if (scratch->shrunk)
        return true;
    if (!scratch->weights)
        scratch->weights = new_lanes(run->columns, lanes);
    if (!scratch->duals)
        scratch->duals = new_lanes(run->row_count, lanes);
    if (!scratch->order)
        scratch->order = ent_new(run->row_count, sizeof *scratch->order);
    if (!scratch->positive)
        scratch->positive = ent_new(run->row_count, sizeof *scratch->positive);
    bool scaled = run->settings->variances.call;
    if (scaled && !scratch->variances)
        scratch->variances = new_lanes(run->columns, lanes);
    if (scaled && !scratch->norms)
        scratch->norms = new_lanes(run->row_count, lanes);
    if (scratch->weights && scratch->duals && scratch->order && scratch->positive &&
        (!scaled || (scratch->variances && scratch->norms)))
        scratch->shrunk = ent_new(run->row_count, sizeof *scratch->shrunk);
    return scratch->shrunk;
}

size_t ent__solve_memory(size_t columns, size_t row_count, size_t labels,
                         const ent_solve_settings *settings)
{
    size_t width = choose_kernels(labels, settings->threads)->lanes;
    size_t workers =
        (size_t)ent_parallel_threads(block_count(labels, width), settings->threads);
    size_t lanes = width * sizeof(float), rest = 2 * sizeof(uint32_t);
    size_t each = columns * lanes + row_count * (lanes + rest) + 4 * HUGE_PAGE;
    if (settings->start.call)
        each += row_count * lanes;
    if (settings->prior.call)
        each += columns * lanes;
    if (settings->variances.call)
        each += (columns + row_count) * lanes + 4 * HUGE_PAGE;
    return row_count * sizeof(struct ent_solve_row) + workers * each;
}

/* ---- a block: setting up ---- */

static unsigned all_lanes(size_t count)
{
    return (1U << count) - 1;
}

static double row_cost(const struct ent_solve_lanes *lanes, size_t i, size_t l)
{
    bool positive = lanes->positive[i] >> l & 1;
    float cost = positive ? lanes->positive_cost[l] : lanes->negative_cost[l];
    return (double)cost * (double)lanes->rows[i].weight;
}

static double row_sign(const struct ent_solve_lanes *lanes, size_t i, size_t l)
{
    return lanes->positive[i] >> l & 1 ? 1.0 : -1.0;
}

/* Bit l of positive[i]: row i carries the label of lane l. */
static void mark_positives(uint16_t *positive, const struct run *run,
                           const ent_solve_block *block)
{
    const ent_targets *targets = run->targets;
    for (size_t i = 0; i < run->row_count; i++) {
        uint32_t number = run->rows[i].number;
        unsigned bits = 0;
        for (uint64_t t = targets->starts[number]; t < targets->starts[number + 1]; t++) {
            size_t lane =
                targets->ids[t] - block->first; /* wraps to a large one below `first` */
            if (lane < block->count)
                bits |= 1U << lane;
        }
        positive[i] = (uint16_t)bits;
    }
}

static void set_up_lanes(struct ent_solve_lanes *lanes, const struct scratch *scratch,
                         const struct run *run, const ent_solve_block *block)
{
    const ent_solve_settings *settings = run->settings;
    *lanes = (struct ent_solve_lanes){
        .rows = run->rows,
        .row_count = run->row_count,
        .lanes = block->lanes,
        .positive = scratch->positive,
        .shrunk = scratch->shrunk,
        .finished = (uint16_t)(all_lanes(block->lanes) - all_lanes(block->count)),
        .weights = scratch->weights,
        .duals = scratch->duals,
    };
    for (size_t l = 0; l < block->lanes; l++) {
        bool live = l < block->count;
        const float *up = settings->positive_costs, *down = settings->negative_costs;
        double factor = live && up ? (double)up[block->first + l] : 1;
        lanes->positive_cost[l] = (float)(settings->C * factor);
        factor = live && down ? (double)down[block->first + l] : 1;
        lanes->negative_cost[l] = (float)(settings->C * factor);
        lanes->shrink_above[l] = INFINITY;
    }
    mark_positives(scratch->positive, run, block);
    memset(scratch->shrunk, 0, run->row_count * sizeof *scratch->shrunk);
    float nothing = settings->loss == ENT_LOSS_LOGISTIC ? ENT_LOGIT_OF_ZERO : 0;
    for (size_t i = 0; i < run->row_count * block->lanes; i++)
        lanes->duals[i] = nothing;
}

/* Let a port fill the variances, and find the rows' norms by them. */
static ent_status set_up_variances(struct ent_solve_lanes *lanes,
                                   const struct scratch *scratch, const struct run *run,
                                   const ent_solve_block *block, ent_error *err)
{
    ent_solve_port port = run->settings->variances;
    if (!port.call)
        return ENT_OK;
    float bias[ENT_LANES_MOST] = {0};
    ent_solve_block variances = *block;
    variances.weights = scratch->variances;
    variances.bias = bias;
    memset(scratch->variances, 0, run->columns * block->lanes * sizeof(float));
    ENT_TRY(port.call(port.context, &variances, err));
    for (size_t j = 0; j < run->columns; j++)
        for (size_t l = 0; l < block->lanes; l++) {
            float *variance = &scratch->variances[j * block->lanes + l];
            if (l >= block->count)
                *variance = 1;
            else if (!(*variance > 0) || isinf(*variance))
                return ent_fail(err, ENT_EARG, "a variance is not a finite number > 0");
        }
    lanes->variances = scratch->variances;
    lanes->norms = scratch->norms;
    run->kernels->find_norms(lanes);
    return ENT_OK;
}

/* ---- a block: starting from weights ---- */

/* Let a port fill the lanes' weights and bias. */
static ent_status fill(struct ent_solve_lanes *lanes, ent_solve_block *block,
                       ent_solve_port port, ent_error *err)
{
    memset(lanes->weights, 0, block->columns * block->lanes * sizeof *lanes->weights);
    memset(lanes->bias, 0, sizeof lanes->bias);
    if (port.call)
        ENT_TRY(port.call(port.context, block, err));
    for (size_t l = block->count; l < block->lanes; l++)
        lanes->bias[l] = 0;
    return ENT_OK;
}

/*
 * At the solution the dual variables follow from the margins; near it they nearly do: from margins in `duals` to dual
 * variables, and to the steps a_i y_i by which the rows enter the weights.
 */
static void duals_from_margins(struct ent_solve_lanes *lanes, float *steps, ent_loss loss,
                               size_t count)
{
    for (size_t i = 0; i < lanes->row_count; i++)
        for (size_t l = 0; l < lanes->lanes; l++) {
            float *dual = lanes->duals + i * lanes->lanes + l;
            double sign = row_sign(lanes, i, l), cost = row_cost(lanes, i, l);
            double margin = sign * (double)*dual, alpha;
            if (l >= count) {
                *dual = 0;
                alpha = 0;
            } else if (loss == ENT_LOSS_LOGISTIC) {
                *dual = (float)fmax(-margin, (double)ENT_LOGIT_OF_ZERO);
                alpha = cost / (1 + exp(-(double)*dual));
            } else {
                alpha = margin < 1 ? 2 * cost * (1 - margin) : 0;
                *dual = (float)alpha;
            }
            steps[i * lanes->lanes + l] = (float)(sign * alpha);
        }
}

/* Weights near the solution become dual variables, and these the weights that belong to them. */
static ent_status start(struct ent_solve_lanes *lanes, ent_solve_block *block,
                        const struct run *run, ent_error *err)
{
    const ent_solve_settings *settings = run->settings;
    if (!settings->start.call)
        return fill(lanes, block, settings->prior, err);
    float *steps = new_lanes(lanes->row_count, lanes->lanes);
    if (!steps)
        return ent_fail_memory(err);
    ent_status status = fill(lanes, block, settings->start, err);
    if (status == ENT_OK) {
        run->kernels->margins(lanes, lanes->duals);
        duals_from_margins(lanes, steps, settings->loss, block->count);
        status = fill(lanes, block, settings->prior, err);
    }
    if (status == ENT_OK)
        run->kernels->add_rows(lanes, steps);
    free(steps);
    return status;
}

/* ---- a block: descending ---- */

/* Fisher and Yates; what it draws depends on the epoch only, so that every label sees the same order. */
static void shuffle(uint32_t *order, size_t count, uint64_t seed, unsigned epoch)
{
    ent_random random = {ent_mix(seed ^ ent_mix(epoch))};
    for (size_t left = count; left > 1; left--) {
        /* A multiplication instead of ent_random_below(): the bias is below 2^-32, the division would cost a third. */
        size_t other = (size_t)(((ent_random_next(&random) >> 32) * left) >> 32);
        uint32_t taken = order[other];
        order[other] = order[left - 1];
        order[left - 1] = taken;
    }
}

/* Bring a lane's shrunk rows back. @return were there any? */
static bool unshrink(struct ent_solve_lanes *lanes, unsigned bit)
{
    unsigned found = 0;
    for (size_t i = 0; i < lanes->row_count; i++) {
        found |= lanes->shrunk[i] & bit;
        lanes->shrunk[i] = (uint16_t)(lanes->shrunk[i] & ~bit);
    }
    return found;
}

/* After an epoch: which lanes are done, and what the others shrink by. */
static void judge(struct ent_solve_lanes *lanes, double tolerance)
{
    for (unsigned l = 0; l < lanes->lanes; l++) {
        unsigned bit = 1U << l;
        if (lanes->finished & bit)
            continue;
        double span = (double)lanes->highest[l] - (double)lanes->lowest[l];
        lanes->shrink_above[l] = lanes->highest[l] > 0 ? lanes->highest[l] : INFINITY;
        if (span > tolerance)
            continue;
        if (unshrink(lanes, bit))
            lanes->shrink_above[l] = INFINITY;
        else
            lanes->finished = (uint16_t)(lanes->finished | bit);
    }
}

static void descend(struct ent_solve_lanes *lanes, uint32_t *order,
                    struct outcome *outcome, const struct run *run)
{
    const ent_solve_settings *settings = run->settings;
    for (size_t i = 0; i < lanes->row_count; i++)
        order[i] = (uint32_t)i;
    const unsigned all = all_lanes(lanes->lanes);
    while (lanes->finished != all && outcome->epochs < settings->max_epochs) {
        shuffle(order, lanes->row_count, settings->seed, outcome->epochs++);
        if (settings->loss == ENT_LOSS_LOGISTIC)
            run->kernels->logistic_epoch(lanes, order);
        else
            run->kernels->hinge_epoch(lanes, order);
        judge(lanes, settings->tolerance);
    }
    outcome->converged = lanes->finished == all;
}

/* ---- a block: the objective ---- */

static double loss_of(ent_loss loss, double margin)
{
    if (loss == ENT_LOSS_LOGISTIC)
        return margin > 0 ? log1p(exp(-margin)) : log1p(exp(margin)) - margin;
    return margin < 1 ? (1 - margin) * (1 - margin) : 0;
}

/* Add sum_i C_i loss_i by label; the margins take the place of the dual variables. */
static void add_losses(double *sums, struct ent_solve_lanes *lanes, const struct run *run,
                       size_t count)
{
    run->kernels->margins(lanes, lanes->duals);
    for (size_t i = 0; i < lanes->row_count; i++)
        for (size_t l = 0; l < count; l++) {
            double margin =
                row_sign(lanes, i, l) * (double)lanes->duals[i * lanes->lanes + l];
            sums[l] += row_cost(lanes, i, l) * loss_of(run->settings->loss, margin);
        }
}

/* Add 1/2 sum (w - w_old)^2 / v + 1/2 (b - b_old)^2 by label, with w_old of the prior, 0 without. */
static ent_status add_regularizer(double *sums, const struct ent_solve_lanes *lanes,
                                  const ent_solve_block *block, const struct run *run,
                                  ent_error *err)
{
    const size_t width = block->lanes;
    float bias[ENT_LANES_MOST] = {0};
    double squares[ENT_LANES_MOST] = {0};
    float *old = NULL;
    if (run->settings->prior.call) {
        ent_solve_block before = *block;
        old = new_lanes(block->columns, width);
        if (!old)
            return ent_fail_memory(err);
        memset(old, 0, block->columns * width * sizeof *old);
        before.weights = old;
        before.bias = bias;
        ent_status status =
            run->settings->prior.call(run->settings->prior.context, &before, err);
        if (status != ENT_OK) {
            free(old);
            return status;
        }
    }
    for (size_t j = 0; j < block->columns * width; j += width)
        for (size_t l = 0; l < width; l++) {
            double w = (double)lanes->weights[j + l] - (old ? (double)old[j + l] : 0);
            squares[l] +=
                lanes->variances ? w * w / (double)lanes->variances[j + l] : w * w;
        }
    for (size_t l = 0; l < block->count; l++) {
        double b = (double)lanes->bias[l] - (double)bias[l];
        sums[l] += (squares[l] + b * b) / 2;
    }
    free(old);
    return ENT_OK;
}

/* ---- blocks over threads ---- */

static ent_status solve_block(void *context, size_t piece, int worker, ent_error *err)
{
    const struct run *run = context;
    struct scratch *scratch = &run->scratch[worker];
    struct outcome *outcome = &run->outcomes[piece];
    if (!scratch_open(scratch, run))
        return ent_fail_memory(err);

    struct ent_solve_lanes lanes;
    const size_t labels = run->targets->labels;
    ent_solve_block block = {
        .first = labels * piece / run->blocks,
        .labels = labels,
        .lanes = run->kernels->lanes,
        .columns = run->columns,
        .weights = scratch->weights,
        .bias = lanes.bias,
    };
    block.count = labels * (piece + 1) / run->blocks - block.first;
    set_up_lanes(&lanes, scratch, run, &block);
    ENT_TRY(set_up_variances(&lanes, scratch, run, &block, err));
    ENT_TRY(start(&lanes, &block, run, err));
    descend(&lanes, scratch->order, outcome, run);
    if (!run->settings->skip_objective) {
        double *sums = run->objectives + block.first;
        ENT_TRY(add_regularizer(sums, &lanes, &block, run, err));
        add_losses(sums, &lanes, run, block.count);
    }
    return run->sink.call(run->sink.context, &block, err);
}

/* Collect what the inner loops need of every row that has a weight. */
static ent_status gather_rows(struct run *run, const ent_matrix *matrix,
                              const uint32_t *rows, size_t row_count, ent_error *err)
{
    const float *weights = run->settings->row_weights;
    if (!rows)
        row_count = matrix->rows;
    if (row_count > UINT32_MAX)
        return ent_fail(err, ENT_ELIMIT, "more than %u rows to train on", UINT32_MAX);
    run->rows = ent_new(row_count, sizeof *run->rows);
    if (!run->rows)
        return ent_fail_memory(err);
    for (size_t i = 0; i < row_count; i++) {
        size_t number = rows ? rows[i] : i;
        float weight = weights ? weights[number] : 1;
        if (!(weight >= 0) || isinf(weight))
            return ent_fail(err, ENT_EARG,
                            "the weight of row %zu is not a finite number >= 0", number);
        const ent_feature *items = matrix->items + matrix->starts[number];
        size_t count = (size_t)(matrix->starts[number + 1] - matrix->starts[number]);
        double norm = 1;
        for (size_t k = 0; k < count; k++)
            norm += (double)items[k].value * (double)items[k].value;
        if (weight > 0)
            run->rows[run->row_count++] = (struct ent_solve_row){
                items, (uint32_t)count, (uint32_t)number, (float)norm, weight};
    }
    return ENT_OK;
}

static ent_status check_factors(const float *factors, size_t count, ent_error *err)
{
    for (size_t k = 0; factors && k < count; k++)
        if (!(factors[k] > 0) || isinf(factors[k]))
            return ent_fail(err, ENT_EARG,
                            "the cost factor of label %zu is not a finite number > 0", k);
    return ENT_OK;
}

/* Costs beyond these bounds leave the range in which float arithmetic makes sense of the problem. */
static ent_status check_settings(const ent_solve_settings *settings, size_t labels,
                                 ent_error *err)
{
    if (!(settings->C >= 1e-9) || !(settings->C <= 1e9))
        return ent_fail(err, ENT_EARG, "C must lie between 1e-9 and 1e9");
    if (!(settings->tolerance > 0) || isinf(settings->tolerance))
        return ent_fail(err, ENT_EARG, "the tolerance must be a finite number > 0");
    if (settings->loss != ENT_LOSS_SQUARED_HINGE && settings->loss != ENT_LOSS_LOGISTIC)
        return ent_fail(err, ENT_EARG, "unknown loss %d", (int)settings->loss);
    ENT_TRY(check_factors(settings->positive_costs, labels, err));
    return check_factors(settings->negative_costs, labels, err);
}

ent_status ent__solve_blocks(ent_solve_port sink, ent_solve_report *report,
                             const ent_matrix *matrix, const ent_targets *targets,
                             const uint32_t *rows, size_t row_count,
                             const ent_solve_settings *settings, ent_error *err)
{
    double begin = ent_seconds();
    ENT_TRY(check_settings(settings, targets->labels, err));
    struct run run = {.settings = settings, .targets = targets, .sink = sink};
    run.kernels = choose_kernels(targets->labels, settings->threads);
    run.blocks = block_count(targets->labels, run.kernels->lanes);
    int threads = ent_parallel_threads(run.blocks, settings->threads);
    run.columns = matrix->columns;
    run.scratch = ent_new_zeroed((size_t)threads, sizeof *run.scratch);
    run.outcomes = ent_new_zeroed(run.blocks, sizeof *run.outcomes);
    run.objectives = ent_new_zeroed(targets->labels, sizeof *run.objectives);
    ent_status status = ENT_OK;
    if (!run.scratch || !run.outcomes || !run.objectives) {
        status = ent_fail_memory(err);
        goto out;
    }
    ENT_TRY_OUT(gather_rows(&run, matrix, rows, row_count, err));
    ENT_TRY_OUT(ent_parallel(run.blocks, threads, solve_block, &run, err));
    if (report) {
        *report = (ent_solve_report){.converged = true};
        for (size_t k = 0; k < targets->labels; k++)
            report->objective += run.objectives[k];
        for (size_t b = 0; b < run.blocks; b++) {
            report->converged &= run.outcomes[b].converged;
            if (run.outcomes[b].epochs > report->epochs)
                report->epochs = run.outcomes[b].epochs;
        }
        report->seconds = ent_seconds() - begin;
    }
out:
    for (int t = 0; run.scratch && t < threads; t++)
        scratch_dispose(&run.scratch[t]);
    free(run.scratch);
    free(run.outcomes);
    free(run.objectives);
    free(run.rows);
    return status;
}

/* ---- dense arrays as ports ---- */

static size_t lanes_within(const ent_dense_weights *dense, const ent_solve_block *block,
                           size_t lanes)
{
    size_t left = dense->stride > block->first ? dense->stride - block->first : 0;
    return left < lanes ? left : lanes;
}

static ent_status dense_receive(void *context, ent_solve_block *block, ent_error *err)
{
    (void)err;
    const ent_dense_weights *dense = context;
    const size_t end = block->first + block->count;
    const size_t size = lanes_within(dense, block, block->count) * sizeof(float);
    /* The last block sees to the zeros behind the labels. */
    const size_t behind =
        end == block->labels && end < dense->stride ? dense->stride - end : 0;
    for (size_t j = 0; j < block->columns && j < dense->columns; j++) {
        float *row = dense->weights + j * dense->stride;
        memcpy(row + block->first, block->weights + j * block->lanes, size);
        memset(row + end, 0, behind * sizeof *row);
    }
    memcpy(dense->bias + block->first, block->bias, size);
    memset(dense->bias + end, 0, behind * sizeof *dense->bias);
    return ENT_OK;
}

static ent_status dense_fill(void *context, ent_solve_block *block, ent_error *err)
{
    (void)err;
    const ent_dense_weights *dense = context;
    size_t size = lanes_within(dense, block, block->count) * sizeof(float);
    if (size == 0)
        return ENT_OK;
    for (size_t j = 0; j < block->columns && j < dense->columns; j++)
        memcpy(block->weights + j * block->lanes,
               dense->weights + j * dense->stride + block->first, size);
    memcpy(block->bias, dense->bias + block->first, size);
    return ENT_OK;
}

ent_solve_port ent__dense_sink(ent_dense_weights *dense)
{
    return (ent_solve_port){dense_receive, dense};
}

ent_solve_port ent__dense_source(ent_dense_weights *dense)
{
    return (ent_solve_port){dense_fill, dense};
}

ent_status ent__solve(float *weights, float *bias, ent_solve_report *report,
                      const ent_matrix *matrix, const ent_targets *targets,
                      const uint32_t *rows, size_t row_count,
                      const ent_solve_settings *settings, ent_error *err)
{
    ent_dense_weights dense = {weights, bias, matrix->columns,
                               block_count(targets->labels, ENT_LANES) * ENT_LANES};
    return ent__solve_blocks(ent__dense_sink(&dense), report, matrix, targets, rows,
                             row_count, settings, err);
}
