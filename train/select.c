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
    SAMPLE_DOCUMENTS = 6000,
    SAMPLE_BYTES = 12000000,
    THOROUGH = 4, /* times as much of both */
    PATH_MOST = 8,
    SMALL = 200 /* documents: folds are drawn again and again */
};
static const size_t kept_most = (size_t)1 << 26; /* weights kept for a warm start */
static const double least_f1 = 0.1;

/* The documents that recipes are tried on. */
struct sample {
    ent_article *articles;
    uint64_t *starts;
    uint32_t *ids;
    size_t count;
    ent_targets targets;
    uint8_t *fold;
    unsigned folds;
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
    ent_status status = part && sample->articles && sample->starts && sample->ids
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
    sample->folds = sample->count <= SMALL ? 5 : 3;
    if (training->options->search == ENT_SEARCH_THOROUGH)
        sample->folds = 5;
    sample->fold = ent_new(sample->count, 1);
    uint32_t *groups = ent_new(sample->count, sizeof *groups);
    ent_status status = sample->fold && groups ? ENT_OK : ent_fail_memory(err);
    if (status == ENT_OK)
        status = ent__near_duplicates(groups, sample->articles, sample->count,
                                      training->options->threads, err);
    if (status == ENT_OK)
        status = ent__folds(sample->fold, &sample->targets, sample->count, groups,
                            sample->folds, training->options->seed, err);
    free(groups);
    return status;
}

static void close_space(struct trial_space *space)
{
    ent__vocabulary_dispose(&space->vocabulary);
    ent__matrix_dispose(&space->matrix);
    free(space->sample.articles);
    free(space->sample.starts);
    free(space->sample.ids);
    free(space->sample.fold);
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
    return ent__matrix_build(&space->matrix, &space->settings, &space->vocabulary,
                             sample->articles, sample->count, training->language,
                             training->options->threads, err);
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
    ent_solve_settings settings = ent__solve_defaults();
    settings.seed = path->space->training->options->seed;
    settings.threads = path->threads;
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

static ent_status walk(struct path *path, ent_error *err)
{
    const struct sample *sample = &path->space->sample;
    int threads = path->space->training->options->threads;
    size_t blocks = path->margins[0].stride / ENT_LANES;
    path->warm =
        path->count > 1 && path->space->matrix.columns * blocks * ENT_LANES < kept_most;
    if (blocks >= (size_t)ent_parallel_threads(SIZE_MAX, threads)) {
        path->threads = threads;
        for (size_t f = 0; f < sample->folds; f++)
            ENT_TRY(walk_fold(path, f, 0, err));
        return ENT_OK;
    }
    path->threads = 1;
    return ent_parallel(sample->folds, threads, walk_fold, path, err);
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

/* Try a recipe with every C of the path; the best of them replaces *best when it is better. @return did one? */
static ent_status try_recipe(bool *better, struct ent__recipe *best, double *best_worth,
                             struct trial_space *space, const struct ent__recipe *recipe,
                             const double *costs, size_t count, ent_error *err)
{
    struct ent__training *training = space->training;
    ENT_TRY(make_space(space, &recipe->features, err));
    if (space->vocabulary.size == 0)
        return ENT_OK;
    ent__held_out margins[PATH_MOST] = {{0}};
    struct path path = {.space = space,
                        .recipe = recipe,
                        .costs = costs,
                        .margins = margins,
                        .count = count};
    ent_status status = ENT_OK;
    for (size_t c = 0; status == ENT_OK && c < count; c++)
        status =
            ent__held_out_open(&margins[c], &space->matrix, &space->sample.targets,
                               space->sample.fold, 0, 1, training->options->threads, err);
    if (status == ENT_OK)
        status = walk(&path, err);
    for (size_t c = 0; status == ENT_OK && c < count; c++) {
        ent__scores scores;
        status = ent__score_margins(&scores, &margins[c], 0,
                                    training->corpus->multi_label, least_f1, err);
        if (status != ENT_OK)
            break;
        note_trial(training, recipe, costs[c], &scores, space->sample.count);
        if (ent__worth(&scores) > *best_worth) {
            *best_worth = ent__worth(&scores);
            *best = *recipe;
            best->C = costs[c];
            *better = true;
        }
    }
    for (size_t c = 0; c < count; c++)
        ent__held_out_close(&margins[c]);
    return status;
}

/* ---- the search ---- */

/* A change of a recipe. @return false where it is pinned or changes nothing */
typedef bool change(struct ent__recipe *recipe, const struct ent__training *training);

static bool add_characters(struct ent__recipe *recipe,
                           const struct ent__training *training)
{
    if (training->options->pinned & ENT_PIN_CHARACTERS || recipe->features.char_max)
        return false;
    recipe->features.char_min = 3;
    recipe->features.char_max = 5;
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
    if (training->options->pinned & ENT_PIN_MIN_DF || recipe->features.min_df == 1)
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

static bool lighten_characters(struct ent__recipe *recipe,
                               const struct ent__training *training)
{
    if (training->options->pinned & ENT_PIN_CHARACTERS || !recipe->features.char_max)
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
                                  shorten_words, lighten_characters, weigh_by_bm25};

static ent_status try_changes(struct ent__recipe *best, double *worth,
                              struct trial_space *space, change *const *changes,
                              size_t count, ent_error *err)
{
    for (size_t i = 0; i < count; i++) {
        struct ent__recipe recipe = *best;
        if (!changes[i](&recipe, space->training))
            continue;
        double C = best->C, costs[] = {C / 2, C, C * 2};
        bool pinned = space->training->options->pinned & ENT_PIN_COST, better = false;
        ent__stage(space->training, "selection", (double)(i + 1) / (double)(count + 1));
        ENT_TRY(try_recipe(&better, best, worth, space, &recipe, pinned ? &C : costs,
                           pinned ? 1 : 3, err));
    }
    return ENT_OK;
}

static ent_status search(struct ent__recipe *best, struct trial_space *space,
                         ent_error *err)
{
    const ent_train_options *options = space->training->options;
    double worth = -1, wide[] = {0.125, 0.5, 2, 8};
    struct ent__recipe first = *best;
    bool pinned = options->pinned & ENT_PIN_COST, better = false;
    ent__stage(space->training, "selection", 0);
    ENT_TRY(try_recipe(&better, best, &worth, space, &first, pinned ? &first.C : wide,
                       pinned ? 1 : sizeof wide / sizeof *wide, err));
    if (!better)
        return ENT_OK;
    ENT_TRY(try_changes(best, &worth, space, usual, sizeof usual / sizeof *usual, err));
    if (options->search == ENT_SEARCH_THOROUGH)
        ENT_TRY(try_changes(best, &worth, space, further,
                            sizeof further / sizeof *further, err));
    return ENT_OK;
}

ent_status ent__select_recipe(struct ent__training *training, ent_error *err)
{
    struct trial_space space = {.training = training};
    struct ent__recipe best = training->recipe;
    ent_status status = open_sample(&space.sample, training, err);
    if (status == ENT_OK)
        status = search(&best, &space, err);
    if (status == ENT_OK)
        training->recipe = best;
    close_space(&space);
    return status;
}
