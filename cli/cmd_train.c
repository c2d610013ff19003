/* SPDX-License-Identifier: MIT */
/* The verb `train`: corpora in, a model file out, and an account of what was read, fitted and how long it took. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli.h"
#include "inputs.h"
#include "kernel_options.h"
#include "languages.h"
#include "recipe_options.h"
#include "retrain.h"
#include "train_report.h"
#include "train_stance.h"

#include <entente/train.h>

enum {
    OPTION_MAP = 256,
    OPTION_FORMAT,
    OPTION_TEXT,
    OPTION_LABEL,
    OPTION_TITLE,
    OPTION_LANG,
    OPTION_LANGUAGES,
    OPTION_PIECES,
    OPTION_VERBOSE,
    OPTION_NO_CALIBRATION,
    OPTION_FOLDS,
    OPTION_WEIGHT_BITS,
    OPTION_SEED,
    OPTION_QUARANTINE,
    OPTION_THREADS,
    OPTION_ON_ERROR,
    OPTION_JSON,
    OPTION_REPORT,
    OPTION_STANCE,
    OPTION_PAIR,
};

enum { LISTED_LABELS = 40 };

struct request {
    ent_dataset_options reading;
    ent_train_options training;
    struct retrain retrain;
    struct train_report report;
    const char *model;
    struct recipe_weights weights;
    bool json, verbose;
    bool stance;
    bool pairs;
    bool C_given, folds_given;
};

static void say_bad(void *context, const char *message)
{
    (void)context;
    cli_say("entente: %s", message);
}

static void show_progress(void *context, const char *stage, double share)
{
    (void)context;
    cli_progress(stage, (uint64_t)(share * 1000), 1000);
}

/* Character n-grams tell languages apart; what follows on the command line still has its say. */
static void ask_for_languages(ent_train_options *training)
{
    training->kind = "languages";
    training->pieces = 6;
    training->search = ENT_SEARCH_NONE;
    training->word_ngrams = 0;
    training->char_min = 1;
    training->char_max = 5;
    training->no_stem = true;
    training->bayes = true;
    training->min_df = 3;
    training->max_features = 600000;
    training->keep_features = 188500;
    training->weight_bits = 6;
}

static void read_option(struct cli_arguments *arguments, int key, struct request *request)
{
    static const char *const actions[] = {"fail", "skip", "quarantine", NULL};
    static const char *const bits[] = {"auto", "4", "5", "6", "7", "8", "16", "32", NULL};
    static const unsigned bit_counts[] = {0, 4, 5, 6, 7, 8, 16, 32};
    ent_dataset_options *reading = &request->reading;
    ent_train_options *training = &request->training;
    switch (key) {
    case 'o':
        request->model = arguments->value;
        break;
    case 'C':
        training->C = cli_real(arguments, 1e-6, 1e6);
        request->C_given = true;
        request->retrain.cost_given = true;
        training->pinned |= ENT_PIN_COST;
        break;
    case OPTION_MAP:
        reading->map = arguments->value;
        break;
    case OPTION_TEXT:
        reading->text = arguments->value;
        break;
    case OPTION_LABEL:
        reading->label = arguments->value;
        break;
    case OPTION_TITLE:
        reading->title = arguments->value;
        break;
    case OPTION_LANG:
        reading->lang = training->language = arguments->value;
        break;
    case OPTION_LANGUAGES:
        ask_for_languages(training);
        break;
    case OPTION_PIECES:
        training->pieces = (unsigned)cli_integer(arguments, 0, 64);
        break;
    case OPTION_VERBOSE:
        request->verbose = true;
        break;
    case OPTION_NO_CALIBRATION:
        training->no_calibration = true;
        break;
    case OPTION_FOLDS:
        training->folds = (unsigned)cli_integer(arguments, 2, 10);
        training->pinned |= ENT_PIN_FOLDS;
        request->folds_given = true;
        break;
    case OPTION_WEIGHT_BITS:
        training->weight_bits = bit_counts[cli_choice(arguments, bits)];
        break;
    case OPTION_SEED:
        training->seed = (uint64_t)cli_integer(arguments, 0, INT64_MAX);
        break;
    case OPTION_THREADS:
        training->threads = (int)cli_integer(arguments, 1, 1024);
        break;
    case OPTION_ON_ERROR:
        reading->on_error = (ent_on_error)cli_choice(arguments, actions);
        break;
    case OPTION_QUARANTINE:
        reading->quarantine = arguments->value;
        break;
    case OPTION_REPORT:
        request->report.directory = arguments->value;
        break;
    case OPTION_JSON:
        request->json = true;
        break;
    case OPTION_PAIR:
        request->pairs = true;
        request->stance = true;
        break;
    case OPTION_STANCE:
        request->stance = true;
        break;
    case OPTION_FORMAT:
        cli_corpus_format(arguments, &reading->format);
        break;
    default:
        break;
    }
}

