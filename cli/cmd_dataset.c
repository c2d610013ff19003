/* SPDX-License-Identifier: MIT */
/* The verb `dataset`: its options, and which action they are for. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dataset.h"
#include "inputs.h"

enum {
    OPTION_TO = 256,
    OPTION_FORMAT,
    OPTION_TEXT,
    OPTION_LABEL,
    OPTION_TITLE,
    OPTION_ID,
    OPTION_LANG_FIELD,
    OPTION_SEPARATOR,
    OPTION_NO_HEADER,
    OPTION_LANG,
    OPTION_CHARSET,
    OPTION_MAP,
    OPTION_PART,
    OPTION_STRIP,
    OPTION_ON_ERROR,
    OPTION_QUARANTINE,
    OPTION_NEAR,
    OPTION_PARTS,
    OPTION_BY,
    OPTION_STRATIFY,
    OPTION_SEED,
    OPTION_PER_LABEL,
    OPTION_FIX,
    OPTION_NAME,
    OPTION_SOURCE,
    OPTION_LICENCE,
    OPTION_JSON,
};

static const struct cli_option options[] = {
    {'o', "out", "FILE", "write to FILE (split: to a folder); default: standard output"},
    {OPTION_TO, "to", "FORMAT",
     "format to write (default: by the ending of FILE, else jsonl)"},
    {OPTION_FORMAT, "format", "FORMAT",
     "format to read (default: recognised by looking; 'list' prints them)"},
    {OPTION_TEXT, "text", "FIELDS",
     "fields or columns that make the text, joined by commas"},
    {OPTION_LABEL, "label", "FIELDS", "fields or columns that hold labels"},
    {OPTION_TITLE, "title", "FIELD", "field of the title; 'first-line' in plain text"},
    {OPTION_ID, "id", "FIELD", "field of the id"},
    {OPTION_LANG_FIELD, "lang-field", "FIELD", "field of the language"},
    {OPTION_SEPARATOR, "label-separator", "TEXT",
     "what separates several labels in one field, also where CSV or TSV is written"},
    {OPTION_NO_HEADER, "no-header", NULL,
     "CSV and TSV have no row of names: columns are 1, 2, 3..."},
    {OPTION_LANG, "lang", "LANGUAGE", "language of records that name none"},
    {OPTION_CHARSET, "charset", "NAME", "charset of what is not UTF-8"},
    {OPTION_MAP, "map", "FILE", "rename or drop labels: lines of old<TAB>new"},
    {OPTION_PART, "part", "NAME", "read only records of this part (train, test...)"},
    {OPTION_STRIP, "strip", "LIST", "from newsgroup messages: headers,quotes,footers"},
    {OPTION_ON_ERROR, "on-error", "ACTION",
     "at a bad record: fail (default; check: skip), skip, or quarantine"},
    {OPTION_QUARANTINE, "quarantine", "FILE",
     "where --on-error=quarantine puts bad records"},
    {OPTION_NEAR, "near", "SHARE",
     "texts are near-duplicates from this similarity on, 0-1 (default: 0.8; 1: equal "
     "texts)"},
    {OPTION_PARTS, "parts", "LIST",
     "split: names and shares (default: train=8,dev=1,test=1)"},
    {OPTION_BY, "by", "RULE", "split by hash (default), stratify, time or group"},
    {OPTION_STRATIFY, "stratify", NULL, "the same as --by=stratify"},
    {OPTION_SEED, "seed", "N",
     "split and sample: another N, another choice (default: 0)"},
    {'n', "count", "N", "sample: how many records"},
    {OPTION_PER_LABEL, "per-label", NULL, "sample: so many of each label"},
    {OPTION_FIX, "fix", "FILE", "check: write a cleaned copy to FILE"},
    {OPTION_NAME, "name", "TEXT", "card: the corpus' name"},
    {OPTION_SOURCE, "source", "TEXT", "card: where it comes from"},
    {OPTION_LICENCE, "licence", "TEXT", "card: under which terms"},
    {OPTION_JSON, "json", NULL,
     "stats, card: one JSON object; check: one a problem, and the counts"},
    {0, NULL, NULL, NULL},
};

/* Options that are not for every action; those of reading are. */
static const struct {
    int key;
    const char *actions; /* names with a space behind each */
} special[] = {
    {'o', "convert split merge dedupe sample card "},
    {OPTION_TO, "convert split merge dedupe sample check "},
    {OPTION_NEAR, "check split dedupe "},
    {OPTION_PARTS, "split "},
    {OPTION_BY, "split "},
    {OPTION_STRATIFY, "split "},
    {OPTION_SEED, "split sample "},
    {'n', "sample "},
    {OPTION_PER_LABEL, "sample "},
    {OPTION_FIX, "check "},
    {OPTION_NAME, "card "},
    {OPTION_SOURCE, "card "},
    {OPTION_LICENCE, "card "},
    {OPTION_JSON, "stats check card "},
};
enum { SPECIAL_COUNT = sizeof special / sizeof *special };

