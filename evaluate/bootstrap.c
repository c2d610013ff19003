/* SPDX-License-Identifier: MIT */
/* The bootstrap: intervals of one system's scores, and of the difference of two on the same documents. */
#include "metrics.h"

#include <math.h>
#include <string.h>

#include "base/base.h"
#include "resample.h"

/* ---- the replicates ---- */

enum metric { ACCURACY, MICRO_F1, MACRO_F1, ECE, METRICS };

/* What one thread needs to count a resampled corpus of one system. */
struct resampled {
    uint32_t *weights; /* [outcomes] */
    struct tally tally;
};

struct bootstrap {
    const struct outcomes *systems[2];
    size_t system_count;
    const struct observations *observations;
    uint64_t seed;
    struct resampled *scratch;  /* [threads][2] */
    double *values[2][METRICS]; /* [replicates] */
};

static ent_status run_replicate(void *context, size_t replicate, int worker,
                                ent_error *err)
{
    (void)err;
    struct bootstrap *bootstrap = context;
    struct resampled *scratch = &bootstrap->scratch[2 * worker];
    const struct observations *observations = bootstrap->observations;
    size_t documents = bootstrap->systems[0]->documents,
           systems = bootstrap->system_count;
    struct bin_sums bins = {0};
    for (size_t s = 0; s < systems; s++)
        memset(scratch[s].weights, 0,
               bootstrap->systems[s]->count * sizeof *scratch[s].weights);
    ent_random random = ent__replicate_stream(bootstrap->seed, replicate);
    for (size_t i = 0; i < documents; i++) {
        size_t drawn = ent__draw(&random, documents);
        for (size_t s = 0; s < systems; s++)
            scratch[s].weights[bootstrap->systems[s]->outcome_of[drawn]]++;
        for (size_t j = observations ? observations->starts[drawn] : 0;
             observations && j < observations->starts[drawn + 1]; j++)
            ent__bin_add(&bins, &observations->items[j]);
    }
    for (size_t s = 0; s < systems; s++) {
        ent__tally_count(&scratch[s].tally, bootstrap->systems[s], scratch[s].weights);
        bootstrap->values[s][ACCURACY][replicate] = ent__accuracy(&scratch[s].tally);
        bootstrap->values[s][MICRO_F1][replicate] = ent__micro_f1(&scratch[s].tally);
        bootstrap->values[s][MACRO_F1][replicate] = ent__macro_f1(&scratch[s].tally);
        bootstrap->values[s][ECE][replicate] = observations ? ent__ece(&bins) : NAN;
    }
    return ENT_OK;
}

/* Fills `bootstrap->values`, in the arena. */
static ent_status run_replicates(struct bootstrap *bootstrap, ent_arena *arena,
                                 const ent_evaluate_options *options, ent_error *err)
{
    size_t replicates = options->replicates;
    int threads = ent_parallel_threads(replicates, options->threads);
    bootstrap->seed = options->seed;
    bootstrap->scratch =
        ent_arena_alloc(arena, 2 * (size_t)threads, sizeof *bootstrap->scratch);
    for (size_t s = 0; s < bootstrap->system_count; s++)
        for (int m = 0; m < METRICS; m++)
            if (!(bootstrap->values[s][m] =
                      ent_arena_alloc(arena, replicates, sizeof(double))))
                return ent_fail_memory(err);
    for (int t = 0; bootstrap->scratch && t < threads; t++)
        for (size_t s = 0; s < bootstrap->system_count; s++) {
            struct resampled *own = &bootstrap->scratch[2 * (size_t)t + s];
            own->weights = ent_arena_alloc(arena, bootstrap->systems[s]->count,
                                           sizeof *own->weights);
            if (!own->weights ||
                !ent__tally_alloc(&own->tally, arena, bootstrap->systems[s]->label_count))
                return ent_fail_memory(err);
        }
    if (!bootstrap->scratch)
        return ent_fail_memory(err);
    return ent_parallel(replicates, threads, run_replicate, bootstrap, err);
}

static const ent_interval no_interval = {NAN, NAN};