/* ---- the account of the run ---- */

static void say_reading(const ent_dataset_report *read, const ent_corpus *corpus)
{
    cli_say("read      %llu documents, %zu label%s, %.1f MB of text; %s a document",
            (unsigned long long)read->documents, read->label_count,
            read->label_count == 1 ? "" : "s", (double)read->bytes / 1e6,
            corpus->multi_label ? "any number of labels" : "one label");
    if (read->unlabelled)
        cli_say("          %llu without a label: they are examples of none",
                (unsigned long long)read->unlabelled);
    if (read->repaired)
        cli_say("repaired  %llu byte sequences that were not UTF-8",
                (unsigned long long)read->repaired);
    for (int reason = 0; reason < ENT_SKIP_COUNT; reason++)
        if (read->skipped[reason])
            cli_say("skipped   %llu: %s", (unsigned long long)read->skipped[reason],
                    ent_skip_text((ent_skip)reason));
    for (size_t i = 0; i < read->label_count && i < LISTED_LABELS; i++)
        cli_say("  %8llu  %.*s", (unsigned long long)read->labels[i].documents,
                (int)read->labels[i].name.size, read->labels[i].name.data);
    if (read->label_count > LISTED_LABELS)
        cli_say("            and %zu more", read->label_count - LISTED_LABELS);
}

/* "Sport" and "sport ": each would be taught that the other's documents are none of its own. */
static ent_status warn_of_twins(const ent_dataset_report *read, ent_error *err)
{
    ent_survey *survey;
    const ent_label_twins *twins;
    size_t count = 0;
    ENT_TRY(ent_survey_new(&survey, 0, err));
    ent_status status = ENT_OK;
    for (size_t i = 0; status == ENT_OK && i < read->label_count; i++) {
        ent_string label = read->labels[i].name;
        ent_record record = {.labels = &label, .label_count = 1};
        status = ent_survey_add(survey, &record, err);
    }
    if (status == ENT_OK)
        status = ent_survey_twins(&twins, &count, survey, err);
    for (size_t i = 0; i < count && i < LISTED_LABELS; i++)
        cli_say(
            "warning   labels '%.*s' and '%.*s' differ by case, spaces or punctuation "
            "only, and are learned as two (--map makes them one)",
            (int)twins[i].rare.size, twins[i].rare.data, (int)twins[i].frequent.size,
            twins[i].frequent.data);
    ent_survey_free(survey);
    return status;
}

