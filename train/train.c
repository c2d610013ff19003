/* SPDX-License-Identifier: MIT */
/* The way from a corpus to a model: vocabulary, matrix, out-of-fold margins, the final fit. */
#include <entente/train.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "features/features.h"
#include "kernel_stage.h"
#include "models/models.h"
#include "pieces.h"
#include "training.h"

static ent_status check_features(const ent_train_options *options, ent_error *err)
{
    if (options->word_ngrams > 3)
        return ent_fail(err, ENT_EARG, "word n-grams have at most 3 words");
    if (options->char_max && (options->char_min < 1 || options->char_max > 6 ||
                              options->char_min > options->char_max))
        return ent_fail(err, ENT_EARG, "character n-grams have 1 to 6 characters");
    if (!options->word_ngrams && !options->char_max)
        return ent_fail(err, ENT_EARG, "neither word nor character n-grams are wanted");
    if (!(options->max_df > 0 && options->max_df <= 1))
        return ent_fail(err, ENT_EARG,
                        "the largest share of documents must be above 0, at most 1");
    if (options->pinned & ENT_PIN_CHARACTER_WEIGHT && !options->char_max &&
        (options->pinned & ENT_PIN_CHARACTERS || options->search == ENT_SEARCH_NONE))
        return ent_fail(err, ENT_EARG,
                        "character n-grams have a weight, but there are none of them");
    if (!(options->char_weight > 0 && options->char_weight <= 100))
        return ent_fail(err, ENT_EARG,
                        "the weight of characters must be above 0, at most 100");
    if (!(options->title_weight >= 0 && options->title_weight <= 100))
        return ent_fail(err, ENT_EARG, "the weight of titles must be 0 to 100");
    if (options->hash_bits && (options->hash_bits < 8 || options->hash_bits > 26))
        return ent_fail(err, ENT_EARG, "features are hashed to 8 to 26 bits");
    if (options->hash_bits &&
        (options->max_features || options->keep_features || options->by_chi_square ||
         options->max_df < 1 || options->pinned & ENT_PIN_MIN_DF))
        return ent_fail(err, ENT_EARG,
                        "hashed features cannot be chosen one by one, neither by number, "
                        "nor by rank, nor by documents");
    if (options->by_chi_square && !options->max_features)
        return ent_fail(err, ENT_EARG,
                        "features are ranked by chi-square to keep the best of them: "
                        "--max-features says how many");
    return ENT_OK;
}

static ent_status check_kernel(const ent_train_options *options, ent_error *err)
{
    const ent_kernel_options *kernel = &options->kernel;
    if (kernel->kernel && options->no_calibration)
        return ent_fail(err, ENT_EARG,
                        "a kernel machine learns from held-out margins: it needs folds");
    if (kernel->degree > 8 || !(kernel->gamma >= 0 && kernel->gamma <= 1e6) ||
        !(fabs(kernel->coef0) <= 1e6) || !(kernel->cost >= 0 && kernel->cost <= 1e9))
        return ent_fail(err, ENT_EARG,
                        "a kernel has a degree of 8 at most, a gamma and a coef0 of at "
                        "most 1e6, and a positive cost");
    if (!(kernel->nu >= 0 && kernel->nu <= 1))
        return ent_fail(err, ENT_EARG, "nu must be above 0, at most 1");
    /* With all documents outside, nothing says where the half-plane begins. */
    if (!(kernel->novelty_nu >= 0 && kernel->novelty_nu < 1))
        return ent_fail(err, ENT_EARG,
                        "the share of the corpus that may count as novel (--nu) must be "
                        "above 0, below 1");
    return ENT_OK;
}

ent_status ent_train_check(const ent_train_options *options, ent_error *err)
{
    if (!isfinite(options->C) || options->C <= 0)
        return ent_fail(err, ENT_EARG, "C must be a positive number");
    bool languages = options->kind && strcmp(options->kind, "languages") == 0;
    if (options->kind && !languages && strcmp(options->kind, "topics") != 0)
        return ent_fail(err, ENT_EARG, "'%s' is not a kind of model", options->kind);
    if (options->pieces > 64 || (options->pieces && !languages))
        return ent_fail(err, ENT_EARG, "pieces (at most 64) are for models of languages");
    if (!options->no_calibration && (options->folds < 2 || options->folds > 10))
        return ent_fail(err, ENT_EARG, "folds must be 2 to 10");
    unsigned bits = options->weight_bits;
    if (bits && (bits < 4 || bits > 8) && bits != 16 && bits != 32)
        return ent_fail(err, ENT_EARG, "weights have 4 to 8, 16 or 32 bits");
    ENT_TRY(check_features(options, err));
    return check_kernel(options, err);
}

