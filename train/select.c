/* SPDX-License-Identifier: MIT */
/* Model selection: recipes are cross-validated on a sample, one change at a time, each along a path of C. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "datasets/datasets.h"
#include "folds.h"
#include "held_out.h"
#include "scores.h"
#include "training.h"

enum {
    SAMPLE_DOCUMENTS = 4000,
    SAMPLE_BYTES = 6000000,
    THOROUGH = 4, /* times as much of both */
    PATH_MOST = 8,
    REPEATS = 5 /* times that folds are drawn for a small corpus */
};
static const size_t kept_most = (size_t)1 << 26; /* weights kept for a warm start */
static const double least_f1 = 0.1;
/* Of the solver: ranks recipes as 0.08 does, in half the epochs. */
static const double tolerance = 0.3;

/* The documents that recipes are tried on. */
struct sample {
    ent_article *articles;
    ent_string *groups; /* NULL: the corpus names none */
    float *weights;     /* NULL: all 1 */
    uint64_t *starts;
    uint32_t *ids;
    size_t count;
    ent_targets targets;
    uint8_t *fold[REPEATS];
    unsigned repeats, folds;
};

/* Recipes that differ only in C and in the solver's prior share a matrix. */
struct trial_space {
    struct ent__training *training;
    struct sample sample;
    ent_feature_settings settings; /* of vocabulary and matrix */
    bool made;
    ent_vocabulary vocabulary;
    ent_matrix matrix;
};

/* ---- the sample ---- */

static size_t bytes_of(const ent_corpus *corpus)
{
    size_t bytes = 0;
    for (size_t i = 0; i < corpus->count; i++)
        bytes += corpus->articles[i].title.size + corpus->articles[i].text.size;
    return bytes;
}

/* One part in `parts` of the corpus, stratified. */
static ent_status draw(struct sample *sample, const struct ent__training *training,
                       size_t parts, ent_error *err)
{
    const ent_corpus *corpus = training->corpus;
    uint8_t *part = ent_new_zeroed(corpus->count, 1);
    sample->articles = ent_new(corpus->count, sizeof *sample->articles);
    sample->starts = ent_new(corpus->count + 1, sizeof *sample->starts);
    sample->ids = ent_new(corpus->label_starts[corpus->count], sizeof *sample->ids);
    if (corpus->groups)
        sample->groups = ent_new(corpus->count, sizeof *sample->groups);
    if (corpus->weights)
        sample->weights = ent_new(corpus->count, sizeof *sample->weights);
    ent_status status = part && sample->articles && sample->starts && sample->ids &&
                                !sample->groups == !corpus->groups &&
                                !sample->weights == !corpus->weights
                            ? ENT_OK
                            : ent_fail_memory(err);
    if (status == ENT_OK && parts > 1)
        status = ent__folds(part, &training->targets, corpus->count, NULL,
                            (unsigned)parts, training->options->seed, err);
    uint64_t at = 0;
    for (size_t i = 0; status == ENT_OK && i < corpus->count; i++) {
        if (part[i] != 0)
            continue;
        sample->articles[sample->count] = corpus->articles[i];
        if (corpus->groups)
            sample->groups[sample->count] = corpus->groups[i];
        if (corpus->weights)
            sample->weights[sample->count] = corpus->weights[i];
        sample->starts[sample->count++] = at;
        for (size_t t = corpus->label_starts[i]; t < corpus->label_starts[i + 1]; t++)
            sample->ids[at++] = corpus->label_ids[t];
        sample->starts[sample->count] = at;
    }
    free(part);
    return status;
}

static ent_status open_sample(struct sample *sample, const struct ent__training *training,
                              ent_error *err)
{
    const ent_corpus *corpus = training->corpus;
    size_t factor = training->options->search == ENT_SEARCH_THOROUGH ? THOROUGH : 1;
    size_t by_count = corpus->count / (SAMPLE_DOCUMENTS * factor);
    size_t by_bytes = bytes_of(corpus) / (SAMPLE_BYTES * factor);
    size_t parts = by_count > by_bytes ? by_count : by_bytes;
    ENT_TRY(draw(sample, training, parts < 254 ? parts : 254, err));
    sample->targets =
        (ent_targets){training->targets.labels, sample->starts, sample->ids};
    bool small = sample->count <= ENT_SMALL_CORPUS;
    bool thorough = training->options->search == ENT_SEARCH_THOROUGH;
    sample->folds = small || thorough ? 5 : 3;
    sample->repeats = small ? REPEATS : 1;
    uint32_t *groups = ent_new(sample->count, sizeof *groups);
    ent_status status = groups ? ENT_OK : ent_fail_memory(err);
    if (status == ENT_OK)
        status = ent__groups(groups, sample->articles, sample->groups, sample->count,
                             true, training->options->threads, err);
    bool apart = status == ENT_OK && ent__divisible(groups, sample->count);
    for (unsigned r = 0; status == ENT_OK && r < sample->repeats; r++) {
        sample->fold[r] = ent_new(sample->count, 1);
        status = sample->fold[r]
                     ? ent__folds(sample->fold[r], &sample->targets, sample->count,
                                  apart ? groups : NULL, sample->folds,
                                  training->options->seed + r, err)
                     : ent_fail_memory(err);
    }
    free(groups);
    return status;
}

