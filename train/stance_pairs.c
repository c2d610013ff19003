/* SPDX-License-Identifier: MIT */
/* Stance on claims: features of every pair, a linear model over what stands near the claim, two kernel machines. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "calibrate.h"
#include "folds.h"
#include "pair_kernel.h"
#include "stance.h"

enum {
    FOLDS = 3,
    RELATED_ROWS = 6000, /* of each side that the related machine learns from */
    STANCE_ROWS = 14000,
    LEAST_DF = 3
};
static const struct ent__pair_settings related_settings = {4, 0.02, 0.5};
static const struct ent__pair_settings stance_settings = {1, 0.02, 0.5};
static const struct ent__linear_how linear_how = {0.1, false, 0};

struct pairs {
    struct ent__stance_training *training;
    ent_arena *arena;
    struct ent__stance_labels labels; /* of all pairs */
    const uint32_t *rows;             /* [count] into the corpus */
    size_t count;
    uint32_t unrelated; /* that label's number, or ENT_NO_TERM */
    /* pairs that are related, by position */
    uint32_t *related; /* [related_count] */
    size_t related_count;
    uint32_t *stance; /* [related_count] label among `names` */
    ent_string names[ENT_STANCE_LABELS];
    size_t name_count;
    size_t features;   /* of a row: ENT_PAIR_FEATURES and a margin a label */
    float *x;          /* [count][features] */
    ent_article *near; /* [count], texts in `texts` */
    ent_buffer *texts; /* [count] */
    uint32_t *topic;   /* [count] group of pairs that belong together, each < count */
    uint8_t *fold;     /* [count] */
    ent__beholder **beholders;
    const ent_vocabulary *words;
};

/* ---- what belongs together ---- */

static uint32_t root_of(uint32_t *parent, uint32_t i)
{
    while (parent[i] != i)
        i = parent[i] = parent[parent[i]];
    return i;
}

/* The pair where a text was seen first. */
static ent_status first_seen(uint32_t *first, ent_map *seen, ent_string text, uint32_t i,
                             ent_error *err)
{
    uint32_t *place = ent_map_put(seen, ent_hash(text.data, text.size));
    if (!place)
        return ent_fail_memory(err);
    if (*place == ENT_MAP_NONE)
        *place = i;
    *first = *place;
    return ENT_OK;
}

/* Claims and articles that are related make a topic; folds must not share one, since later articles are on new topics.
 * A pair that is not related goes with its article. */
static ent_status find_topics(struct pairs *pairs, ent_error *err)
{
    const ent_corpus *corpus = pairs->training->corpus;
    uint32_t *parent = ent_arena_alloc(pairs->arena, 2 * pairs->count, sizeof *parent);
    uint32_t *article = ent_arena_alloc(pairs->arena, pairs->count, sizeof *article);
    ent_map articles = {0}, claims = {0};
    if (!parent || !article)
        return ent_fail_memory(err);
    for (uint32_t i = 0; i < 2 * pairs->count; i++)
        parent[i] = i;
    ent_status status = ENT_OK;
    for (uint32_t i = 0; status == ENT_OK && i < pairs->count; i++) {
        uint32_t claim = 0;
        status = first_seen(&article[i], &articles, corpus->articles[pairs->rows[i]].text,
                            i, err);
        if (status == ENT_OK)
            status = first_seen(&claim, &claims, corpus->targets[pairs->rows[i]], i, err);
        if (status == ENT_OK && pairs->labels.of[i] != pairs->unrelated) {
            uint32_t a = root_of(parent, article[i]);
            uint32_t b = root_of(parent, (uint32_t)pairs->count + claim);
            parent[a > b ? a : b] =
                a > b ? b : a; /* the smallest is the root: an article */
        }
    }
    for (uint32_t i = 0; status == ENT_OK && i < pairs->count; i++)
        pairs->topic[i] = root_of(parent, article[i]);
    ent_map_dispose(&articles);
    ent_map_dispose(&claims);
    return status;
}