static bool has_control_characters(ent_string text)
{
    for (size_t i = 0; i < text.size; i++)
        if ((unsigned char)text.data[i] < 0x20 || text.data[i] == 0x7F)
            return true;
    return false;
}

ent_status ent__check_labels(const ent_corpus *corpus, ent_error *err)
{
    ent_names names = {0};
    ent_status status = ENT_OK;
    for (uint32_t number, k = 0; status == ENT_OK && k < corpus->label_count; k++) {
        ent_string code, name, label = corpus->labels[k];
        ent__label_split(&code, &name, label);
        if (name.size == 0)
            status = ent_fail(err, ENT_EDATA,
                              "cannot train: label '%.*s' has no name after its code",
                              (int)label.size, label.data);
        else if (has_control_characters(label))
            status = ent_fail(err, ENT_EDATA,
                              "cannot train: the name of a label of %llu documents has "
                              "control characters",
                              (unsigned long long)corpus->label_counts[k]);
        else if (!ent_names_add(&names, name, &number))
            status = ent_fail_memory(err);
        else if (number < k)
            status = ent_fail(err, ENT_EDATA,
                              "cannot train: labels '%.*s' and '%.*s' have one name",
                              (int)corpus->labels[number].size,
                              corpus->labels[number].data, (int)label.size, label.data);
    }
    ent_names_dispose(&names);
    return status;
}

static ent_status check_corpus(const ent_corpus *corpus, ent_error *err)
{
    if (corpus->count == 0)
        return ent_fail(err, ENT_EDATA, "cannot train: the corpus has no documents");
    if (corpus->label_count == 0)
        return ent_fail(err, ENT_EDATA, "cannot train: no document has a label");
    if (corpus->label_count == 1)
        return ent_fail(err, ENT_EDATA,
                        "cannot train: the corpus has one label only, '%.*s'",
                        (int)corpus->labels[0].size, corpus->labels[0].data);
    if (corpus->label_count > UINT16_MAX)
        return ent_fail(err, ENT_ELIMIT,
                        "cannot train: %zu labels are more than a model can have (%d)",
                        corpus->label_count, UINT16_MAX);
    return ent__check_labels(corpus, err);
}

/* What no language is called would be learned, and then be answered as unknown. */
static ent_status check_languages(const ent_corpus *corpus, ent_error *err)
{
    for (size_t k = 0; k < corpus->label_count; k++)
        if (!ent_language_find(corpus->labels[k]))
            return ent_fail(err, ENT_EDATA,
                            "cannot train: label '%.*s' is not a language (ISO 639 code "
                            "or English name); --label names the field",
                            (int)corpus->labels[k].size, corpus->labels[k].data);
    return ENT_OK;
}

static const size_t weights_most = (size_t)1 << 29; /* 2 GiB of float */

static bool has_titles(const ent_corpus *corpus)
{
    for (size_t i = 0; i < corpus->count; i++)
        if (corpus->articles[i].title.size)
            return true;
    return false;
}

static struct ent__recipe recipe_of(const ent_train_options *options,
                                    const ent_corpus *corpus)
{
    if (options->start) {
        struct ent__recipe recipe = ent__recipe_of_model(options->start);
        recipe.C = options->C;
        return recipe;
    }
    ent_feature_settings settings = ent__feature_defaults();
    settings.word_min = options->word_ngrams ? 1 : 0;
    settings.word_max = (uint8_t)options->word_ngrams;
    settings.char_min = (uint8_t)options->char_min;
    settings.char_max = (uint8_t)options->char_max;
    settings.char_weight = (float)options->char_weight;
    settings.stem = !options->no_stem;
    settings.stop_words = options->stop_words;
    settings.min_df = options->min_df;
    settings.max_df = (float)options->max_df;
    settings.max_features = options->by_chi_square ? 0 : options->max_features;
    settings.hash_bits = (uint8_t)options->hash_bits;
    settings.weighting = (uint8_t)options->weighting;
    if (options->title_weight > 0 && has_titles(corpus)) {
        settings.title_weight = (float)options->title_weight;
        settings.unit_blocks = true;
    }
    if (settings.word_max && settings.char_max)
        settings.unit_blocks = true;
    return (struct ent__recipe){settings, options->bayes, options->C};
}

