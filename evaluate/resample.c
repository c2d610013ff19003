/* SPDX-License-Identifier: MIT */
/* Intervals and differences read off bootstrap replicates; the replicates of scores that are functions of sums. */
#include "resample.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "evaluate.h"

/* ---- percentiles ---- */

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double percentile(const double *sorted, size_t count, double share)
{
    double place = share * (double)(count - 1);
    size_t below = (size_t)place;
    if (below + 1 >= count)
        return sorted[count - 1];
    return sorted[below] + (place - (double)below) * (sorted[below + 1] - sorted[below]);
}

ent_interval ent__middle_95(double *values, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (isnan(values[i]))
            return (ent_interval){NAN, NAN};
    if (!count)
        return (ent_interval){NAN, NAN};
    qsort(values, count, sizeof *values, by_value);
    return (ent_interval){percentile(values, count, 0.025),
                          percentile(values, count, 0.975)};
}

ent_difference ent__difference(double our_score, double their_score, double *ours,
                               const double *theirs, size_t replicates)
{
    ent_difference result = {
        our_score, their_score, our_score - their_score, {NAN, NAN}, NAN};
    size_t below = 0, above = 0;
    for (size_t i = 0; i < replicates; i++) {
        ours[i] -= theirs[i];
        below += ours[i] <= 0;
        above += ours[i] >= 0;
    }
    result.interval = ent__middle_95(ours, replicates);
    if (isnan(result.interval.low))
        return result;
    size_t fewer = below < above ? below : above;
    double p = 2 * (double)(fewer + 1) / (double)(replicates + 1);
    result.p = p < 1 ? p : 1;
    return result;
}

/* ---- scores that are functions of sums ---- */

struct units_bootstrap {
    const ent_units *systems[2];
    size_t system_count;
    uint64_t seed;
    double *values[2]; /* [score_count][replicates] */
    size_t replicates;
};

static void add_unit(double *sums, const ent_units *units, size_t unit)
{
    const double *own = units->values + unit * units->width;
    for (size_t w = 0; w < units->width; w++)
        sums[w] += own[w];
}

static ent_status run_replicate(void *context, size_t replicate, int worker,
                                ent_error *err)
{
    (void)worker, (void)err;
    struct units_bootstrap *bootstrap = context;
    double sums[2][ENT_UNITS_WIDTH] = {{0}}, scores[ENT_UNITS_SCORES];
    size_t count = bootstrap->systems[0]->count;
    ent_random random = ent__replicate_stream(bootstrap->seed, replicate);
    for (size_t i = 0; i < count; i++) {
        size_t drawn = ent__draw(&random, count);
        for (size_t s = 0; s < bootstrap->system_count; s++)
            add_unit(sums[s], bootstrap->systems[s], drawn);
    }
    for (size_t s = 0; s < bootstrap->system_count; s++) {
        const ent_units *units = bootstrap->systems[s];
        units->score(scores, sums[s]);
        for (size_t i = 0; i < units->score_count; i++)
            bootstrap->values[s][i * bootstrap->replicates + replicate] = scores[i];
    }
    return ENT_OK;
}

static ent_status run_replicates(struct units_bootstrap *bootstrap, ent_arena *arena,
                                 const ent_evaluate_options *options, ent_error *err)
{
    bootstrap->seed = options->seed;
    bootstrap->replicates = bootstrap->systems[0]->count ? options->replicates : 0;
    if (bootstrap->systems[0]->count > UINT32_MAX)
        return ent_fail(err, ENT_ELIMIT, "too many documents to evaluate");
    for (size_t s = 0; s < bootstrap->system_count; s++) {
        size_t scores = bootstrap->systems[s]->score_count;
        bootstrap->values[s] =
            ent_arena_alloc(arena, scores * bootstrap->replicates, sizeof(double));
        if (!bootstrap->values[s])
            return ent_fail_memory(err);
    }
    return ent_parallel(bootstrap->replicates, options->threads, run_replicate, bootstrap,
                        err);
}

ent_status ent__units_open(ent_units *out, ent_arena *arena, size_t count, size_t width,
                           size_t score_count, ent_error *err)
{
    *out = (ent_units){.count = count, .width = width, .score_count = score_count};
    out->values = ent_arena_alloc(arena, count * width, sizeof *out->values);
    return out->values ? ENT_OK : ent_fail_memory(err);
}

void ent__units_score(double *scores, const ent_units *units)
{
    double sums[ENT_UNITS_WIDTH] = {0};
    for (size_t i = 0; i < units->count; i++)
        add_unit(sums, units, i);
    units->score(scores, sums);
}

ent_status ent__units_intervals(ent_interval *out, const ent_units *units,
                                const ent_evaluate_options *options, ent_arena scratch,
                                ent_error *err)
{
    struct units_bootstrap bootstrap = {.systems = {units}, .system_count = 1};
    ENT_TRY(run_replicates(&bootstrap, &scratch, options, err));
    for (size_t i = 0; i < units->score_count; i++)
        out[i] = ent__middle_95(bootstrap.values[0] + i * bootstrap.replicates,
                                bootstrap.replicates);
    return ENT_OK;
}

ent_status ent__units_compare(ent_difference *out, const ent_units *ours,
                              const ent_units *theirs,
                              const ent_evaluate_options *options, ent_arena scratch,
                              ent_error *err)
{
    if (ours->count != theirs->count || ours->score_count != theirs->score_count)
        return ent_fail(err, ENT_EARG, "the two systems answered different documents");
    struct units_bootstrap bootstrap = {.systems = {ours, theirs}, .system_count = 2};
    ENT_TRY(run_replicates(&bootstrap, &scratch, options, err));
    double our_scores[ENT_UNITS_SCORES], their_scores[ENT_UNITS_SCORES];
    ent__units_score(our_scores, ours);
    ent__units_score(their_scores, theirs);
    for (size_t i = 0; i < ours->score_count; i++)
        out[i] = ent__difference(our_scores[i], their_scores[i],
                                 bootstrap.values[0] + i * bootstrap.replicates,
                                 bootstrap.values[1] + i * bootstrap.replicates,
                                 bootstrap.replicates);
    return ENT_OK;
}