static ent_status make_folds(struct pairs *pairs, ent_error *err)
{
    uint64_t *starts = ent_arena_alloc(pairs->arena, pairs->count + 1, sizeof *starts);
    if (!starts)
        return ent_fail_memory(err);
    for (size_t i = 0; i <= pairs->count; i++)
        starts[i] = i;
    ent_targets targets = {pairs->labels.count, starts, pairs->labels.of};
    return ent__folds(pairs->fold, &targets, pairs->count, pairs->topic, FOLDS,
                      pairs->training->options->seed, err);
}

/* ---- features ---- */

static ent_status behold(void *context, size_t piece, int worker, ent_error *err)
{
    struct pairs *pairs = context;
    const ent_corpus *corpus = pairs->training->corpus;
    uint32_t row = pairs->rows[piece];
    ent_article *near = &pairs->near[piece];
    ENT_TRY(ent__behold_pair(pairs->x + piece * pairs->features, near,
                             pairs->beholders[worker], pairs->words, corpus->targets[row],
                             &corpus->articles[row], err));
    if (pairs->labels.of[piece] == pairs->unrelated)
        return ENT_OK;
    ent_buffer_clear(&pairs->texts[piece]);
    ent_buffer_string(&pairs->texts[piece], near->text);
    near->text = ent_buffer_view(&pairs->texts[piece]);
    return pairs->texts[piece].failed ? ent_fail_memory(err) : ENT_OK;
}

static ent_feature_settings linear_settings(void)
{
    ent_feature_settings settings = ent__feature_defaults();
    settings.word_max = 2;
    settings.min_df = LEAST_DF;
    return settings;
}

/* What the linear model is fitted on. */
static ent_status fill_linear(struct ent__linear *linear, struct pairs *pairs,
                              ent_error *err)
{
    const struct ent__stance_training *training = pairs->training;
    ent_article *articles =
        ent_arena_alloc(pairs->arena, pairs->related_count, sizeof *articles);
    if (!articles)
        return ent_fail_memory(err);
    for (size_t i = 0; i < pairs->related_count; i++)
        articles[i] = pairs->near[pairs->related[i]];
    *linear = (struct ent__linear){.articles = articles,
                                   .labels = pairs->stance,
                                   .count = pairs->related_count,
                                   .names = pairs->names,
                                   .label_count = pairs->name_count,
                                   .settings = linear_settings(),
                                   .language = training->language,
                                   .seed = training->options->seed,
                                   .threads = training->options->threads};
    return ENT_OK;
}

/*
 * Frequencies are counted over what stands near the claims, and what stands near depends on frequencies: first with those
 * of the articles themselves, then with the ones that are kept.
 */
static ent_status make_words(ent_vocabulary *words, struct pairs *pairs, ent_error *err)
{
    const struct ent__stance_training *training = pairs->training;
    ent_feature_settings settings = linear_settings();
    ent_vocabulary first = {0};
    ent_article *articles = ent_arena_alloc(pairs->arena, pairs->count, sizeof *articles);
    if (!articles)
        return ent_fail_memory(err);
    size_t count = 0;
    for (size_t i = 0; i < pairs->count; i++)
        if (pairs->topic[i] == i || pairs->labels.of[i] != pairs->unrelated)
            articles[count++] = training->corpus->articles[pairs->rows[i]];
    settings.word_max = 1;
    ent_status status =
        ent__vocabulary_build(&first, &settings, articles, count, training->language,
                              training->options->threads, err);
    pairs->words = &first;
    ent__stance_stage(training, "claims: words", 0);
    if (status == ENT_OK)
        status =
            ent_parallel(pairs->count, training->options->threads, behold, pairs, err);
    struct ent__linear linear;
    if (status == ENT_OK)
        status = fill_linear(&linear, pairs, err);
    if (status == ENT_OK)
        status =
            ent__vocabulary_build(words, &linear.settings, linear.articles, linear.count,
                                  training->language, training->options->threads, err);
    ent__vocabulary_dispose(&first);
    if (status == ENT_OK && !words->size)
        status = ent_fail(err, ENT_EDATA, "cannot train: no term stands near %d claims",
                          LEAST_DF);
    pairs->words = words;
    ent__stance_stage(training, "claims: features", 0);
    return status == ENT_OK ? ent_parallel(pairs->count, training->options->threads,
                                           behold, pairs, err)
                            : status;
}