static void close_space(struct trial_space *space)
{
    ent__vocabulary_dispose(&space->vocabulary);
    ent__matrix_dispose(&space->matrix);
    free(space->sample.articles);
    free(space->sample.groups);
    free(space->sample.weights);
    free(space->sample.starts);
    free(space->sample.ids);
    for (unsigned r = 0; r < space->sample.repeats; r++)
        free(space->sample.fold[r]);
}

/* ---- a trial: one recipe along a path of C ---- */

static bool same_features(const ent_feature_settings *a, const ent_feature_settings *b)
{
    return a->word_max == b->word_max && a->word_min == b->word_min &&
           a->char_min == b->char_min && a->char_max == b->char_max &&
           a->word_weight == b->word_weight && a->char_weight == b->char_weight &&
           a->unit_blocks == b->unit_blocks && a->title_weight == b->title_weight &&
           a->stem == b->stem && a->stop_words == b->stop_words &&
           a->weighting == b->weighting && a->hash_bits == b->hash_bits &&
           a->min_df == b->min_df && a->max_df == b->max_df &&
           a->max_features == b->max_features;
}

static ent_status make_space(struct trial_space *space,
                             const ent_feature_settings *settings, ent_error *err)
{
    const struct ent__training *training = space->training;
    const struct sample *sample = &space->sample;
    if (space->made && same_features(&space->settings, settings))
        return ENT_OK;
    ent__vocabulary_dispose(&space->vocabulary);
    ent__matrix_dispose(&space->matrix);
    space->made = true;
    space->settings = *settings;
    ENT_TRY(ent__vocabulary_build(&space->vocabulary, &space->settings, sample->articles,
                                  sample->count, training->language,
                                  training->options->threads, err));
    ENT_TRY(ent__matrix_build(&space->matrix, &space->settings, &space->vocabulary,
                              sample->articles, sample->count, training->language,
                              training->options->threads, err));
    return settings->hash_bits ? ent__matrix_pack(&space->matrix, err) : ENT_OK;
}

/* A path of C over the folds of the sample; folds run side by side. */
struct path {
    const struct trial_space *space;
    const struct ent__recipe *recipe;
    const double *costs;    /* [count] ascending */
    ent__held_out *margins; /* [count] */
    size_t count;
    int threads; /* for the blocks of a fold */
    bool warm;
    bool ended; /* after the first fold */
};

static ent_status walk_fold(void *context, size_t fold, int worker, ent_error *err)
{
    (void)worker;
    const struct path *path = context;
    const ent_matrix *matrix = &path->space->matrix;
    size_t stride = path->margins[0].stride;
    ent_dense_weights kept = {NULL, NULL, matrix->columns, stride};
    if (path->warm) {
        kept.weights = ent_new(matrix->columns * stride, sizeof(float));
        kept.bias = ent_new(stride, sizeof(float));
        if (!kept.weights || !kept.bias) {
            free(kept.weights);
            free(kept.bias);
            return ent_fail_memory(err);
        }
    }
    ent_solve_settings settings = ent__solver_settings(path->space->training);
    settings.start = settings.prior = (ent_solve_port){0};
    settings.threads = path->threads;
    settings.row_weights = path->space->sample.weights;
    settings.tolerance = tolerance;
    ent_status status = ENT_OK;
    for (size_t c = 0; status == ENT_OK && c < path->count; c++) {
        ent_solve_port keep = {0};
        settings.C = path->costs[c];
        if (path->warm)
            keep = ent__dense_sink(&kept);
        status = ent__held_out_fold(&path->margins[c], (unsigned)fold,
                                    path->recipe->bayes, &settings, keep, err);
        if (path->warm)
            settings.start = ent__dense_source(&kept);
    }
    free(kept.weights);
    free(kept.bias);
    return status;
}