/* A small corpus: say what more documents would bring, as a mean over several divisions. */
static void say_small(const ent_model *model, const ent_corpus *corpus,
                      const ent_train_options *options)
{
    enum { DIVISIONS = 5 };
    ent_curve_point sums[ENT_CURVE_POINTS] = {{0, 0}};
    size_t points = ENT_CURVE_POINTS;
    ent_train_options own = *options;
    own.progress = NULL;
    for (unsigned d = 0; d < DIVISIONS; d++) {
        ent_curve_point curve[ENT_CURVE_POINTS];
        size_t count;
        own.seed = options->seed + d;
        if (ent_learning_curve(curve, &count, model, corpus, &own, NULL) != ENT_OK)
            return;
        points = count < points ? count : points;
        for (size_t i = 0; i < count;
             i++) /* from the largest down: short curves lack small ones */
            sums[i] = (ent_curve_point){curve[count - 1 - i].documents,
                                        sums[i].score + curve[count - 1 - i].score};
    }
    cli_say("warning   a corpus of %zu documents is small: what it says about itself is "
            "rough",
            corpus->count);
    for (size_t i = points; i-- > 0;)
        cli_say("          from %3zu documents: %.2f right", sums[i].documents,
                sums[i].score / DIVISIONS);
    if (points > 1 && sums[0].score > sums[1].score)
        cli_say("          more labelled documents would help (entente suggest says "
                "which)");
}

/* Seconds that are not the training's own. */
struct clock {
    double reading, writing;
};

static void say_fit(const ent_train_report *report, const struct request *request,
                    const struct clock *clock)
{
    for (size_t i = 0; i < report->trial_count; i++) {
        const ent_train_trial *trial = &report->trials[i];
        cli_say("tried     accuracy %.4f, micro-F1 %.4f, macro-F1 %.4f: %s, C = %g",
                trial->accuracy, trial->micro_f1, trial->macro_f1, trial->recipe,
                trial->C);
    }
    if (request->verbose)
        cli_say("memory    %.1f MB of scratch for the solver, %.1f MB of vectors, "
                "%.1f MB of weights",
                (double)report->solver_bytes / 1e6, (double)report->nonzeros * 8 / 1e6,
                (double)report->weight_bytes / 1e6);
    cli_say("chosen    %s, C = %g", report->recipe, report->C);
    cli_say("fitted    %zu of %zu terms, %zu non-zeros, C = %g%s", report->features,
            report->vocabulary, report->nonzeros, report->C,
            report->converged ? "" : " (did not converge)");
    if (report->collisions)
        cli_say("hashed    %llu of %zu features stand for several terms",
                (unsigned long long)report->collisions, report->vocabulary);
    if (report->accuracy >= 0)
        cli_say("held out  accuracy %.4f, micro-F1 %.4f, macro-F1 %.4f over %u folds; "
                "%u-bit weights "
                "cost %.3f points",
                report->accuracy, report->micro_f1, report->macro_f1, report->folds,
                report->weight_bits, report->quantised_loss);
    if (report->ece >= 0)
        cli_say("          calibration error %.4f (15 bins), Brier score %.4f",
                report->ece, report->brier);
    double total = clock->reading + clock->writing;
    ent_buffer line = {0};
    ent_buffer_format(&line, "read %.2f s", clock->reading);
    for (size_t i = 0; i < report->stage_count; i++) {
        ent_buffer_format(&line, ", %s %.2f s", report->stages[i].name,
                          report->stages[i].seconds);
        total += report->stages[i].seconds;
    }
    ent_buffer_format(&line, ", write %.2f s", clock->writing);
    cli_say("time      %.2f s: %s", total, line.data ? line.data : "");
    ent_buffer_dispose(&line);
}