static ent_status fit_linear(struct pairs *pairs, ent_error *err)
{
    struct ent__linear linear;
    ENT_TRY(fill_linear(&linear, pairs, err));
    linear.frequencies = pairs->words;
    size_t n = pairs->related_count, labels = pairs->name_count;
    size_t stride = (labels + ENT_LANES - 1) / ENT_LANES * ENT_LANES;
    float *margins = ent_arena_alloc(pairs->arena, n * stride, sizeof *margins);
    uint8_t *fold = ent_arena_alloc(pairs->arena, n, 1);
    ent_status status = margins && fold ? ENT_OK : ent_fail_memory(err);
    for (size_t i = 0; status == ENT_OK && i < n; i++)
        fold[i] = pairs->fold[pairs->related[i]];
    ent__stance_stage(pairs->training, "claims: linear", 0);
    if (status == ENT_OK)
        status = ent__linear_open(&linear, err);
    if (status == ENT_OK)
        status = ent__linear_out_of_fold(margins, &linear, fold, FOLDS, &linear_how, err);
    for (size_t i = 0; status == ENT_OK && i < n; i++)
        memcpy(pairs->x + pairs->related[i] * pairs->features + ENT_PAIR_FEATURES,
               margins + i * stride, labels * sizeof *margins);
    if (status == ENT_OK)
        status = ent__linear_model(&pairs->training->model->pair.words, &linear, margins,
                                   &linear_how, err);
    ent__linear_close(&linear);
    return status;
}

/* ---- kernels ---- */

/* At most `most` of the rows for which wanted[label], drawn by hash, in order. */
static size_t draw(uint32_t *out, const struct ent__pair_rows *rows, const uint8_t *fold,
                   unsigned without, uint32_t label, size_t most, uint64_t seed)
{
    size_t all = 0, kept = 0;
    for (size_t i = 0; i < rows->count; i++)
        all += (label == ENT_NO_TERM || rows->labels[i] == label) && fold[i] != without;
    uint64_t limit = all > most
                         ? (uint64_t)((double)UINT64_MAX * (double)most / (double)all)
                         : UINT64_MAX;
    for (uint32_t i = 0; i < rows->count; i++)
        if ((label == ENT_NO_TERM || rows->labels[i] == label) && fold[i] != without &&
            ent_mix(seed + i) <= limit)
            out[kept++] = i;
    return kept;
}

struct stage {
    struct ent__pair_rows rows;
    const uint8_t *fold; /* [rows.count] */
    size_t unused;
    struct ent__pair_settings settings;
    size_t most;
    bool each;               /* at most `most` of each label, else of all */
    ent_pair_kernel *kernel; /* out */
    float *margins;          /* [rows.count][machines] out of fold */
    size_t machines;
};

static ent_status fit_stage(struct stage *stage, ent_pair_kernel *kernel,
                            struct pairs *pairs, unsigned without, ent_arena *arena,
                            ent_error *err)
{
    uint32_t *chosen = ent_new(stage->rows.count, sizeof *chosen);
    if (!chosen)
        return ent_fail_memory(err);
    uint64_t seed = pairs->training->options->seed << 32;
    size_t count = 0;
    if (stage->each)
        for (uint32_t k = 0; k < stage->rows.label_count; k++)
            count += draw(chosen + count, &stage->rows, stage->fold, without, k,
                          stage->most, seed);
    else
        count = draw(chosen, &stage->rows, stage->fold, without, ENT_NO_TERM, stage->most,
                     seed);
    ent_status status = ent__pair_kernel_fit(kernel, arena, &stage->rows, chosen, count,
                                             stage->unused, &stage->settings, err);
    free(chosen);
    return status;
}

struct scoring {
    const struct stage *stage;
    const ent_pair_kernel *kernel;
    const float *table;
    unsigned fold;
};

static ent_status score_row(void *context, size_t piece, int worker, ent_error *err)
{
    (void)worker;
    (void)err;
    const struct scoring *scoring = context;
    const struct stage *stage = scoring->stage;
    int8_t z[ENT_PAIR_FEATURES + ENT_STANCE_LABELS];
    if (stage->fold[piece] != scoring->fold)
        return ENT_OK;
    ent__pair_kernel_round(z, stage->rows.x + piece * stage->rows.features,
                           scoring->kernel);
    ent__pair_kernel_margins(stage->margins + piece * stage->machines, scoring->kernel,
                             scoring->table, z);
    return ENT_OK;
}