ent_status ent__bootstrap(ent_evaluation *out, ent_arena scratch,
                          const struct outcomes *outcomes,
                          const struct observations *observations,
                          const ent_evaluate_options *options, ent_error *err)
{
    out->accuracy_interval = out->micro_f1_interval = no_interval;
    out->macro_f1_interval = out->ece_interval = no_interval;
    size_t replicates = options->replicates;
    if (!replicates || !outcomes->documents)
        return ENT_OK;
    struct bootstrap bootstrap = {
        .systems = {outcomes}, .system_count = 1, .observations = observations};
    ENT_TRY(run_replicates(&bootstrap, &scratch, options, err));
    out->accuracy_interval = ent__middle_95(bootstrap.values[0][ACCURACY], replicates);
    out->micro_f1_interval = ent__middle_95(bootstrap.values[0][MICRO_F1], replicates);
    out->macro_f1_interval = ent__middle_95(bootstrap.values[0][MACRO_F1], replicates);
    out->ece_interval = ent__middle_95(bootstrap.values[0][ECE], replicates);
    return ENT_OK;
}

/* ---- two systems ---- */

static ent_status check_pair(const ent_answers *ours, const ent_answers *theirs,
                             ent_error *err)
{
    if (ours->count != theirs->count || ours->label_count != theirs->label_count)
        return ent_fail(err, ENT_EARG,
                        "the two systems answered different documents or labels");
    for (size_t i = 0; i < ours->count; i++) {
        const ent_answer *a = &ours->items[i], *b = &theirs->items[i];
        if (a->truth_count != b->truth_count ||
            (a->truth_count &&
             memcmp(a->truth, b->truth, a->truth_count * sizeof *a->truth) != 0))
            return ent_fail(err, ENT_EARG, "document %zu: the true labels differ", i + 1);
    }
    ENT_TRY(ent__answers_check(ours, err));
    return ent__answers_check(theirs, err);
}

ent_status ent_compare(ent_comparison *out, ent_arena scratch, const ent_answers *ours,
                       const ent_answers *theirs, const ent_evaluate_options *options,
                       ent_error *err)
{
    ENT_TRY(check_pair(ours, theirs, err));
    struct outcomes outcomes[2];
    struct tally tally[2];
    ENT_TRY(ent__outcomes_fold(&outcomes[0], &scratch, ours, err));
    ENT_TRY(ent__outcomes_fold(&outcomes[1], &scratch, theirs, err));
    for (int s = 0; s < 2; s++)
        ENT_TRY(ent__tally_corpus(&tally[s], &scratch, &outcomes[s], err));
    ent_comparison result = {0};
    for (size_t i = 0; i < ours->count; i++) {
        bool a = outcomes[0].items[outcomes[0].outcome_of[i]].exact;
        bool b = outcomes[1].items[outcomes[1].outcome_of[i]].exact;
        result.only_ours += a && !b;
        result.only_theirs += b && !a;
    }
    result.mcnemar_p = ent_mcnemar(result.only_ours, result.only_theirs);
    struct bootstrap bootstrap = {.systems = {&outcomes[0], &outcomes[1]},
                                  .system_count = 2};
    size_t replicates = ours->count ? options->replicates : 0;
    if (replicates)
        ENT_TRY(run_replicates(&bootstrap, &scratch, options, err));
    double (*const metrics[])(const struct tally *) = {ent__accuracy, ent__micro_f1,
                                                       ent__macro_f1};
    ent_difference *differences[] = {&result.accuracy, &result.micro_f1,
                                     &result.macro_f1};
    for (int m = ACCURACY; m <= MACRO_F1; m++)
        *differences[m] =
            ent__difference(metrics[m](&tally[0]), metrics[m](&tally[1]),
                            bootstrap.values[0][m], bootstrap.values[1][m], replicates);
    *out = result;
    return ENT_OK;
}

double ent_mcnemar(uint64_t b, uint64_t c)
{
    uint64_t n = b + c, fewer = b < c ? b : c;
    if (!n)
        return 1;
    /* Terms C(n, i) / 2^n from the largest needed one down, by C(n, i-1) = C(n, i) * i / (n - i + 1). */
    double log_term = lgamma((double)n + 1) - lgamma((double)fewer + 1) -
                      lgamma((double)(n - fewer) + 1) - (double)n * log(2.0);
    double term = exp(log_term), sum = 0;
    for (uint64_t i = fewer; term > 0; i--) {
        sum += term;
        if (!i)
            break;
        term *= (double)i / (double)(n - i + 1);
    }
    return 2 * sum < 1 ? 2 * sum : 1;
}
