/* SPDX-License-Identifier: MIT */
/* Stance toward targets: a model a target, one for those never seen, and their C by cross-validation. */
#include <stdlib.h>
#include <string.h>

#include "folds.h"
#include "stance.h"

enum {
    LEAST_DOCUMENTS = 20, /* for a model of its own */
    LEAST_OF_LABEL = 3
};
/* C, naive Bayes, what the texts about other targets weigh: three of each kind. */
static const struct ent__linear_how hows[] = {
    {0.3, false, 0},  {1, false, 0},     {3, false, 0},      {0.1, true, 0},
    {0.3, true, 0},   {1, true, 0},      {0.3, false, 0.05}, {1, false, 0.05},
    {3, false, 0.05}, {0.1, true, 0.05}, {0.3, true, 0.05},  {1, true, 0.05}};
static const double row_length = 5;
enum { HOWS = sizeof hows / sizeof *hows };

/* A target and its rows, by position in training->target_rows. */
struct group {
    uint64_t key;
    ent_string name; /* as it was first written */
    size_t first;    /* into `order` */
    size_t count;
};

struct targets {
    struct ent__stance_training *training;
    struct ent__stance_labels labels;
    bool scored[ENT_STANCE_LABELS]; /* labels that the score is the mean over */
    struct group *groups;           /* [group_count] in order of first appearance */
    size_t group_count;
    uint32_t *group_of; /* [rows] */
    uint32_t *order;    /* [rows] positions, group by group */
    struct ent__tally tallies[HOWS];
};

/* ---- grouping ---- */

static ent_status find_groups(struct targets *targets, ent_error *err)
{
    struct ent__stance_training *training = targets->training;
    size_t count = training->target_row_count;
    ent_map seen = {0};
    ent_status status = ENT_OK;
    targets->groups = ent_arena_alloc(&training->arena, count, sizeof *targets->groups);
    targets->group_of =
        ent_arena_alloc(&training->arena, count, sizeof *targets->group_of);
    targets->order = ent_arena_alloc(&training->arena, count, sizeof *targets->order);
    if (!targets->groups || !targets->group_of || !targets->order)
        return ent_fail_memory(err);
    for (size_t i = 0; status == ENT_OK && i < count; i++) {
        ent_string name = training->corpus->targets[training->target_rows[i]];
        uint64_t key = ent__target_key(training->beholder, name);
        uint32_t *place = ent_map_put(&seen, key);
        if (!place) {
            status = ent_fail_memory(err);
            break;
        }
        if (*place == ENT_MAP_NONE) {
            *place = (uint32_t)targets->group_count;
            targets->groups[targets->group_count++] = (struct group){key, name, 0, 0};
        }
        targets->group_of[i] = *place;
        targets->groups[*place].count++;
    }
    ent_map_dispose(&seen);
    for (size_t g = 1; g < targets->group_count; g++)
        targets->groups[g].first =
            targets->groups[g - 1].first + targets->groups[g - 1].count;
    for (size_t g = 0; g < targets->group_count; g++)
        targets->groups[g].count = 0;
    for (uint32_t i = 0; status == ENT_OK && i < count; i++) {
        struct group *group = &targets->groups[targets->group_of[i]];
        targets->order[group->first + group->count++] = i;
    }
    return status;
}

/* As the shared tasks score: neutral and none are not what one looks for. */
static void choose_scored(struct targets *targets)
{
    static const char *const quiet[] = {"none", "neutral", "neither"};
    for (size_t k = 0; k < targets->labels.count; k++) {
        targets->scored[k] = true;
        for (size_t i = 0; i < sizeof quiet / sizeof *quiet; i++)
            if (ent_string_is(targets->labels.names[k], quiet[i]))
                targets->scored[k] = false;
    }
}

/* Where few documents speak of a target, n-grams of one document alone stay in: they count in the length of the vectors. */
static ent_feature_settings settings(size_t documents)
{
    enum { FEW = 1000 };
    ent_feature_settings chosen = ent__feature_defaults();
    chosen.word_min = 1;
    chosen.word_max = 3;
    chosen.char_min = 2;
    chosen.char_max = 5;
    chosen.stem = false;
    chosen.unit_blocks = true;
    chosen.char_weight = 2;
    chosen.min_df = documents <= FEW ? 1 : 2;
    return chosen;
}

/* ---- a model ---- */

