/* SPDX-License-Identifier: MIT */
/* The verb `evaluate`: makes or reads predictions and prints what they are worth. The scores themselves are evaluate/'s. */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "evaluate.h"
#include "inputs.h"

#include <entente/models.h>

extern const struct cli_verb cli_verb_evaluate;

enum {
    TASK = 256,
    PREDICTIONS,
    AGAINST,
    AGAINST_PREDICTIONS,
    REPORT,
    WORDS,
    SENTENCES,
    CUT,
    METHOD,
    FORMAT,
    LABEL,
    TEXT,
    MAP,
    REPLICATES,
    SEED,
    SUMMARIES,
    ON_ERROR
};

static const struct cli_option options[] = {
    {'m', "model", "NAME", "score this model's answers"},
    {PREDICTIONS, "predictions", "FILE",
     "score these answers instead: JSON Lines (as classify prints them, or "
     "{\"id\",\"labels\"}), fastText's output, or "
     "TSV"},
    {TASK, "task", "TASK",
     "topics, stance, languages, tags, stories or summaries (default: as the model or "
     "the "
     "corpus' fields say)"},
    {SUMMARIES, "summaries", NULL, "the same as --task=summaries"},
    {AGAINST, "against", "NAME",
     "compare with another model, or, with --predictions, another file: paired bootstrap "
     "and McNemar's test"},
    {AGAINST_PREDICTIONS, "against-predictions", "FILE",
     "compare the model, or our summaries, with these answers"},
    {REPORT, "report", "DIR",
     "write index.html, a page with plots, and evaluation.json there"},
    {WORDS, "words", "N", "summaries: the budget in words"},
    {SENTENCES, "sentences", "N", "summaries: the budget in sentences"},
    {CUT, "cut", NULL,
     "summaries: let the last sentence exceed --words, and cut at the Nth word"},
    {METHOD, "method", "NAME",
     "summaries: the ranking, centrality (default), lexrank, textrank or lead"},
    {FORMAT, "format", "NAME",
     "the corpus' format (default: recognised by looking; 'list' prints them)"},
    {LABEL, "label", "FIELDS", "the corpus' fields that hold labels"},
    {TEXT, "text", "FIELDS", "the corpus' fields that make the text"},
    {MAP, "map", "TABLE", "rename or drop the corpus' labels: old<TAB>new a line"},
    {REPLICATES, "replicates", "N",
     "bootstrap replicates for the intervals (default 1000; 0: none)"},
    {SEED, "seed", "N", "of the bootstrap (default 1)"},
    CLI_OPTION_THREADS,
    {ON_ERROR, "on-error", "ACTION", "at a bad record: fail or skip (default: fail)"},
    CLI_OPTION_OUTPUT_OF("table or jsonl"),
    CLI_OPTION_JSON,
    {0, NULL, NULL, NULL},
};

static const char *const task_names[] = {"topics",  "stance",    "languages", "tags",
                                         "stories", "summaries", NULL};
static const char *const method_names[] = {"centrality", "lexrank", "textrank", "lead",
                                           NULL};
static const char *const action_names[] = {"fail", "skip", NULL};

/* What is about reading and writing; the rest stands in take_option(). */
static void take_input_option(struct cli_arguments *arguments, struct evaluate_job *job,
                              int key)
{
    switch (key) {
    case FORMAT:
        cli_corpus_format(arguments, &job->reading.format);
        break;
    case LABEL:
        job->reading.label = arguments->value;
        break;
    case TEXT:
        job->reading.text = arguments->value;
        break;
    case MAP:
        job->reading.map = arguments->value;
        break;
    case CLI_KEY_OUTPUT:
        job->output = cli_output_choice(arguments, CLI_OUTPUT_JSONL);
        break;
    case CLI_KEY_JSON:
        job->output = CLI_OUTPUT_JSONL;
        break;
    case ON_ERROR:
        job->reading.on_error = (ent_on_error)cli_choice(arguments, action_names);
        break;
    default:
        break;
    }
}

static void take_option(struct cli_arguments *arguments, struct evaluate_job *job,
                        int key)
{
    switch (key) {
    case 'm':
        job->model = arguments->value;
        break;
    case PREDICTIONS:
        job->predictions = arguments->value;
        break;
    case AGAINST:
        job->against = arguments->value;
        break;
    case AGAINST_PREDICTIONS:
        job->against_predictions = arguments->value;
        break;
    case REPORT:
        job->report = arguments->value;
        break;
    case TASK:
        job->task = (ent_task)cli_choice(arguments, task_names);
        job->task_known = true;
        break;
    case SUMMARIES:
        job->task = ENT_TASK_SUMMARIES;
        job->task_known = true;
        break;
    case WORDS:
        job->words = (size_t)cli_integer(arguments, 1, 1000000);
        break;
    case SENTENCES:
        job->sentences = (size_t)cli_integer(arguments, 1, 1000000);
        break;
    case CUT:
        job->cut = true;
        break;
    case METHOD:
        job->method = (ent_summary_method)cli_choice(arguments, method_names);
        break;
    case REPLICATES:
        job->options.replicates = (size_t)cli_integer(arguments, 0, 1000000);
        break;
    case SEED:
        job->options.seed = (uint64_t)cli_integer(arguments, 0, 1000000000);
        break;
    case CLI_KEY_THREADS:
        job->options.threads = (int)cli_integer(arguments, 1, 1024);
        break;
    default:
        take_input_option(arguments, job, key);
    }
}