/* The share of a fold's documents whose best label is one of theirs: what a glance at one fold can tell. */
static double hits(const ent__held_out *held, unsigned fold)
{
    size_t right = 0, seen = 0;
    for (size_t i = 0; i < held->count; i++) {
        uint32_t row = held->observed[i];
        const float *margins = held->margins[0] + i * held->stride;
        size_t best = 0;
        if (held->fold[row] != fold)
            continue;
        for (size_t k = 1; k < held->targets->labels; k++)
            if (margins[k] > margins[best])
                best = k;
        right += ent__carries(held->targets, row, best);
        seen++;
    }
    return seen ? (double)right / (double)seen : 0;
}

static ent_status walk_later_fold(void *context, size_t fold, int worker, ent_error *err)
{
    return walk_fold(context, fold + 1, worker, err);
}

/*
 * All folds, unless the first one shows that the recipe is behind: hits below `least` end the race.
 * @return in *hit the most hits of any C in the first fold; path->ended tells whether it was all
 */
static ent_status walk(struct path *path, double least, double *hit, ent_error *err)
{
    const struct sample *sample = &path->space->sample;
    int threads = path->space->training->options->threads;
    size_t stride = path->margins[0].stride, blocks = stride / ENT_LANES;
    path->warm = path->count > 1 && path->space->matrix.columns * stride < kept_most;
    path->threads = threads;
    ENT_TRY(walk_fold(path, 0, 0, err));
    *hit = 0;
    for (size_t c = 0; c < path->count; c++)
        *hit = fmax(*hit, hits(&path->margins[c], 0));
    path->ended = *hit < least;
    if (path->ended)
        return ENT_OK;
    if (blocks < (size_t)ent_parallel_threads(SIZE_MAX, threads)) {
        path->threads = 1;
        return ent_parallel(sample->folds - 1, threads, walk_later_fold, path, err);
    }
    for (size_t f = 1; f < sample->folds; f++)
        ENT_TRY(walk_fold(path, f, 0, err));
    return ENT_OK;
}

double ent__worth(const ent__scores *scores)
{
    return (2 * scores->micro_f1 + scores->macro_f1) / 3;
}

static void note_trial(struct ent__training *training, const struct ent__recipe *recipe,
                       double C, const ent__scores *scores, size_t documents)
{
    ent_train_report *report = training->report;
    if (report->trial_count == ENT_TRIALS_MOST)
        return;
    ent_train_trial *trial = &report->trials[report->trial_count++];
    *trial = (ent_train_trial){.C = C,
                               .documents = documents,
                               .accuracy = scores->accuracy,
                               .micro_f1 = scores->micro_f1,
                               .macro_f1 = scores->macro_f1};
    ent__recipe_text(trial->recipe, sizeof trial->recipe, recipe);
}

/* The best so far. */
struct leader {
    struct ent__recipe recipe;
    double worth;
    double hits; /* in the first fold */
};

/* What a change must be worth where nothing else speaks for it: three documents of the sample, and a thousandth. */
static double least_gain(size_t documents)
{
    return fmax(0.001, 3 / (double)documents);
}

/* Shares of hits by which a recipe may lag in the first fold. */
static const double patience = 0.01;

/*
 * The gain that a recipe must bring over the leader. A smaller C may cost a little; so may characters, which gained on
 * nearly every corpus looked at (docs/training.md), so that a small corpus needs not prove it again.
 */
static double bar(const struct leader *leader, const struct ent__recipe *recipe, double C,
                  size_t documents)
{
    double gain = least_gain(documents);
    const struct ent__recipe *best = &leader->recipe;
    if (recipe->features.char_max && !best->features.char_max)
        return -gain;
    if (same_features(&recipe->features, &best->features) &&
        recipe->bayes == best->bayes && C < best->C)
        return -0.0005;
    return gain;
}

static void judge_path(struct leader *leader, const struct path *path,
                       const ent__scores *scores, double hit)
{
    const struct trial_space *space = path->space;
    size_t documents = space->sample.count;
    size_t looks = documents * space->sample.repeats;
    for (size_t c = 0; c < path->count; c++) {
        note_trial(space->training, path->recipe, path->costs[c], &scores[c], documents);
        if (ent__worth(&scores[c]) <=
            leader->worth + bar(leader, path->recipe, path->costs[c], looks))
            continue;
        *leader = (struct leader){*path->recipe, ent__worth(&scores[c]),
                                  fmax(hit, leader->hits)};
        leader->recipe.C = path->costs[c];
    }
}