/* A data set of some rows, its labels renumbered to those that occur. */
struct set {
    struct ent__linear linear;
    ent_string names[ENT_STANCE_LABELS];
    uint32_t shared[ENT_STANCE_LABELS]; /* the set's labels among all */
    ent_article *articles;
    uint32_t *labels;
    uint8_t *fold;
    float *margins[HOWS];
    ent_arena arena; /* the caller's, by value: gone with the set */
};

static bool get_memory(struct set *set, size_t count, size_t all)
{
    set->articles = ent_arena_alloc(&set->arena, all, sizeof *set->articles);
    set->labels = ent_arena_alloc(&set->arena, all, sizeof *set->labels);
    set->fold = ent_arena_alloc(&set->arena, count, 1);
    bool good = set->articles && set->labels && set->fold;
    for (size_t c = 0; c < HOWS; c++) {
        set->margins[c] = ent_arena_alloc(&set->arena, count * ENT_STANCE_LABELS, 4);
        good = good && set->margins[c];
    }
    return good;
}

/* @return false where there is too little to learn from. */
static bool take_labels(struct set *set, const struct targets *targets,
                        const uint32_t *rows, size_t count, size_t least)
{
    size_t counts[ENT_STANCE_LABELS] = {0};
    uint32_t own[ENT_STANCE_LABELS] = {0};
    for (size_t i = 0; i < count; i++)
        counts[targets->labels.of[rows[i]]]++;
    size_t labels = 0;
    bool enough = true;
    for (uint32_t k = 0; k < targets->labels.count; k++) {
        if (!counts[k])
            continue;
        enough = enough && counts[k] >= least;
        own[k] = (uint32_t)labels;
        set->shared[labels] = k;
        set->names[labels++] = targets->labels.names[k];
    }
    for (size_t i = 0; i < count; i++)
        set->labels[i] = own[targets->labels.of[rows[i]]];
    set->linear.label_count = labels;
    return labels >= 2 && enough;
}

/*
 * The documents of each label in their order, cut into as many pieces: what stands together, of one day or one source, is
 * held out together, as what will be asked is of another day. In a shuffled corpus these are folds by chance.
 */
static void cut_in_order(struct set *set, size_t count, unsigned folds)
{
    size_t documents[ENT_STANCE_LABELS] = {0}, before[ENT_STANCE_LABELS] = {0};
    for (size_t i = 0; i < count; i++)
        documents[set->labels[i]]++;
    for (size_t i = 0; i < count; i++) {
        uint32_t label = set->labels[i];
        set->fold[i] = (uint8_t)(before[label]++ * folds / documents[label]);
    }
}

static ent_status open_linear(struct set *set,
                              const struct ent__stance_training *training, size_t count,
                              size_t all, const uint32_t *groups, ent_error *err)
{
    struct ent__linear *linear = &set->linear;
    const ent_stance_options *options = training->options;
    linear->articles = set->articles;
    linear->labels = set->labels;
    linear->count = all;
    linear->own = count;
    linear->names = set->names;
    linear->settings = settings(count);
    linear->length = row_length;
    linear->language = training->language;
    linear->seed = options->seed;
    linear->threads = options->threads;
    ENT_TRY(ent__linear_open(linear, err));
    if (!groups) {
        cut_in_order(set, count, options->folds);
        return ENT_OK;
    }
    ent_targets solver = {linear->label_count, linear->starts, linear->labels};
    return ent__folds(set->fold, &solver, count, groups, options->folds, options->seed,
                      err);
}

/* One of those that are tried, with the C that the caller wishes. */
static struct ent__linear_how how_of(const struct targets *targets, size_t c)
{
    struct ent__linear_how how = hows[c];
    if (targets->training->options->C > 0)
        how.C = targets->training->options->C;
    return how;
}

/* With a C of the caller's own, or without other documents, some ways are the same. */
static bool is_worth_trying(const struct set *set, const struct targets *targets,
                            size_t c)
{
    return !(c % 3 && targets->training->options->C > 0) &&
           !(hows[c].others > 0 && set->linear.own == set->linear.count);
}