static void print_json(const struct request *request, const ent_model *model,
                       const ent_dataset_report *read, const ent_train_report *report,
                       const struct clock *clock)
{
    ent_buffer out = {0};
    ent_json_writer json = {.out = &out};
    ent_json_begin_object(&json);
    ent_json_key(&json, "model");
    ent_json_write_text(&json, request->model);
    ent_json_key(&json, "digest");
    ent_json_write_text(&json,
                        ent_model_digest(model ? model : request->retrain.champion));
    ent_json_key(&json, "documents");
    ent_json_write_integer(&json, (int64_t)read->documents);
    ent_json_key(&json, "labels");
    ent_json_write_integer(&json, (int64_t)report->labels);
    ent_json_key(&json, "features");
    ent_json_write_integer(&json, (int64_t)report->features);
    ent_json_key(&json, "skipped");
    ent_json_write_integer(&json, (int64_t)read->faults);
    if (report->accuracy >= 0) {
        ent_json_key(&json, "accuracy");
        ent_json_write_number(&json, report->accuracy, 6);
        ent_json_key(&json, "micro_f1");
        ent_json_write_number(&json, report->micro_f1, 6);
    }
    retrain_json(&json, &request->retrain);
    ent_json_key(&json, "seconds");
    ent_json_begin_object(&json);
    ent_json_key(&json, "read");
    ent_json_write_number(&json, clock->reading, 3);
    for (size_t i = 0; i < report->stage_count; i++) {
        ent_json_key(&json, report->stages[i].name);
        ent_json_write_number(&json, report->stages[i].seconds, 3);
    }
    ent_json_key(&json, "write");
    ent_json_write_number(&json, clock->writing, 3);
    ent_json_end_object(&json);
    ent_json_end_object(&json);
    ent_buffer_byte(&out, '\n');
    cli_print(&out);
    ent_buffer_dispose(&out);
}

/* ---- the run ---- */

static ent_status write_model(const struct request *request, ent_model *model,
                              ent_error *err)
{
    if (request->retrain.dry_run)
        return ENT_OK;
    return model ? ent_model_save(model, request->model, err)
                 : retrain_copy(&request->retrain, request->model, err);
}

static void say_written(const struct request *request, const ent_model *model)
{
    if (request->retrain.dry_run)
        cli_say("a dry run: nothing is written");
    else
        cli_say("wrote     '%s', digest %s", request->model,
                ent_model_digest(model ? model : request->retrain.champion));
}

static int fit(struct request *request, ent_dataset *dataset, double began,
               ent_error *err)
{
    ent_corpus corpus;
    ent_model *model = NULL;
    ent_train_report report;
    ent_dataset_report read;
    if (ent_corpus_load(&corpus, dataset, 0, err) != ENT_OK)
        return cli_fail(err);
    int code = CLI_FAILED;
    struct clock clock = {.reading = ent_seconds() - began};
    ent_status status = ent_dataset_get_report(&read, dataset, err);
    if (status == ENT_OK) {
        say_reading(&read, &corpus);
        status = warn_of_twins(&read, err);
    }
    if (status == ENT_OK) {
        if (!request->training.language && !request->training.kind)
            cli_languages_of_corpus(&corpus);
        status = retrain_fit(&model, &report, &request->retrain, &corpus,
                             &request->reading, &request->training, err);
    }
    if (status == ENT_OK)
        status = train_report_study(
            &request->report, model, &corpus, model && !request->retrain.from,
            request->retrain.validate, &request->reading, &request->training, err);
    if (status == ENT_OK)
        status = retrain_validate(&request->retrain, model, request->model,
                                  &request->reading, &request->training, err);
    double trained = ent_seconds();
    if (status == ENT_OK)
        status = write_model(request, model, err);
    clock.writing = ent_seconds() - trained;
    if (status == ENT_OK) {
        if (model)
            say_fit(&report, request, &clock);
        if (model && report.trial_count && corpus.count <= ENT_SMALL_CORPUS)
            say_small(model, &corpus, &request->training);
        say_written(request, model);
        request->report.model = request->model;
        status = train_report_write(&request->report, model, &request->training, err);
    }
    if (status == ENT_OK) {
        if (request->json)
            print_json(request, model, &read, &report, &clock);
        code = read.faults ? CLI_SOME_BAD : CLI_OK;
    } else {
        code = cli_fail(err);
    }
    ent_model_free(model);
    train_report_close(&request->report);
    ent_corpus_dispose(&corpus);
    return code;
}