/* The language most documents name; ties go to the code that comes first. */
const ent_language *ent__main_language(const ent_corpus *corpus, const char *wish)
{
    if (wish)
        return ent_language_find(ent_string_of(wish));
    ent_names codes = {0};
    ENT_ARRAY(size_t) counts = {0};
    const ent_language *best = NULL;
    size_t most = 0;
    for (size_t i = 0; i < corpus->count; i++) {
        const ent_language *language = corpus->articles[i].lang.size
                                           ? ent_language_find(corpus->articles[i].lang)
                                           : NULL;
        uint32_t id;
        if (!language || !ent_names_add(&codes, ent_string_of(language->code), &id))
            continue;
        if (id == counts.count && !ent_array_push(&counts, 0))
            continue;
        size_t count = ++counts.items[id];
        if (count > most || (count == most && strcmp(language->code, best->code) < 0)) {
            most = count;
            best = language;
        }
    }
    free(counts.items);
    ent_names_dispose(&codes);
    return best;
}

/* ---- stages ---- */

void ent__stage(struct ent__training *training, const char *name, double share)
{
    if (training->options->progress)
        training->options->progress(training->options->context, name, share);
}

static void end_stage(struct ent__training *training, const char *name, double *began)
{
    double now = ent_seconds();
    if (training->report->stage_count <
        sizeof training->report->stages / sizeof *training->report->stages)
        training->report->stages[training->report->stage_count++] =
            (ent_train_stage){name, now - *began};
    *began = now;
}

ent_status ent__build_matrix(struct ent__training *training, ent_error *err)
{
    const ent_corpus *corpus = training->corpus;
    return ent__matrix_build(&training->matrix, &training->recipe.features,
                             &training->vocabulary, corpus->articles, corpus->count,
                             training->language, training->options->threads, err);
}

static ent_status fail_without_terms(const ent_feature_settings *settings, ent_error *err)
{
    if (settings->max_df < 1)
        return ent_fail(err, ENT_EDATA,
                        "cannot train: no term stands in %u document%s (--min-df) and in "
                        "a share of %g of them at most (--max-df)",
                        settings->min_df, settings->min_df == 1 ? "" : "s",
                        (double)settings->max_df);
    return ent_fail(err, ENT_EDATA, "cannot train: no term stands in %u document%s",
                    settings->min_df, settings->min_df == 1 ? "" : "s");
}

static ent_status make_matrix(struct ent__training *training, double *began,
                              ent_error *err)
{
    const ent_corpus *corpus = training->corpus;
    ent__stage(training, "vocabulary", 0);
    ENT_TRY(ent__vocabulary_build(&training->vocabulary, &training->recipe.features,
                                  corpus->articles, corpus->count, training->language,
                                  training->options->threads, err));
    if (training->vocabulary.size == 0)
        return fail_without_terms(&training->recipe.features, err);
    if (training->vocabulary.size > weights_most / ent__stride(training->targets.labels))
        return ent_fail(err, ENT_ELIMIT,
                        "cannot train: %zu terms times %zu labels are too many weights; "
                        "--min-df, --max-features or --hash-bits make fewer terms",
                        training->vocabulary.size, training->targets.labels);
    end_stage(training, "vocabulary", began);
    ent__stage(training, "vectors", 0);
    ENT_TRY(ent__build_matrix(training, err));
    end_stage(training, "vectors", began);
    if (ent__chooses_terms(training->options)) {
        ent__stage(training, "features", 0);
        ENT_TRY(ent__choose_terms(training, NULL, training->matrix.rows, err));
        end_stage(training, "features", began);
    }
    training->report->collisions = training->vocabulary.collisions;
    training->report->nonzeros = training->matrix.starts[training->matrix.rows];
    training->report->vocabulary = training->vocabulary.size;
    return ENT_OK;
}

