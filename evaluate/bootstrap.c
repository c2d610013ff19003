/* SPDX-License-Identifier: MIT */
/* The bootstrap: intervals of one system's scores, and of the difference of two on the same documents. */
#include "metrics.h"

#include <math.h>
#include <string.h>

#include "base/base.h"
#include "resample.h"

/* ---- the replicates ---- */

/* What is scored in each replicate; the means over documents stand behind the others, in their own order. */
enum metric {
    ACCURACY,
    MICRO_F1,
    MACRO_F1,
    WEIGHTED_F1,
    ACCURACY_ANSWERED,
    ECE,
    MEANS,
    METRICS = MEANS + DOCUMENT_SCORES
};

/* What one thread needs to count a resampled corpus of one system. */
struct resampled {
    uint32_t *weights; /* [outcomes] */
    struct tally tally;
};

struct bootstrap {
    const struct outcomes *systems[2];
    size_t system_count;
    const struct observations *observations; /* of the first system; NULL: none */
    const ent__document_row *rows;           /* [documents] likewise */
    uint64_t seed;
    struct resampled *scratch;  /* [threads][2] */
    uint32_t **times;           /* [threads][documents] how often each was drawn */
    double *values[2][METRICS]; /* [replicates] */
};

static void draw(uint32_t *times, size_t documents, uint64_t seed, size_t replicate)
{
    ent_random random = ent__replicate_stream(seed, replicate);
    memset(times, 0, documents * sizeof *times);
    for (size_t i = 0; i < documents; i++)
        times[ent__draw(&random, documents)]++;
}

/* The scores that come from counts. */
static void score_counts(struct bootstrap *bootstrap, size_t replicate, size_t system,
                         struct resampled *scratch, const uint32_t *times)
{
    const struct outcomes *outcomes = bootstrap->systems[system];
    double **values = bootstrap->values[system];
    memset(scratch->weights, 0, outcomes->count * sizeof *scratch->weights);
    for (size_t i = 0; i < outcomes->documents; i++)
        scratch->weights[outcomes->outcome_of[i]] += times[i];
    ent__tally_count(&scratch->tally, outcomes, scratch->weights);
    const struct tally *tally = &scratch->tally;
    values[ACCURACY][replicate] = ent__accuracy(tally);
    values[MICRO_F1][replicate] = ent__micro_f1(tally);
    values[MACRO_F1][replicate] = ent__macro_f1(tally);
    values[WEIGHTED_F1][replicate] = ent__weighted_average(tally).f1;
    values[ACCURACY_ANSWERED][replicate] =
        tally->answered ? (double)tally->answered_exact / (double)tally->answered : NAN;
}

/* The scores that are means over documents, and the ECE. In document order, so that each row is met once, in line. */
static void score_documents(struct bootstrap *bootstrap, size_t replicate,
                            const uint32_t *times)
{
    const struct observations *observations = bootstrap->observations;
    size_t documents = bootstrap->systems[0]->documents;
    struct bin_sums bins = {0};
    double sums[DOCUMENT_SCORES] = {0};
    for (size_t i = 0; i < documents; i++) {
        if (!times[i])
            continue;
        for (int score = 0; score < DOCUMENT_SCORES; score++)
            sums[score] += times[i] * (double)bootstrap->rows[i][score];
        for (size_t j = observations ? observations->starts[i] : 0;
             observations && j < observations->starts[i + 1]; j++)
            ent__bin_add(&bins, &observations->items[j], times[i]);
    }
    bootstrap->values[0][ECE][replicate] = observations ? ent__ece(&bins) : NAN;
    for (int score = 0; score < DOCUMENT_SCORES; score++) {
        bool of_ranking = score >= DOCUMENT_PRECISION_AT && score <= DOCUMENT_NDCG;
        double n = of_ranking ? sums[DOCUMENT_HAS_TRUTH] : (double)documents;
        bootstrap->values[0][MEANS + score][replicate] = n > 0 ? sums[score] / n : NAN;
    }
}