/* Neither the model nor the bad records may go where a corpus or a table is. */
static ent_status spare_inputs(const struct request *request, const char *const *paths,
                               size_t count, ent_error *err)
{
    const char *const outputs[] = {request->model, request->reading.quarantine};
    const char *const others[] = {request->retrain.with, request->retrain.validate,
                                  request->reading.map};
    for (size_t i = 0; i < sizeof outputs / sizeof *outputs; i++) {
        ENT_TRY(cli_inputs_spare(paths, count, outputs[i], err));
        for (size_t k = 0; k < sizeof others / sizeof *others; k++)
            if (others[k])
                ENT_TRY(cli_inputs_spare(&others[k], 1, outputs[i], err));
    }
    return ENT_OK;
}

/* What can be known before hours of work should be told before: options, the language, a place for the model. */
static ent_status check_early(const struct request *request, ent_error *err)
{
    ENT_TRY(ent_train_check(&request->training, err));
    const char *lang = request->training.language;
    if (lang && !ent_language_find(ent_string_of(lang)))
        return ent_fail(err, ENT_EARG,
                        "'%s' is not a language (ISO 639 code or English name)", lang);
    ent_output *output = NULL;
    bool opens_twice = request->model && (ent_is_regular(request->model) ||
                                          ent_is_directory(request->model) ||
                                          access(request->model, F_OK) != 0);
    if (!opens_twice || strcmp(request->model, "-") == 0)
        return ENT_OK;
    ENT_TRY(ent_output_open(&output, request->model, err));
    ent_output_abandon(output);
    return ENT_OK;
}

static int fit_stance(const struct request *request, ent_dataset *dataset)
{
    ent_stance_options options = ENT_STANCE_OPTIONS_INIT;
    const ent_train_options *training = &request->training;
    options.pairs = request->pairs;
    options.C = request->C_given ? training->C : 0;
    if (request->folds_given)
        options.folds = training->folds;
    options.seed = training->seed;
    options.threads = training->threads;
    options.language = training->language;
    options.progress = training->progress;
    return cli_train_stance(dataset, &options, request->model, request->json);
}

/* What the options ask for. */
static int train(struct request *request, const struct cli_arguments *arguments, int argc,
                 char **argv)
{
    const struct cli_verb *verb = arguments->verb;
    if (arguments->bad)
        return CLI_USAGE;
    if (request->stance &&
        (request->retrain.from || request->retrain.validate || request->report.directory))
        return cli_usage(verb, "a stance model is fitted afresh: --from, --validate and "
                               "--report do not go with it");
    if (request->stance)
        request->reading.labels_wanted = false;
    if (retrain_check(&request->retrain, &request->training, verb) != CLI_OK ||
        kernel_check(&request->training.kernel, verb) != CLI_OK)
        return CLI_USAGE;
    if (!request->model && !request->retrain.dry_run)
        return cli_usage(verb, "where should the model go? (-o FILE)");
    if (arguments->at >= argc)
        return cli_usage(verb, "no corpus is named");
    double began = ent_seconds();
    ent_error err = {ENT_OK, ""};
    const char *const *paths = (const char *const *)argv + arguments->at;
    size_t count = (size_t)(argc - arguments->at);
    if (check_early(request, &err) != ENT_OK ||
        spare_inputs(request, paths, count, &err) != ENT_OK ||
        retrain_open(&request->retrain, &err) != ENT_OK ||
        train_report_open(&request->report, &request->training, &err) != ENT_OK)
        return cli_finish(cli_fail(&err));
    ent_dataset *dataset;
    if (ent_dataset_open(&dataset, paths, count, &request->reading, &err) != ENT_OK)
        return cli_fail(&err);
    int code = request->stance ? fit_stance(request, dataset)
                               : fit(request, dataset, began, &err);
    ent_dataset_free(dataset);
    return cli_finish(code);
}