static const struct {
    const char *name;
    int (*run)(struct dataset_request *);
} actions[] = {
    {"convert", dataset_convert}, {"stats", dataset_stats}, {"check", dataset_check},
    {"split", dataset_split},     {"merge", dataset_merge}, {"dedupe", dataset_dedupe},
    {"sample", dataset_sample},   {"card", dataset_card},
};

/* ---- values of options ---- */

static bool misuse(struct cli_arguments *arguments, const char *what)
{
    cli_usage(arguments->verb, "'%s' is not %s", arguments->value, what);
    return arguments->bad = true;
}

/* "headers,quotes" */
static void read_strip(struct cli_arguments *arguments, unsigned *strip)
{
    static const struct {
        const char *name;
        unsigned bit;
    } known[] = {{"headers", ENT_STRIP_HEADERS},
                 {"quotes", ENT_STRIP_QUOTES},
                 {"footers", ENT_STRIP_FOOTERS}};
    for (const char *at = arguments->value; *at;) {
        size_t size = strcspn(at, ",");
        unsigned bit = 0;
        for (size_t i = 0; i < 3; i++)
            if (strlen(known[i].name) == size && memcmp(at, known[i].name, size) == 0)
                bit = known[i].bit;
        if (!bit && misuse(arguments, "a list of headers, quotes, footers"))
            return;
        *strip |= bit;
        at += size + (at[size] == ',');
    }
}

/* A plain decimal number, whatever the locale. */
static const char *read_share(const char *at, double *share)
{
    double scale = 1;
    bool digits = false;
    *share = 0;
    for (; *at >= '0' && *at <= '9'; at++, digits = true)
        *share = *share * 10 + (*at - '0');
    if (*at == '.')
        for (at++; *at >= '0' && *at <= '9'; at++, digits = true)
            *share += (*at - '0') * (scale /= 10);
    return digits ? at : NULL;
}

/* "train=8,test=2" */
static void read_parts(struct cli_arguments *arguments, struct dataset_request *request)
{
    static const char what[] = "a list of parts like train=8,test=2";
    request->share_count = 0;
    for (const char *at = arguments->value; *at;) {
        size_t size = strcspn(at, "=,");
        size_t i = request->share_count;
        bool good = i < DATASET_MOST_PARTS && at[size] == '=' && size > 0 &&
                    size < sizeof request->part_names[0] && at[0] != '.' &&
                    !memchr(at, '/', size);
        if (!good && misuse(arguments, what))
            return;
        snprintf(request->part_names[i], sizeof request->part_names[i], "%.*s", (int)size,
                 at);
        for (size_t j = 0; j < i; j++) /* two parts would write one file */
            if (strcmp(request->part_names[j], request->part_names[i]) == 0 &&
                misuse(arguments, what))
                return;
        at = read_share(at + size + 1, &request->shares[i]);
        if ((!at || (*at && *at != ',') || !(request->shares[i] > 0)) &&
            misuse(arguments, what))
            return;
        request->share_count++;
        at += *at == ',';
    }
}

/* Options of reading; false when it is none. */
static bool reading_option(struct cli_arguments *arguments, int key,
                           ent_dataset_options *reading)
{
    static const char *const on_error[] = {"fail", "skip", "quarantine", NULL};
    const char **const texts[] = {
        [OPTION_TEXT - OPTION_TO] = &reading->text,
        [OPTION_LABEL - OPTION_TO] = &reading->label,
        [OPTION_TITLE - OPTION_TO] = &reading->title,
        [OPTION_ID - OPTION_TO] = &reading->id,
        [OPTION_LANG_FIELD - OPTION_TO] = &reading->lang_field,
        [OPTION_SEPARATOR - OPTION_TO] = &reading->label_separator,
        [OPTION_LANG - OPTION_TO] = &reading->lang,
        [OPTION_CHARSET - OPTION_TO] = &reading->charset,
        [OPTION_MAP - OPTION_TO] = &reading->map,
        [OPTION_PART - OPTION_TO] = &reading->part,
        [OPTION_QUARANTINE - OPTION_TO] = &reading->quarantine,
    };
    size_t at = (size_t)(key - OPTION_TO);
    if (key > OPTION_TO && at < sizeof texts / sizeof *texts && texts[at])
        *texts[at] = arguments->value;
    else if (key == OPTION_FORMAT)
        cli_corpus_format(arguments, &reading->format);
    else if (key == OPTION_NO_HEADER)
        reading->no_header = true;
    else if (key == OPTION_STRIP)
        read_strip(arguments, &reading->strip);
    else if (key == OPTION_ON_ERROR)
        reading->on_error = (ent_on_error)cli_choice(arguments, on_error);
    else
        return false;
    return true;
}

