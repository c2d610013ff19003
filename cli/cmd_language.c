/* SPDX-License-Identifier: MIT */
/* The verb `language`: which language an article is written in. */
#include "cli.h"
#include "inputs.h"
#include "languages.h"

enum { OPTION_TOP = 256 };
static const float least_shown =
    0.00005f; /* less is printed as 0: a candidate by its place in the alphabet */

struct request {
    struct cli_inputs inputs;
    struct cli_languages languages;
    const char *model;
    enum cli_output output;
    size_t top;
};

/* ---- printing ---- */

static const ent_language *language_of(const struct request *request,
                                       const ent_label_score *score)
{
    return ent_language_find(
        ent_model_label_name(request->languages.model, score->label));
}

static void print_json(ent_buffer *out, const struct request *request,
                       const ent_article *article, const ent_language *language,
                       const ent_label_score *scores)
{
    ent_json_writer json = {.out = out};
    ent_json_begin_object(&json);
    ent_json_key(&json, "id");
    ent_json_write_string(&json, article->id);
    ent_json_key(&json, "lang");
    ent_json_write_text(&json, language ? language->code : NULL);
    ent_json_key(&json, "status");
    bool empty = !article->text.size && !article->title.size;
    ent_json_write_text(&json, language ? "ok" : empty ? "empty" : "unknown");
    ent_json_key(&json, "languages");
    ent_json_begin_array(&json);
    for (size_t i = 0;
         i < request->top && i < ent_model_label_count(request->languages.model); i++) {
        const ent_language *candidate = language_of(request, &scores[i]);
        if (scores[i].probability >= 0 && scores[i].probability < least_shown)
            break;
        ent_json_begin_object(&json);
        ent_json_key(&json, "lang");
        ent_json_write_text(&json, candidate ? candidate->code : NULL);
        ent_json_key(&json, "name");
        ent_json_write_text(&json, candidate ? candidate->name : NULL);
        ent_json_key(&json, "probability");
        if (scores[i].probability >= 0)
            ent_json_write_number(&json, scores[i].probability, 4);
        else
            ent_json_write_null(&json);
        ent_json_end_object(&json);
    }
    ent_json_end_array(&json);
    ent_json_end_object(&json);
    ent_buffer_byte(out, '\n');
}

static void print_row(ent_buffer *out, const struct request *request,
                      const ent_article *article, const ent_language *language,
                      const ent_label_score *scores)
{
    bool table = request->output == CLI_OUTPUT_TABLE;
    ent_string name = table && article->title.size ? article->title : article->id;
    if (!table) {
        ent_buffer_string(out, name);
        ent_buffer_byte(out, '\t');
    }
    ent_buffer_format(out, table ? "%-7s  " : "%s\t",
                      language ? language->code : "unknown");
    if (scores[0].probability >= 0)
        ent_buffer_decimal(out, scores[0].probability, 4);
    if (table) {
        ent_buffer_format(out, "  %-12s  ", language ? language->name : "");
        ent_buffer_string(out, name);
    }
    ent_buffer_byte(out, '\n');
}

/* ---- the run ---- */

static ent_status tell_all(struct request *request, ent_articles *articles,
                           ent_error *err)
{
    ent_buffer out = {0};
    ent_status status = ENT_OK;
    for (;;) {
        ent_article article;
        bool end;
        const ent_language *language;
        const ent_label_score *scores;
        ENT_TRY_OUT(ent_articles_next(articles, &article, &end, err));
        if (end)
            break;
        ENT_TRY_OUT(ent_identify(&language, &scores, request->languages.identifier,
                                 article.title, article.text, err));
        if (request->output == CLI_OUTPUT_JSONL)
            print_json(&out, request, &article, language, scores);
        else if (request->output == CLI_OUTPUT_FASTTEXT)
            ent_buffer_format(&out, "__label__%s\n",
                              language ? language->code : "unknown");
        else
            print_row(&out, request, &article, language, scores);
        if (!cli_print(&out)) {
            status = ent_fail(err, ENT_EIO, "cannot write standard output");
            goto out;
        }
    }
out:
    ent_buffer_dispose(&out);
    return status;
}

static int tell(struct request *request, const char *const *paths, size_t count)
{
    ent_error err = {ENT_OK, ""};
    ent_articles *articles = NULL;
    request->inputs.plain = true; /* the answer is ours to give */
    ent_status status = cli_languages_open(&request->languages, request->model, &err);
    if (status == ENT_OK)
        status = cli_inputs_open(&articles, &request->inputs, paths, count, &err);
    if (status == ENT_OK)
        status = tell_all(request, articles, &err);
    int code = status == ENT_OK ? cli_inputs_code(articles) : cli_fail(&err);
    ent_articles_free(articles);
    cli_inputs_close(&request->inputs);
    cli_languages_close(&request->languages);
    return cli_finish(code);
}

static int run(const struct cli_verb *verb, int argc, char **argv)
{
    struct request request = {.model = "languages", .top = 1};
    struct cli_arguments arguments;
    cli_begin(&arguments, verb, argc, argv);
    for (int key; (key = cli_next(&arguments)) != 0;) {
        if (cli_inputs_option(&request.inputs, &arguments, key))
            continue;
        if (key == 'm')
            request.model = arguments.value;
        else if (key == OPTION_TOP)
            request.top = (size_t)cli_integer(&arguments, 1, 1000);
        else if (key == CLI_KEY_OUTPUT)
            request.output = cli_output_choice(&arguments, CLI_OUTPUT_FASTTEXT);
        else if (key == CLI_KEY_JSON)
            request.output = CLI_OUTPUT_JSONL;
    }
    if (arguments.bad)
        return CLI_USAGE;
    request.output = cli_output_resolve(request.output);
    size_t count;
    const char *const *paths = cli_inputs_paths(&count, &arguments);
    return paths ? tell(&request, paths, count) : CLI_USAGE;
}

static const struct cli_option options[] = {
    {'m', "model", "MODEL",
     "a model file, or the name of a shipped one (default: languages)"},
    {OPTION_TOP, "top", "N", "print the N most probable languages (JSON)"},
    CLI_INPUT_OPTIONS,
    CLI_OPTION_OUTPUT,
    CLI_OPTION_JSON,
    {0},
};

const struct cli_verb cli_verb_language = {
    .name = "language",
    .synopsis = "[FILE…|DIR|-]",
    .summary = "tell which language articles are written in",
    .details = "Looks at words only: the first 1024 bytes of title and text. Where no "
               "language is probable "
               "enough the answer is unknown. "
               "Other verbs ask the same model where an article names no language and "
               "--lang does not say.",
    .options = options,
    .run = run,
};