/* The folds of one division; `scores` of each C add up, each divided by the number of divisions. */
static ent_status try_division(ent__scores *scores, struct path *path, unsigned division,
                               double least, double *hit, ent_error *err)
{
    const struct trial_space *space = path->space;
    ent_status status = ENT_OK;
    double share = 1 / (double)space->sample.repeats;
    for (size_t c = 0; status == ENT_OK && c < path->count; c++)
        status = ent__held_out_open(&path->margins[c], &space->matrix,
                                    &space->sample.targets, space->sample.fold[division],
                                    0, 1, space->training->options->threads, err);
    if (status == ENT_OK)
        status = walk(path, least, hit, err);
    for (size_t c = 0; status == ENT_OK && !path->ended && c < path->count; c++) {
        ent__scores each;
        status = ent__score_margins(&each, &path->margins[c], 0,
                                    space->training->corpus->multi_label, least_f1, err);
        if (status != ENT_OK)
            break;
        scores[c].accuracy += share * each.accuracy;
        scores[c].micro_f1 += share * each.micro_f1;
        scores[c].macro_f1 += share * each.macro_f1;
    }
    for (size_t c = 0; c < path->count; c++)
        ent__held_out_close(&path->margins[c]);
    return status;
}

/* Try a recipe with every C of a path; the best replaces the leader when it is better. */
static ent_status try_recipe(struct leader *leader, struct trial_space *space,
                             struct ent__recipe recipe, const double *costs, size_t count,
                             ent_error *err)
{
    ENT_TRY(make_space(space, &recipe.features, err));
    if (space->vocabulary.size == 0)
        return ENT_OK;
    unsigned repeats = space->sample.repeats;
    double hit = 0, least = repeats == 1 ? leader->hits - patience : -1;
    ent__held_out margins[PATH_MOST] = {{0}};
    ent__scores scores[PATH_MOST] = {{0}};
    struct path path = {.space = space,
                        .recipe = &recipe,
                        .costs = costs,
                        .margins = margins,
                        .count = count};
    for (unsigned r = 0; r < repeats && !path.ended; r++)
        ENT_TRY(try_division(scores, &path, r, least, &hit, err));
    if (!path.ended)
        judge_path(leader, &path, scores, hit);
    return ENT_OK;
}

/* ---- the search ---- */

/* A change of a recipe. @return false where it is pinned or changes nothing */
typedef bool change(struct ent__recipe *recipe, const struct ent__training *training);

static bool add_characters(struct ent__recipe *recipe,
                           const struct ent__training *training)
{
    if (training->options->pinned & ENT_PIN_CHARACTERS || recipe->features.char_max)
        return false;
    /* 3-5 is no better out of fold, in twice the time: docs/training.md */
    recipe->features.char_min = 4;
    recipe->features.char_max = 4;
    recipe->features.unit_blocks = true;
    return true;
}

static bool weigh_by_bayes(struct ent__recipe *recipe,
                           const struct ent__training *training)
{
    if (training->options->pinned & ENT_PIN_BAYES)
        return false;
    recipe->bayes = !recipe->bayes;
    return true;
}

static bool change_stems(struct ent__recipe *recipe, const struct ent__training *training)
{
    if (training->options->pinned & ENT_PIN_STEMS)
        return false;
    recipe->features.stem = !recipe->features.stem;
    return true;
}

static bool change_stop_words(struct ent__recipe *recipe,
                              const struct ent__training *training)
{
    if (training->options->pinned & ENT_PIN_STOP_WORDS || !recipe->features.word_max)
        return false;
    recipe->features.stop_words = !recipe->features.stop_words;
    return true;
}

static bool raise_title(struct ent__recipe *recipe, const struct ent__training *training)
{
    if (training->options->pinned & ENT_PIN_TITLE || !(recipe->features.title_weight > 0))
        return false;
    recipe->features.title_weight *= 2;
    return true;
}

static bool drop_title(struct ent__recipe *recipe, const struct ent__training *training)
{
    if (training->options->pinned & ENT_PIN_TITLE || !(recipe->features.title_weight > 0))
        return false;
    recipe->features.title_weight = 0;
    return true;
}