static void read_option(struct cli_arguments *arguments, int key,
                        struct dataset_request *request)
{
    static const char *const rules[] = {"hash", "stratify", "time", "group", NULL};
    request->on_error_given |= key == OPTION_ON_ERROR;
    if (reading_option(arguments, key, &request->reading))
        return;
    switch (key) {
    case 'o':
        request->output = arguments->value;
        break;
    case 'n':
        request->wanted = (size_t)cli_integer(arguments, 1, UINT32_MAX);
        break;
    case OPTION_TO:
        cli_corpus_format(arguments, &request->to);
        break;
    case OPTION_NEAR:
        request->near = cli_real(arguments, 0.1, 1);
        break;
    case OPTION_PARTS:
        read_parts(arguments, request);
        break;
    case OPTION_BY:
        request->by = (ent_split_by)cli_choice(arguments, rules);
        break;
    case OPTION_STRATIFY:
        request->by = ENT_SPLIT_STRATIFY;
        break;
    case OPTION_SEED:
        request->seed = (uint64_t)cli_integer(arguments, 0, INT64_MAX);
        break;
    case OPTION_PER_LABEL:
        request->per_label = true;
        break;
    case OPTION_FIX:
        request->fix = arguments->value;
        break;
    case OPTION_NAME:
        request->name = arguments->value;
        break;
    case OPTION_SOURCE:
        request->source = arguments->value;
        break;
    case OPTION_LICENCE:
        request->licence = arguments->value;
        break;
    case OPTION_JSON:
        request->told = CLI_OUTPUT_JSONL;
        break;
    }
}

/* ---- running ---- */

/* The name of an option that was given and that the action does not know; NULL: there is none. */
static const char *stray_option(unsigned given, const char *action)
{
    char word[32];
    snprintf(word, sizeof word, "%s ", action);
    for (size_t i = 0; i < SPECIAL_COUNT; i++)
        for (size_t j = 0; given >> i & 1 && options[j].name; j++)
            if (options[j].key == special[i].key && !strstr(special[i].actions, word))
                return options[j].name;
    return NULL;
}

/* What is read may not be written over: not all of it is in memory. */
static ent_status spare_inputs(const struct dataset_request *request, ent_error *err)
{
    const char *outputs[] = {request->output, request->fix, request->reading.quarantine};
    for (size_t i = 0; i < sizeof outputs / sizeof *outputs; i++)
        ENT_TRY(cli_inputs_spare(request->paths, request->path_count, outputs[i], err));
    return ENT_OK;
}

static int run_action(struct dataset_request *request, unsigned given, const char *name)
{
    ent_error err;
    for (size_t i = 0; i < sizeof actions / sizeof *actions; i++) {
        if (strcmp(actions[i].name, name) != 0)
            continue;
        const char *stray = stray_option(given, name);
        if (stray)
            return cli_usage(request->verb, "option '--%s' is not for %s", stray, name);
        if (spare_inputs(request, &err) != ENT_OK)
            return cli_fail(&err);
        return actions[i].run(request);
    }
    return cli_usage(
        request->verb,
        "'%s' is not convert, stats, check, split, merge, dedupe, sample or card", name);
}

static int run(const struct cli_verb *verb, int argc, char **argv)
{
    struct dataset_request request = {
        .verb = verb,
        .reading = {.bad = dataset_say_bad},
        .near = 0.8,
        .share_count = 3,
        .shares = {8, 1, 1},
        .part_names = {"train", "dev", "test"},
    };
    request.reading.context = &request;
    struct cli_arguments arguments;
    unsigned given = 0; /* bits of `special` */
    cli_begin(&arguments, verb, argc, argv);
    for (int key; (key = cli_next(&arguments)) != 0;) {
        read_option(&arguments, key, &request);
        for (size_t i = 0; i < SPECIAL_COUNT; i++)
            given |= (unsigned)(special[i].key == key) << i;
    }
    if (arguments.bad)
        return CLI_USAGE;
    if (arguments.at == argc)
        return cli_usage(verb, "an action is missing");
    static const char *const standard_input[] = {"-"};
    request.paths = (const char *const *)argv + arguments.at + 1;
    request.path_count = (size_t)(argc - arguments.at - 1);
    if (request.path_count == 0) {
        request.paths = standard_input;
        request.path_count = 1;
    }
    return run_action(&request, given, argv[arguments.at]);
}

const struct cli_verb cli_verb_dataset = {
    .name = "dataset",
    .synopsis =
        "convert|stats|check|split|merge|dedupe|sample|card [OPTION…] [CORPUS…|-]",
    .summary = "Read, check, convert and split labelled corpora",
    .details =
        "convert writes a corpus in another format; merge does so with several and keeps "
        "ids apart. "
        "stats counts. check reads everything and names each problem by file, line and "
        "column; "
        "--fix writes a cleaned copy. split writes PART.jsonl files into a folder; "
        "near-duplicates stay "
        "together, and by default a document stays in its part when others are added. "
        "dedupe leaves out "
        "what repeats an earlier text, sample draws records, card describes the corpus.\n"
        "Corpora are files, folders or - (standard input), plain or gzip. "
        "docs/formats.md describes the "
        "formats.",
    .options = options,
    .run = run,
};
