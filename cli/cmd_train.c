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
#include "train_account.h"
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

struct request {
    ent_dataset_options reading;
    ent_train_options training;
    struct retrain retrain;
    struct train_report report;
    const char *model;
    struct recipe_weights weights;
    bool json, verbose;
    bool stance, pairs;
    ENT_ARRAY(int) given; /* keys of the options */
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

/* Where the argument of an option goes that is taken as it stands; NULL: it is none of them. */
static const char **text_of(struct request *request, int key)
{
    switch (key) {
    case 'o':
        return &request->model;
    case OPTION_MAP:
        return &request->reading.map;
    case OPTION_TEXT:
        return &request->reading.text;
    case OPTION_LABEL:
        return &request->reading.label;
    case OPTION_TITLE:
        return &request->reading.title;
    case OPTION_LANG:
        return &request->reading.lang;
    case OPTION_QUARANTINE:
        return &request->reading.quarantine;
    case OPTION_REPORT:
        return &request->report.directory;
    default:
        return NULL;
    }
}

/* The same for options without an argument. */
static bool *switch_of(struct request *request, int key)
{
    switch (key) {
    case OPTION_VERBOSE:
        return &request->verbose;
    case OPTION_JSON:
        return &request->json;
    case OPTION_STANCE:
        return &request->stance;
    case OPTION_PAIR:
        return &request->pairs;
    case OPTION_NO_CALIBRATION:
        return &request->training.no_calibration;
    default:
        return NULL;
    }
}

static void read_value(struct cli_arguments *arguments, int key, struct request *request)
{
    static const char *const actions[] = {"fail", "skip", "quarantine", NULL};
    static const char *const bits[] = {"auto", "4", "5", "6", "7", "8", "16", "32", NULL};
    static const unsigned bit_counts[] = {0, 4, 5, 6, 7, 8, 16, 32};
    ent_train_options *training = &request->training;
    switch (key) {
    case 'C':
        training->C = cli_real(arguments, 1e-6, 1e6);
        training->pinned |= ENT_PIN_COST;
        break;
    case OPTION_LANGUAGES:
        ask_for_languages(training);
        break;
    case OPTION_PIECES:
        training->pieces = (unsigned)cli_integer(arguments, 0, 64);
        break;
    case OPTION_FOLDS:
        training->folds = (unsigned)cli_integer(arguments, 2, 10);
        training->pinned |= ENT_PIN_FOLDS;
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
        request->reading.on_error = (ent_on_error)cli_choice(arguments, actions);
        break;
    case OPTION_FORMAT:
        cli_corpus_format(arguments, &request->reading.format);
        break;
    default:
        break;
    }
}

static void read_option(struct cli_arguments *arguments, int key, struct request *request)
{
    const char **text = text_of(request, key);
    bool *is_on = switch_of(request, key);
    if (text)
        *text = arguments->value;
    else if (is_on)
        *is_on = true;
    else
        read_value(arguments, key, request);
}

/* ---- options that do not go together ---- */

static bool is_given(const struct request *request, int key)
{
    for (size_t i = 0; i < request->given.count; i++)
        if (request->given.items[i] == key)
            return true;
    return false;
}

static const char *name_of(const struct cli_verb *verb, int key)
{
    const struct cli_option *option = verb->options;
    while (option->name && option->key != key)
        option++;
    return option->name;
}

/* Of each pair the second one would go unheard. */
static int check_pairs(const struct request *request, const struct cli_verb *verb)
{
    static const int pairs[][2] = {
        {RECIPE_FAST, RECIPE_THOROUGH},
        {RECIPE_STEM, RECIPE_NO_STEM},
        {OPTION_LANGUAGES, RECIPE_THOROUGH},
        {OPTION_LANGUAGES, OPTION_STANCE},
        {OPTION_LANGUAGES, OPTION_PAIR},
        {OPTION_NO_CALIBRATION, OPTION_FOLDS},
        {KERNEL_NU, KERNEL_COST},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        if (is_given(request, pairs[i][0]) && is_given(request, pairs[i][1]))
            return cli_usage(verb, "--%s and --%s do not go together",
                             name_of(verb, pairs[i][0]), name_of(verb, pairs[i][1]));
    return CLI_OK;
}

/* What shapes topic models says nothing to stance models, whose features and search are their own. */
static int check_stance(const struct request *request, const struct cli_verb *verb)
{
    static const int heard[] = {
        'o',           'C',         OPTION_FORMAT,  OPTION_TEXT,     OPTION_LABEL,
        OPTION_TITLE,  OPTION_LANG, OPTION_MAP,     OPTION_ON_ERROR, OPTION_QUARANTINE,
        OPTION_FOLDS,  OPTION_SEED, OPTION_THREADS, OPTION_VERBOSE,  OPTION_JSON,
        OPTION_STANCE, OPTION_PAIR,
    };
    if (!request->stance && !request->pairs)
        return CLI_OK;
    for (size_t i = 0; i < request->given.count; i++) {
        bool known = false;
        for (size_t k = 0; k < sizeof heard / sizeof *heard; k++)
            known = known || heard[k] == request->given.items[i];
        if (!known)
            return cli_usage(verb,
                             "--%s does not go with --stance: a stance model is fitted "
                             "afresh, with features of its own",
                             name_of(verb, request->given.items[i]));
    }
    return CLI_OK;
}

static int check_together(struct request *request, const struct cli_verb *verb)
{
    int code = check_pairs(request, verb);
    if (code == CLI_OK)
        code = check_stance(request, verb);
    if (code == CLI_OK)
        code = retrain_check(&request->retrain, &request->training, verb);
    if (code == CLI_OK)
        code = kernel_check(&request->training.kernel, verb);
    return code;
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

static ent_status fit_model(ent_model **model, ent_train_report *report,
                            struct request *request, ent_corpus *corpus, ent_error *err)
{
    if (!request->training.language && !request->training.kind)
        cli_languages_of_corpus(corpus);
    ENT_TRY(retrain_fit(model, report, &request->retrain, corpus, &request->reading,
                        &request->training, err));
    ENT_TRY(train_report_study(
        &request->report, *model, corpus, *model && !request->retrain.from,
        request->retrain.validate, &request->reading, &request->training, err));
    return retrain_validate(&request->retrain, *model, request->model, &request->training,
                            err);
}

/* What was made goes to its place, and the person is told. */
static ent_status finish(const struct request *request, struct train_account *account,
                         ent_model *model, const ent_corpus *corpus, ent_error *err)
{
    double trained = ent_seconds();
    ENT_TRY(write_model(request, model, err));
    account->writing = ent_seconds() - trained;
    account->digest = ent_model_digest(model ? model : request->retrain.champion);
    if (model)
        train_say_fit(account);
    if (model && account->fit->trial_count && corpus->count <= ENT_SMALL_CORPUS)
        train_say_small(model, corpus, &request->training);
    if (request->retrain.dry_run)
        cli_say("a dry run: nothing is written");
    else
        cli_say("wrote     '%s', digest %s", request->model, account->digest);
    return ENT_OK;
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
    struct train_account account = {.path = request->model,
                                    .read = &read,
                                    .retrain = &request->retrain,
                                    .reading = ent_seconds() - began,
                                    .verbose = request->verbose};
    ent_status status = ent_dataset_get_report(&read, dataset, err);
    if (status == ENT_OK)
        status = train_say_reading(&read, &corpus, err);
    if (status == ENT_OK)
        status = fit_model(&model, &report, request, &corpus, err);
    account.fit = model ? &report : NULL;
    if (status == ENT_OK)
        status = finish(request, &account, model, &corpus, err);
    if (status == ENT_OK) {
        request->report.model = request->model;
        status = train_report_write(&request->report, model, &request->training, err);
    }
    if (status == ENT_OK && request->json)
        train_print_account(&account);
    int code = status != ENT_OK ? cli_fail(err) : read.faults ? CLI_SOME_BAD : CLI_OK;
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
    options.C = training->pinned & ENT_PIN_COST ? training->C : 0;
    if (training->pinned & ENT_PIN_FOLDS)
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
    if (check_together(request, verb) != CLI_OK)
        return CLI_USAGE;
    request->stance |= request->pairs;
    request->reading.labels_wanted = !request->stance;
    request->training.language = request->reading.lang;
    if (!request->model && !request->retrain.dry_run)
        return cli_usage(verb, "where should the model go? (-o FILE)");
    if (request->model && !*request->model)
        return cli_usage(verb, "the name of the model (-o) is empty");
    if (arguments->at >= argc)
        return cli_usage(verb, "no corpus is named");
    double began = ent_seconds();
    ent_error err = {ENT_OK, ""};
    const char *const *paths = (const char *const *)argv + arguments->at;
    size_t count = (size_t)(argc - arguments->at);
    if (check_early(request, &err) != ENT_OK ||
        spare_inputs(request, paths, count, &err) != ENT_OK ||
        retrain_open(&request->retrain, &request->reading, &request->training, &err) !=
            ENT_OK ||
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
    request.training.progress = show_progress;
    struct cli_arguments arguments;
    cli_begin(&arguments, verb, argc, argv);
    for (int key; (key = cli_next(&arguments)) != 0;) {
        arguments.bad |= !ent_array_push(&request.given, key);
        if (!retrain_option(&request.retrain, &arguments, key, &request.training) &&
            !kernel_option(&request.training.kernel, &arguments, key) &&
            !recipe_option(&request.training, &request.weights, &arguments, key))
            read_option(&arguments, key, &request);
    }
    request.retrain.cost_given = request.training.pinned & ENT_PIN_COST;
    int code = train(&request, &arguments, argc, argv);
    retrain_close(&request.retrain);
    free(request.weights.items.items);
    free(request.given.items);
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