static bool keep_rare(struct ent__recipe *recipe, const struct ent__training *training)
{
    if (training->options->pinned & ENT_PIN_MIN_DF || recipe->features.hash_bits ||
        recipe->features.min_df == 1)
        return false;
    recipe->features.min_df = 1;
    return true;
}

static bool lengthen_words(struct ent__recipe *recipe,
                           const struct ent__training *training)
{
    if (training->options->pinned & ENT_PIN_WORDS || recipe->features.word_max != 2)
        return false;
    recipe->features.word_max = 3;
    return true;
}

static bool shorten_words(struct ent__recipe *recipe,
                          const struct ent__training *training)
{
    if (training->options->pinned & ENT_PIN_WORDS || recipe->features.word_max != 2)
        return false;
    recipe->features.word_max = 1;
    return true;
}

static bool spread_characters(struct ent__recipe *recipe,
                              const struct ent__training *training)
{
    if (training->options->pinned & ENT_PIN_CHARACTERS || !recipe->features.char_max)
        return false;
    recipe->features.char_min = 3;
    recipe->features.char_max = 5;
    return true;
}

static bool lighten_characters(struct ent__recipe *recipe,
                               const struct ent__training *training)
{
    if (training->options->pinned & (ENT_PIN_CHARACTERS | ENT_PIN_CHARACTER_WEIGHT) ||
        !recipe->features.char_max || !recipe->features.word_max)
        return false;
    recipe->features.char_weight /= 2;
    return true;
}

static bool weigh_by_bm25(struct ent__recipe *recipe,
                          const struct ent__training *training)
{
    if (training->options->pinned & ENT_PIN_WEIGHTING)
        return false;
    recipe->features.weighting = ENT_WEIGHT_BM25;
    return true;
}

static change *const usual[] = {add_characters, weigh_by_bayes, change_stems,
                                change_stop_words, raise_title};
static change *const further[] = {drop_title,    keep_rare,          lengthen_words,
                                  shorten_words, lighten_characters, spread_characters,
                                  weigh_by_bm25};

static ent_status try_changes(struct leader *leader, struct trial_space *space,
                              change *const *changes, size_t count, ent_error *err)
{
    for (size_t i = 0; i < count; i++) {
        struct ent__recipe recipe = leader->recipe;
        if (!changes[i](&recipe, space->training))
            continue;
        ent__stage(space->training, "selection", (double)(i + 1) / (double)(count + 2));
        ENT_TRY(try_recipe(leader, space, recipe, &recipe.C, 1, err));
    }
    return ENT_OK;
}

/* The neighbours of the leader's C. */
static ent_status refine_cost(struct leader *leader, struct trial_space *space,
                              ent_error *err)
{
    const struct ent__recipe recipe = leader->recipe;
    double costs[] = {recipe.C / 2, recipe.C * 2};
    if (space->training->options->pinned & ENT_PIN_COST)
        return ENT_OK;
    return try_recipe(leader, space, recipe, costs, 2, err);
}

static ent_status search(struct leader *leader, struct trial_space *space, ent_error *err)
{
    static const double wide[] = {0.0625, 0.25, 1, 4};
    size_t skipped = space->sample.count > ENT_SMALL_CORPUS; /* so low for few only */
    const ent_train_options *options = space->training->options;
    struct ent__recipe first = leader->recipe;
    first.bayes |= !(options->pinned & ENT_PIN_BAYES);
    bool pinned = options->pinned & ENT_PIN_COST;
    ent__stage(space->training, "selection", 0);
    ENT_TRY(try_recipe(leader, space, first, pinned ? &first.C : wide + skipped,
                       pinned ? 1 : sizeof wide / sizeof *wide - skipped, err));
    if (leader->worth < 0)
        return ENT_OK; /* nothing to learn from: the fit itself will say why */
    ENT_TRY(try_changes(leader, space, usual, sizeof usual / sizeof *usual, err));
    if (options->search == ENT_SEARCH_THOROUGH)
        ENT_TRY(
            try_changes(leader, space, further, sizeof further / sizeof *further, err));
    return refine_cost(leader, space, err);
}

ent_status ent__select_recipe(struct ent__training *training, ent_error *err)
{
    struct trial_space space = {.training = training};
    struct leader leader = {training->recipe, -1, 0};
    ent_status status = open_sample(&space.sample, training, err);
    if (status == ENT_OK)
        status = search(&leader, &space, err);
    if (status == ENT_OK)
        training->recipe = leader.recipe;
    close_space(&space);
    return status;
}