static ent_status hold_out(struct stage *stage, struct pairs *pairs, unsigned fold,
                           ent_error *err)
{
    ent_pair_kernel kernel;
    ent_arena own = *pairs->arena;
    ENT_TRY(fit_stage(stage, &kernel, pairs, fold, &own, err));
    float *table = ent__pair_kernel_table(&kernel);
    if (!table)
        return ent_fail_memory(err);
    struct scoring scoring = {stage, &kernel, table, fold};
    ent_status status = ent_parallel(stage->rows.count, pairs->training->options->threads,
                                     score_row, &scoring, err);
    free(table);
    return status;
}

/* Machines without a fold each, sigmoids from their margins, then the machine of all. */
static ent_status run_stage(struct stage *stage, struct pairs *pairs, const char *name,
                            ent_error *err)
{
    size_t n = stage->rows.count;
    stage->margins = ent_arena_alloc(pairs->arena, n * stage->machines, sizeof(float));
    float *column = ent_arena_alloc(pairs->arena, n, sizeof *column);
    uint8_t *positive = ent_arena_alloc(pairs->arena, n, 1);
    if (!stage->margins || !column || !positive)
        return ent_fail_memory(err);
    for (unsigned f = 0; f < FOLDS; f++) {
        ent__stance_stage(pairs->training, name, (double)f / (FOLDS + 1));
        ENT_TRY(hold_out(stage, pairs, f, err));
    }
    ent__stance_stage(pairs->training, name, (double)FOLDS / (FOLDS + 1));
    ENT_TRY(fit_stage(stage, stage->kernel, pairs, FOLDS, &pairs->training->model->arena,
                      err));
    for (size_t m = 0; m < stage->machines; m++) {
        ent_model_label *label = &stage->kernel->label[m];
        double slope, offset;
        for (size_t i = 0; i < n; i++) {
            column[i] = stage->margins[i * stage->machines + m];
            positive[i] = stage->rows.labels[i] == (stage->machines == 1 ? 1 : m);
            label->documents += positive[i];
        }
        ent__platt_fit(&slope, &offset, column, positive, n);
        label->slope = (float)slope;
        label->offset = (float)offset;
    }
    return ENT_OK;
}

/* ---- decisions ---- */

static uint32_t answer(const struct pairs *pairs, const float *margins,
                       const double *lift)
{
    size_t best = 0;
    for (size_t k = 1; k < pairs->name_count; k++)
        if ((double)margins[k] + lift[k] > (double)margins[best] + lift[best])
            best = k;
    return (uint32_t)best;
}

static void tally(struct ent__tally *out, const struct pairs *pairs,
                  const struct stage *stage, const double *lift)
{
    *out = (struct ent__tally){0};
    for (size_t i = 0; i < pairs->related_count; i++) {
        uint32_t truth = pairs->stance[i];
        uint32_t given = answer(pairs, stage->margins + i * stage->machines, lift);
        out->truth[truth]++;
        out->given[given]++;
        out->both[truth] += truth == given;
    }
}

static double worth(const struct ent__tally *tally, size_t labels)
{
    bool all[ENT_STANCE_LABELS];
    for (size_t k = 0; k < labels; k++)
        all[k] = true;
    return ent__tally_accuracy(tally) + ent__tally_macro_f1(tally, all, labels);
}

/* What is added to each label's margin for the best sum of accuracy and macro-F1 out of fold, label by label. */
static void find_lift(double lift[ENT_STANCE_LABELS], const struct pairs *pairs,
                      const struct stage *stage)
{
    enum { ROUNDS = 2, STEPS = 10 };
    struct ent__tally counts;
    tally(&counts, pairs, stage, lift);
    double most = worth(&counts, pairs->name_count);
    for (int round = 0; round < ROUNDS; round++)
        for (size_t k = 0; k < pairs->name_count; k++) {
            double best = lift[k];
            for (int step = -STEPS; step <= STEPS; step++) {
                lift[k] = 0.1 * step;
                tally(&counts, pairs, stage, lift);
                double score = worth(&counts, pairs->name_count);
                if (score > most + 1e-9) {
                    most = score;
                    best = lift[k];
                }
            }
            lift[k] = best;
        }
}