static ent_status run_replicate(void *context, size_t replicate, int worker,
                                ent_error *err)
{
    (void)err;
    struct bootstrap *bootstrap = context;
    uint32_t *times = bootstrap->times[worker];
    draw(times, bootstrap->systems[0]->documents, bootstrap->seed, replicate);
    for (size_t s = 0; s < bootstrap->system_count; s++)
        score_counts(bootstrap, replicate, s, &bootstrap->scratch[2 * (size_t)worker + s],
                     times);
    if (bootstrap->rows)
        score_documents(bootstrap, replicate, times);
    return ENT_OK;
}

static ent_status open_scratch(struct bootstrap *bootstrap, ent_arena *arena,
                               size_t threads, ent_error *err)
{
    size_t documents = bootstrap->systems[0]->documents;
    bootstrap->scratch = ent_arena_alloc(arena, 2 * threads, sizeof *bootstrap->scratch);
    bootstrap->times = ent_arena_alloc(arena, threads, sizeof *bootstrap->times);
    if (!bootstrap->scratch || !bootstrap->times)
        return ent_fail_memory(err);
    for (size_t t = 0; t < threads; t++) {
        bootstrap->times[t] = ent_arena_alloc(arena, documents, sizeof(uint32_t));
        if (!bootstrap->times[t])
            return ent_fail_memory(err);
        for (size_t s = 0; s < bootstrap->system_count; s++) {
            struct resampled *own = &bootstrap->scratch[2 * t + s];
            const struct outcomes *outcomes = bootstrap->systems[s];
            own->weights = ent_arena_alloc(arena, outcomes->count, sizeof *own->weights);
            if (!own->weights ||
                !ent__tally_alloc(&own->tally, arena, outcomes->label_count))
                return ent_fail_memory(err);
        }
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
    for (size_t s = 0; s < bootstrap->system_count; s++)
        for (int m = 0; m < METRICS; m++)
            if (!(bootstrap->values[s][m] =
                      ent_arena_alloc(arena, replicates, sizeof(double))))
                return ent_fail_memory(err);
    ENT_TRY(open_scratch(bootstrap, arena, (size_t)threads, err));
    return ent_parallel(replicates, threads, run_replicate, bootstrap, err);
}

ent_status ent__bootstrap(ent_evaluation *out, ent_arena scratch,
                          const struct outcomes *outcomes,
                          const struct observations *observations,
                          const ent__document_row *rows,
                          const ent_evaluate_options *options, ent_error *err)
{
    size_t replicates = outcomes->documents ? options->replicates : 0;
    const struct {
        ent_interval *interval;
        int metric;
        double value; /* NAN: not defined, and neither is the interval */
    } wanted[] = {
        {&out->accuracy_interval, ACCURACY, out->accuracy},
        {&out->micro_f1_interval, MICRO_F1, out->micro.f1},
        {&out->macro_f1_interval, MACRO_F1, out->macro.f1},
        {&out->weighted_f1_interval, WEIGHTED_F1, out->weighted.f1},
        {&out->accuracy_answered_interval, ACCURACY_ANSWERED, out->accuracy_answered},
        {&out->ece_interval, ECE, out->ece},
        {&out->sample_f1_interval, MEANS + DOCUMENT_F1, out->sample.f1},
        {&out->ndcg_interval, MEANS + DOCUMENT_NDCG, out->ndcg},
        {&out->log_loss_interval, MEANS + DOCUMENT_LOG_LOSS, out->log_loss},
        {&out->brier_interval, MEANS + DOCUMENT_BRIER, out->brier},
    };
    struct bootstrap bootstrap = {.systems = {outcomes},
                                  .system_count = 1,
                                  .observations = observations,
                                  .rows = rows};
    if (replicates)
        ENT_TRY(run_replicates(&bootstrap, &scratch, options, err));
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
        *wanted[i].interval = ent__middle_95(bootstrap.values[0][wanted[i].metric],
                                             isnan(wanted[i].value) ? 0 : replicates);
    for (int d = 0; d < ENT_DEPTHS; d++) {
        out->precision_at_interval[d] = ent__middle_95(
            bootstrap.values[0][MEANS + DOCUMENT_PRECISION_AT + d], replicates);
        out->ndcg_at_interval[d] =
            ent__middle_95(bootstrap.values[0][MEANS + DOCUMENT_NDCG_AT + d], replicates);
    }
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