static int run(const struct cli_verb *verb, int argc, char **argv)
{
    struct request request = {.training = ENT_TRAIN_OPTIONS_INIT};
    request.reading.bad = say_bad;
    request.reading.labels_wanted = true;
    request.training.progress = show_progress;
    struct cli_arguments arguments;
    cli_begin(&arguments, verb, argc, argv);
    for (int key; (key = cli_next(&arguments)) != 0;)
        if (!retrain_option(&request.retrain, &arguments, key, &request.training) &&
            !kernel_option(&request.training.kernel, &arguments, key) &&
            !recipe_option(&request.training, &request.weights, &arguments, key))
            read_option(&arguments, key, &request);
    int code = train(&request, &arguments, argc, argv);
    retrain_close(&request.retrain);
    free(request.weights.items.items);
    return code;
}

static const struct cli_option options[] = {
    {'o', "output", "FILE",
     "write the model here (the old one stays until the new one is whole)"},
    {OPTION_MAP, "map", "TABLE",
     "rename or drop labels: lines of OLD<TAB>NEW, an empty NEW drops, * is the rest"},
    {OPTION_FORMAT, "format", "NAME",
     "format of the corpora (default: recognised by looking)"},
    {OPTION_TEXT, "text", "FIELDS",
     "fields that make the text, joined by commas (default: text)"},
    {OPTION_LABEL, "label", "FIELDS",
     "fields that hold labels (default: labels or label)"},
    {OPTION_TITLE, "title", "FIELD", "field of the title (default: title)"},
    {OPTION_LANG, "lang", "LANGUAGE",
     "language of documents that name none (default: identified)"},
    {'C', "cost", "C", "cost of a margin violation (default: 1)"},
    {OPTION_LANGUAGES, "languages", NULL,
     "fit a language identifier: labels are languages, texts are read alike in all of "
     "them"},
    {OPTION_PIECES, "pieces", "N",
     "with --languages: N short pieces of each document as further documents (default: "
     "6)"},
    {OPTION_NO_CALIBRATION, "no-calibration", NULL,
     "no probabilities: faster, margins only"},
    {OPTION_FOLDS, "folds", "N", "folds of the out-of-fold margins (default: 3)"},
    {OPTION_WEIGHT_BITS, "weight-bits", "BITS",
     "4 to 8, 16, 32 or auto: the fewest of 8, 16 and 32 that cost less than 0.1 point "
     "out of fold"},
    RETRAIN_OPTIONS,
    {OPTION_REPORT, "report", "DIR",
     "write a model card (card.md, card.json), a page of scores and plots into a folder"},
    RECIPE_OPTIONS,
    KERNEL_OPTIONS,
    {OPTION_SEED, "seed", "N", "seed of everything that is drawn (default: 1)"},
    {OPTION_ON_ERROR, "on-error", "ACTION",
     "at a bad record: fail (default), skip, or quarantine"},
    {OPTION_QUARANTINE, "quarantine", "FILE",
     "where --on-error=quarantine puts bad records"},
    {OPTION_THREADS, "threads", "N",
     "use N threads (default: one a processor); the model is the same"},
    {OPTION_STANCE, "stance", NULL,
     "fit a stance model to records {\"target\", \"text\", \"stance\"}: a model a "
     "target, and "
     "one for others; records labelled agree, disagree, discuss or unrelated are taken "
     "as "
     "claims with articles"},
    {OPTION_PAIR, "pair", NULL,
     "the same with all records taken as claims with articles"},
    {OPTION_VERBOSE, "verbose", NULL, "tell how much memory the solver takes, too"},
    {OPTION_JSON, "json", NULL, "print an account of the run as JSON on standard output"},
    {0},
};

const struct cli_verb cli_verb_train = {
    .name = "train",
    .synopsis = "CORPUS… -o MODEL",
    .summary = "fit a model to labelled corpora",
    .details = "CORPUS is a file (plain or gzip), a folder with a folder a class, or - "
               "for standard input. "
               "What was read and fitted, and how long each stage took, is told on "
               "standard error.",
    .options = options,
    .run = run,
};