static void say_bad(void *context, const char *message)
{
    (void)context;
    cli_say("entente: %s", message);
}

/* The parts of the command line that only make sense together. */
static const char *contradiction(const struct evaluate_job *job)
{
    bool summaries = job->task == ENT_TASK_SUMMARIES;
    bool texts = summaries || job->task == ENT_TASK_TAGS || job->task == ENT_TASK_STORIES;
    const ent_dataset_options *reading = &job->reading;
    if (!job->path_count)
        return "a corpus is missing";
    if (job->model && job->predictions)
        return "--model and --predictions exclude each other";
    if (!job->model && !job->predictions && !summaries)
        return "--model or --predictions is missing";
    if (job->model && texts)
        return "this task has no model: give --predictions";
    if (job->against && job->against_predictions)
        return "--against and --against-predictions exclude each other";
    if (summaries && job->against && !job->predictions)
        return "our summaries are compared by --against-predictions";
    if (texts && (reading->format || reading->label || reading->text || reading->map ||
                  reading->on_error))
        return "tags, stories and summaries are read as JSON Lines: --format, --label, "
               "--text, --map and --on-error are for the other tasks";
    if (!summaries && (job->words || job->sentences || job->cut || job->method))
        return "--words, --sentences, --cut and --method are for summaries";
    if (job->predictions && job->method)
        return "--method is for summaries of our own";
    if (job->cut && !job->words)
        return "--cut needs --words";
    if (job->words && job->sentences)
        return "--words and --sentences exclude each other";
    return NULL;
}

/* A model that tells languages is asked for nothing else; otherwise the corpus' fields say what is asked. */
static ent_task guess(const struct evaluate_job *job)
{
    char path[4096];
    ent_model *model;
    ent_task task = guess_task(job->paths[0]);
    if (!job->model || ent_model_find(path, sizeof path, job->model, NULL) != ENT_OK ||
        ent_model_open(&model, path, NULL) != ENT_OK)
        return task; /* what cannot be opened is reported when it is needed */
    if (ent_string_is(ent_model_kind(model), "languages"))
        task = ENT_TASK_LANGUAGES;
    ent_model_free(model);
    return task;
}

/* What --against names is of the kind of ours, unless the person says otherwise. */
static void settle_against(struct evaluate_job *job)
{
    job->against_is_model = job->against && job->model;
    if (!job->against)
        job->against = job->against_predictions;
}

static int make_report_folder(const char *path)
{
    if (!path || mkdir(path, 0777) == 0 || (errno == EEXIST && ent_is_directory(path)))
        return CLI_OK;
    cli_say("entente: cannot make folder '%s': %s", path, strerror(errno));
    return CLI_FAILED;
}

static int run(const struct cli_verb *verb, int argc, char **argv)
{
    struct evaluate_job job = {.options = ENT_EVALUATE_OPTIONS_INIT};
    struct cli_arguments arguments;
    cli_begin(&arguments, verb, argc, argv);
    for (int key; (key = cli_next(&arguments)) != 0;)
        take_option(&arguments, &job, key);
    if (arguments.bad)
        return CLI_USAGE;
    job.paths = (const char *const *)argv + arguments.at;
    job.path_count = (size_t)(argc - arguments.at);
    job.reading.bad = say_bad;
    if (!job.task_known && job.path_count)
        job.task = guess(&job);
    const char *fault = contradiction(&job);
    if (fault)
        return cli_usage(verb, "%s", fault);
    settle_against(&job);
    if (make_report_folder(job.report) != CLI_OK)
        return CLI_FAILED;
    switch (job.task) {
    case ENT_TASK_TAGS:
        return cli_finish(evaluate_tags(&job));
    case ENT_TASK_STORIES:
        return cli_finish(evaluate_stories(&job));
    case ENT_TASK_SUMMARIES:
        return cli_finish(evaluate_summaries(&job));
    default:
        return cli_finish(evaluate_labels(&job));
    }
}

const struct cli_verb cli_verb_evaluate = {
    .name = "evaluate",
    .synopsis = "-m MODEL | --predictions FILE [options] CORPUS…",
    .summary = "score a model, or anybody's predictions, on a labelled corpus",
    .details = "Topics, stance and languages: accuracy, micro and macro F1 with 95 % "
               "bootstrap intervals, precision and "
               "recall of each label, ranking scores, and whether the probabilities are "
               "honest (ECE, Brier score, log "
               "loss). Tags: F1 at 5, 10 and 15 phrases. Stories: BCubed and pairwise "
               "F1. Summaries: ROUGE, of entente's own summaries where "
               "there are no --predictions.\n"
               "Predictions are matched to the corpus by id, or by their order where "
               "they have none. A document without a "
               "prediction counts as not answered.",
    .options = options,
    .run = run,
};