/* Margins out of fold in every way that is tried. */
static ent_status try_hows(struct set *set, const struct targets *targets,
                           struct ent__tally *tallies, ent_error *err)
{
    struct ent__linear *linear = &set->linear;
    for (size_t c = 0; c < HOWS; c++) {
        struct ent__linear_how how = how_of(targets, c);
        if (!is_worth_trying(set, targets, c))
            continue;
        ENT_TRY(ent__linear_out_of_fold(set->margins[c], linear, set->fold,
                                        targets->training->options->folds, &how, err));
        for (size_t i = 0; i < linear->own; i++) {
            uint32_t truth = set->shared[set->labels[i]];
            uint32_t given = set->shared[ent__best_label(
                set->margins[c] + i * linear->stride, linear->label_count)];
            tallies[c].truth[truth]++;
            tallies[c].given[given]++;
            tallies[c].both[truth] += truth == given;
        }
    }
    return ENT_OK;
}

static size_t best_how(const struct targets *targets, const struct ent__tally *tallies)
{
    size_t best = 0;
    double most = -1;
    for (size_t c = 0; c < HOWS; c++) {
        double score =
            ent__tally_macro_f1(&tallies[c], targets->scored, targets->labels.count);
        if (score > most) {
            most = score;
            best = c;
        }
    }
    return best;
}

/* ---- targets of their own ---- */

/* Behind the target's own texts, those about others that have a label which it has. @return the number of both */
static size_t add_others(struct set *set, const struct targets *targets,
                         const struct group *group)
{
    const struct ent__stance_training *training = targets->training;
    uint32_t own[ENT_STANCE_LABELS];
    size_t at = group->count;
    memset(own, 0xFF, sizeof own);
    for (uint32_t k = 0; k < set->linear.label_count; k++)
        own[set->shared[k]] = k;
    for (size_t i = 0; i < training->target_row_count; i++) {
        uint32_t label = own[targets->labels.of[i]];
        if (label == UINT32_MAX || &targets->groups[targets->group_of[i]] == group)
            continue;
        set->articles[at] = training->corpus->articles[training->target_rows[i]];
        set->labels[at++] = label;
    }
    return at;
}

/* @return through *enough whether the target can have a model. */
static ent_status open_group(struct set *set, bool *enough, const struct targets *targets,
                             const struct group *group, ent_error *err)
{
    const struct ent__stance_training *training = targets->training;
    const uint32_t *rows = targets->order + group->first;
    *set = (struct set){.arena = training->arena};
    *enough = group->count >= LEAST_DOCUMENTS;
    if (!*enough)
        return ENT_OK;
    if (!get_memory(set, group->count, training->target_row_count))
        return ent_fail_memory(err);
    *enough = take_labels(set, targets, rows, group->count, LEAST_OF_LABEL);
    if (!*enough)
        return ENT_OK;
    for (size_t i = 0; i < group->count; i++)
        set->articles[i] = training->corpus->articles[training->target_rows[rows[i]]];
    size_t all = add_others(set, targets, group);
    return open_linear(set, training, group->count, all, NULL, err);
}

static int by_name(const void *a, const void *b)
{
    const struct group *const *x = a, *const *y = b;
    return ent_string_compare((*x)->name, (*y)->name);
}

/* First all targets in every way, then in the way that is best over all of them: one target alone is too little to tell. */
static ent_status fit_group(struct targets *targets, const struct group *group,
                            bool final, size_t way, ent_error *err)
{
    struct ent__stance_training *training = targets->training;
    ent_stance_model *model = training->model;
    struct set set;
    bool enough;
    ent_status status = open_group(&set, &enough, targets, group, err);
    struct ent__tally unused[HOWS] = {0};
    if (status == ENT_OK && enough)
        status = try_hows(&set, targets, final ? unused : targets->tallies, err);
    if (status == ENT_OK && enough && final) {
        size_t t = model->target_count;
        struct ent__linear_how how = how_of(targets, way);
        model->targets[t] = ent_string_copy(&model->arena, group->name);
        status = model->targets[t].data
                     ? ent__linear_model(&model->target_models[t], &set.linear,
                                         set.margins[way], &how, err)
                     : ent_fail_memory(err);
        model->target_count += status == ENT_OK;
    }
    ent__linear_close(&set.linear);
    return status;
}