/* The lift becomes part of the bias; the sigmoid is moved along. */
static void apply_lift(const double *lift, struct stage *stage)
{
    for (size_t k = 0; k < stage->machines; k++) {
        ent_model_label *label = &stage->kernel->label[k];
        label->bias += (float)lift[k];
        label->offset -= label->slope * (float)lift[k];
    }
}

/* ---- the run ---- */

static ent_status take_labels(struct pairs *pairs, ent_error *err)
{
    struct ent__stance_training *training = pairs->training;
    uint32_t number[ENT_STANCE_LABELS];
    ENT_TRY(
        ent__stance_labels_of(&pairs->labels, training, pairs->rows, pairs->count, err));
    pairs->unrelated = ENT_NO_TERM;
    for (uint32_t k = 0; k < pairs->labels.count; k++) {
        if (ent_string_is(pairs->labels.names[k], "unrelated")) {
            pairs->unrelated = k;
        } else {
            number[k] = (uint32_t)pairs->name_count;
            pairs->names[pairs->name_count++] = pairs->labels.names[k];
        }
    }
    if (pairs->name_count < 2)
        return ent_fail(err, ENT_EDATA,
                        "cannot train: related claims have one stance only");
    pairs->features = ENT_PAIR_FEATURES + pairs->name_count;
    pairs->related = ent_arena_alloc(pairs->arena, pairs->count, sizeof(uint32_t));
    pairs->stance = ent_arena_alloc(pairs->arena, pairs->count, sizeof(uint32_t));
    if (!pairs->related || !pairs->stance)
        return ent_fail_memory(err);
    for (uint32_t i = 0; i < pairs->count; i++) {
        if (pairs->labels.of[i] == pairs->unrelated)
            continue;
        pairs->stance[pairs->related_count] = number[pairs->labels.of[i]];
        pairs->related[pairs->related_count++] = i;
    }
    return ENT_OK;
}

static ent_status get_memory(struct pairs *pairs, int threads, ent_error *err)
{
    ent_arena *arena = pairs->arena;
    pairs->x = ent_arena_alloc(arena, pairs->count * pairs->features, sizeof(float));
    pairs->near = ent_arena_alloc(arena, pairs->count, sizeof *pairs->near);
    pairs->texts = ent_arena_alloc(arena, pairs->count, sizeof *pairs->texts);
    pairs->topic = ent_arena_alloc(arena, pairs->count, sizeof *pairs->topic);
    pairs->fold = ent_arena_alloc(arena, pairs->count, 1);
    pairs->beholders = ent_arena_alloc(arena, (size_t)threads, sizeof *pairs->beholders);
    if (!pairs->x || !pairs->near || !pairs->texts || !pairs->topic || !pairs->fold ||
        !pairs->beholders)
        return ent_fail_memory(err);
    for (int t = 0; t < threads; t++)
        ENT_TRY(ent__beholder_new(&pairs->beholders[t], pairs->training->language, err));
    return ENT_OK;
}

static ent_status fit_related(struct stage *stage, struct pairs *pairs, ent_error *err)
{
    uint32_t *labels = ent_arena_alloc(pairs->arena, pairs->count, sizeof *labels);
    if (!labels)
        return ent_fail_memory(err);
    for (size_t i = 0; i < pairs->count; i++)
        labels[i] = pairs->labels.of[i] != pairs->unrelated;
    *stage = (struct stage){
        .rows = {pairs->x, labels, pairs->count, pairs->features, 2},
        .fold = pairs->fold,
        .unused = ENT_PAIR_FEATURES, /* margins are there for related pairs only */
        .settings = related_settings,
        .most = RELATED_ROWS,
        .each = true,
        .kernel = &pairs->training->model->pair.related,
        .machines = 1};
    ENT_TRY(run_stage(stage, pairs, "claims: related", err));
    stage->kernel->label[0].name = ent_string_of("related");
    return ENT_OK;
}