static ent_status run_stages(ent_model **out, struct ent__training *training,
                             ent_error *err)
{
    double began = ent_seconds();
    if (training->options->search != ENT_SEARCH_NONE) {
        ENT_TRY(ent__select_recipe(training, err));
        end_stage(training, "selection", &began);
    }
    training->report->C = training->recipe.C;
    ent__recipe_text(training->report->recipe, sizeof training->report->recipe,
                     &training->recipe);
    ENT_TRY(make_matrix(training, &began, err));
    if (training->options->start)
        ENT_TRY(ent__carry_open(&training->carry, training->options->start,
                                &training->vocabulary, training->corpus, err));
    /* Rounded to 8 bits they are a worse start than nothing (docs/retraining.md). */
    if (training->options->start && training->options->start->weights.bits > 8)
        training->start = ent__carry_port(&training->carry);
    if (!training->options->no_calibration) {
        ENT_TRY(ent__fit_out_of_fold(training, err));
        end_stage(training, "calibration", &began);
    }
    ent__stage(training, "solver", 0);
    ENT_TRY(ent__fit_final(training, err));
    end_stage(training, "solver", &began);
    if (training->options->no_calibration && !training->options->weight_bits)
        ENT_TRY(ent__choose_bits_in_sample(training, err));
    if (training->options->kernel.novelty) {
        ENT_TRY(ent__fit_novelty(training, err));
        end_stage(training, "novelty", &began);
    }
    ENT_TRY(ent__assemble_model(out, training, err));
    end_stage(training, "model", &began);
    return ENT_OK;
}

static void dispose(struct ent__training *training)
{
    ent__vocabulary_dispose(&training->vocabulary);
    ent__matrix_dispose(&training->matrix);
    free(training->weights);
    free(training->bias);
    free(training->labels);
    free(training->costs);
    ent__carry_close(&training->carry);
    ent_model_free(training->model);
}

static ent_status train(ent_model **out, ent_train_report *report,
                        const ent_corpus *corpus, const ent_train_options *options,
                        ent_error *err)
{
    *report = (ent_train_report){.documents = corpus->count,
                                 .labels = corpus->label_count,
                                 .accuracy = -1,
                                 .micro_f1 = -1,
                                 .ece = -1};
    struct ent__training training = {
        .corpus = corpus,
        .options = options,
        .report = report,
        .recipe = recipe_of(options, corpus),
        .language = ent__main_language(corpus, options->language),
        .targets = {corpus->label_count, corpus->label_starts, corpus->label_ids},
        .bits = options->weight_bits ? options->weight_bits : 32,
    };
    ent_status status = ENT_OK;
    training.labels = ent_new_zeroed(corpus->label_count, sizeof *training.labels);
    status = training.labels ? ent__label_costs(&training.costs, corpus, options, err)
                             : ent_fail_memory(err);
    if (status == ENT_OK)
        status = run_stages(out, &training, err);
    dispose(&training);
    return status;
}

/* Of few documents each one counts: most of them to train on, and terms that stand in one of them. */
static ent_train_options adapted(const ent_train_options *options,
                                 const ent_corpus *corpus)
{
    ent_train_options own = *options;
    if (options->search == ENT_SEARCH_NONE || corpus->count > ENT_SMALL_CORPUS)
        return own;
    if (!(options->pinned & ENT_PIN_FOLDS))
        own.folds = 10;
    if (!(options->pinned & ENT_PIN_MIN_DF))
        own.min_df = 1;
    return own;
}

ent_status ent_train(ent_model **out, ent_train_report *report, const ent_corpus *corpus,
                     const ent_train_options *wishes, ent_error *err)
{
    ENT_TRY(ent_train_check(wishes, err));
    ENT_TRY(check_corpus(corpus, err));
    ENT_TRY(ent__check_kernel(&wishes->kernel, corpus->label_count, err));
    ent_train_options own = adapted(wishes, corpus);
    const ent_train_options *options = &own;
    bool languages = options->kind && strcmp(options->kind, "languages") == 0;
    if (!languages)
        return train(out, report, corpus, options, err);
    /* What tells a language must not be read by that language's own rules: the articles' languages are left out. */
    ENT_TRY(check_languages(corpus, err));
    ent_corpus cut;
    ENT_TRY(ent__corpus_with_pieces(&cut, corpus, options->pieces, options->seed, err));
    ent_train_options whole = *options;
    whole.no_fingerprints = true; /* a piece is no document to be known again */
    ent_status status = train(out, report, &cut, &whole, err);
    ent_corpus_dispose(&cut);
    return status;
}