static ent_status fit_groups(struct targets *targets, ent_error *err)
{
    struct ent__stance_training *training = targets->training;
    ent_stance_model *model = training->model;
    size_t count = targets->group_count;
    const struct group **sorted =
        ent_arena_alloc(&training->arena, count, sizeof *sorted);
    model->targets = ent_arena_alloc(&model->arena, count, sizeof *model->targets);
    model->target_models =
        ent_arena_alloc(&model->arena, count, sizeof *model->target_models);
    if (!sorted || !model->targets || !model->target_models)
        return ent_fail_memory(err);
    for (size_t g = 0; g < count; g++)
        sorted[g] = &targets->groups[g];
    qsort(sorted, count, sizeof *sorted, by_name);
    for (size_t g = 0; g < count; g++) {
        ent__stance_stage(training, "targets", (double)g / (double)(2 * count));
        ENT_TRY(fit_group(targets, sorted[g], false, 0, err));
    }
    size_t way = best_how(targets, targets->tallies);
    training->how = how_of(targets, way);
    for (size_t g = 0; g < count; g++) {
        ent__stance_stage(training, "targets", 0.5 + (double)g / (double)(2 * count));
        ENT_TRY(fit_group(targets, sorted[g], true, way, err));
    }
    ent_stance_report *report = training->report;
    report->targets = model->target_count;
    report->target_accuracy = ent__tally_accuracy(&targets->tallies[way]);
    report->target_macro_f1 = ent__tally_macro_f1(&targets->tallies[way], targets->scored,
                                                  targets->labels.count);
    return ENT_OK;
}

/* ---- targets never seen ---- */

static ent_status copy_pooled(ent_article *out, struct set *set,
                              struct ent__stance_training *training, uint32_t row,
                              ent_error *err)
{
    const ent_article *article = &training->corpus->articles[row];
    ENT_TRY(ent__behold_target(training->beholder, training->corpus->targets[row],
                               article, err));
    ENT_TRY(ent__pooled_article(out, training->beholder, err));
    out->title = ent_string_copy(&set->arena, out->title);
    out->text = ent_string_copy(&set->arena, out->text);
    return out->title.data && out->text.data ? ENT_OK : ent_fail_memory(err);
}

static ent_status fill_pooled(struct set *set, struct targets *targets, uint32_t *groups,
                              ent_error *err)
{
    struct ent__stance_training *training = targets->training;
    size_t count = training->target_row_count;
    uint32_t *first = ent_arena_alloc(&set->arena, targets->group_count, sizeof *first);
    if (!first)
        return ent_fail_memory(err);
    for (size_t i = 0; i < count; i++) {
        ENT_TRY(
            copy_pooled(&set->articles[i], set, training, training->target_rows[i], err));
        groups[i] = targets->group_of[i];
    }
    /* One target alone cannot be held out. */
    return open_linear(
        set, training, count, count,
        targets->group_count >= 2 * training->options->folds ? groups : NULL, err);
}

static ent_status fit_pooled(struct targets *targets, ent_error *err)
{
    struct ent__stance_training *training = targets->training;
    size_t count = training->target_row_count;
    struct set set = {.arena = training->arena};
    struct ent__tally tallies[HOWS] = {0};
    if (!get_memory(&set, count, count))
        return ent_fail_memory(err);
    uint32_t *rows = ent_arena_alloc(&set.arena, count, sizeof *rows);
    uint32_t *groups = ent_arena_alloc(&set.arena, count, sizeof *groups);
    if (!rows || !groups)
        return ent_fail_memory(err);
    for (uint32_t i = 0; i < count; i++)
        rows[i] = i;
    if (!take_labels(&set, targets, rows, count, 1))
        return ent_fail(err, ENT_EDATA, "cannot train: the corpus has one stance only");
    ent__stance_stage(training, "pooled", 0);
    ent_status status = fill_pooled(&set, targets, groups, err);
    if (status == ENT_OK)
        status = try_hows(&set, targets, tallies, err);
    size_t way = best_how(targets, tallies);
    struct ent__linear_how how = how_of(targets, way);
    if (status == ENT_OK)
        status = ent__linear_model(&training->model->pooled, &set.linear,
                                   set.margins[way], &how, err);
    training->report->pooled_macro_f1 =
        ent__tally_macro_f1(&tallies[way], targets->scored, targets->labels.count);
    ent__linear_close(&set.linear);
    return status;
}

ent_status ent__train_targets(struct ent__stance_training *training, ent_error *err)
{
    struct targets *targets = ent_arena_alloc(&training->arena, 1, sizeof *targets);
    if (!targets)
        return ent_fail_memory(err);
    targets->training = training;
    ENT_TRY(ent__stance_labels_of(&targets->labels, training, training->target_rows,
                                  training->target_row_count, err));
    choose_scored(targets);
    ENT_TRY(find_groups(targets, err));
    ENT_TRY(fit_pooled(targets, err));
    return fit_groups(targets, err);
}