static ent_status fit_stance(struct stage *stage, struct pairs *pairs, ent_error *err)
{
    size_t n = pairs->related_count, features = pairs->features;
    float *x = ent_arena_alloc(pairs->arena, n * features, sizeof *x);
    uint8_t *fold = ent_arena_alloc(pairs->arena, n, 1);
    if (!x || !fold)
        return ent_fail_memory(err);
    for (size_t i = 0; i < n; i++) {
        memcpy(x + i * features, pairs->x + pairs->related[i] * features,
               features * sizeof *x);
        fold[i] = pairs->fold[pairs->related[i]];
    }
    ent_pair_kernel *kernel = &pairs->training->model->pair.stance;
    *stage = (struct stage){.rows = {x, pairs->stance, n, features, pairs->name_count},
                            .fold = fold,
                            .unused = features,
                            .settings = stance_settings,
                            .most = STANCE_ROWS,
                            .kernel = kernel,
                            .machines = pairs->name_count};
    ENT_TRY(run_stage(stage, pairs, "claims: stance", err));
    for (size_t k = 0; k < pairs->name_count; k++) {
        kernel->label[k].name =
            ent_string_copy(&pairs->training->model->arena, pairs->names[k]);
        if (!kernel->label[k].name.data)
            return ent_fail_memory(err);
    }
    double lift[ENT_STANCE_LABELS] = {0};
    find_lift(lift, pairs, stage);
    apply_lift(lift, stage);
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < pairs->name_count; k++)
            stage->margins[i * stage->machines + k] += (float)lift[k];
    return ENT_OK;
}

/* All labels together, both stages out of fold. */
static void report(struct pairs *pairs, const struct stage *related,
                   const struct stage *stance)
{
    struct ent__tally counts = {0};
    const double none[ENT_STANCE_LABELS] = {0};
    bool all[ENT_STANCE_LABELS];
    size_t at = 0, labels = pairs->name_count;
    for (size_t i = 0; i < pairs->count; i++) {
        bool is_related = pairs->labels.of[i] != pairs->unrelated;
        bool said = !related->margins || related->margins[i] >= 0;
        uint32_t truth = (uint32_t)labels, given = (uint32_t)labels;
        if (is_related)
            truth = pairs->stance[at];
        if (said) /* of an unrelated pair the stance was not scored: any will do, all are wrong */
            given = is_related ? answer(pairs, stance->margins + at * labels, none) : 0;
        at += is_related;
        counts.truth[truth]++;
        counts.given[given]++;
        counts.both[truth] += truth == given;
    }
    for (size_t k = 0; k < ENT_STANCE_LABELS; k++)
        all[k] = true;
    ent_stance_report *out = pairs->training->report;
    out->pair_accuracy = ent__tally_accuracy(&counts);
    out->pair_macro_f1 = ent__tally_macro_f1(&counts, all, labels + 1);
    out->pair_rows = pairs->training->model->pair.related.rows +
                     pairs->training->model->pair.stance.rows;
}

static ent_status run(struct pairs *pairs, ent_vocabulary *words, int threads,
                      ent_error *err)
{
    struct stage related = {0}, stance;
    ENT_TRY(take_labels(pairs, err));
    ENT_TRY(get_memory(pairs, threads, err));
    ENT_TRY(find_topics(pairs, err));
    ENT_TRY(make_folds(pairs, err));
    ENT_TRY(make_words(words, pairs, err));
    ENT_TRY(fit_linear(pairs, err));
    if (pairs->unrelated != ENT_NO_TERM)
        ENT_TRY(fit_related(&related, pairs, err));
    ENT_TRY(fit_stance(&stance, pairs, err));
    report(pairs, &related, &stance);
    return ENT_OK;
}

ent_status ent__train_pairs(struct ent__stance_training *training, ent_error *err)
{
    ent_vocabulary words = {0};
    struct pairs pairs = {.training = training,
                          .arena = &training->arena,
                          .rows = training->pair_rows,
                          .count = training->pair_row_count};
    int threads = ent_parallel_threads(pairs.count, training->options->threads);
    ent_status status = run(&pairs, &words, threads, err);
    for (int t = 0; pairs.beholders && t < threads; t++)
        ent__beholder_free(pairs.beholders[t]);
    for (size_t i = 0; pairs.texts && i < pairs.count; i++)
        ent_buffer_dispose(&pairs.texts[i]);
    ent__vocabulary_dispose(&words);
    return status;
}
