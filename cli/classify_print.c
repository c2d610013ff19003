/* SPDX-License-Identifier: MIT */
/* Writers of labels and explanations; they choose nothing and change nothing. */
#include "classify_print.h"

#include <math.h>

#include "base/html.h"
#include "models/models.h"

#include "articles.h"

static const char *const verdict_names[] = {"ok", "empty", "short", "unsure",
                                            "unsupported-language"};

/* ---- JSON ---- */

static ent_string text_of(const ent_article *article, ent_span span)
{
    ent_string field = span.field == ENT_FIELD_TITLE ? article->title : article->text;
    return (ent_string){field.data + span.start, span.end - span.start};
}

/* As it stands in the article, the first time. */
static ent_string surface_of(const ent_article *article, const ent_evidence *evidence)
{
    return evidence->span_count ? text_of(article, evidence->spans[0]) : (ent_string){0};
}

static void write_evidence(ent_json_writer *json, const ent_article *article,
                           const ent_evidence *evidence)
{
    ent_json_begin_object(json);
    ent_json_key(json, "term");
    ent_json_write_string(json, evidence->term);
    ent_json_key(json, "text");
    ent_json_write_string(json, surface_of(article, evidence));
    ent_json_key(json, "tfidf");
    ent_json_write_number(json, evidence->tfidf, 6);
    ent_json_key(json, "weight");
    ent_json_write_number(json, evidence->weight, 6);
    ent_json_key(json, "contribution");
    ent_json_write_number(json, evidence->contribution, 6);
    ent_json_key(json, "occurrences");
    ent_json_write_integer(json, (int64_t)evidence->occurrences);
    ent_json_key(json, "spans");
    ent_json_begin_array(json);
    for (size_t i = 0; i < evidence->span_count; i++)
        cli_write_span(json, article, evidence->spans[i]);
    ent_json_end_array(json);
    ent_json_end_object(json);
}

static void write_explanation(ent_json_writer *json, const struct classify_print *print,
                              const ent_explanation *why)
{
    if (print->model->kernel) { /* whose margin is no sum of terms */
        ent_json_key(json, "linear_margin");
        ent_json_write_number(json, why->margin, 6);
    }
    ent_json_key(json, "bias");
    ent_json_write_number(json, why->bias, 6);
    ent_json_key(json, "others"); /* sum of the contributions that are not listed */
    ent_json_write_number(json, why->others, 6);
    ent_json_key(json, "terms");
    ent_json_begin_array(json);
    for (size_t i = 0; i < why->count; i++)
        write_evidence(json, print->article, &why->terms[i]);
    ent_json_end_array(json);
}

static void write_label(ent_json_writer *json, const struct classify_print *print,
                        size_t i)
{
    const ent_label_score *score = &print->scores[i];
    ent_json_begin_object(json);
    ent_json_key(json, "label");
    ent_json_write_string(json, ent_model_label_name(print->model, score->label));
    ent_string code = ent_model_label_code(print->model, score->label);
    if (code.size) {
        ent_json_key(json, "code");
        ent_json_write_string(json, code);
    }
    ent_json_key(json, "probability");
    if (score->probability >= 0)
        ent_json_write_number(json, score->probability, 4);
    else
        ent_json_write_null(json);
    ent_json_key(json, "margin");
    ent_json_write_number(json, score->margin, print->explanations ? 6 : 4);
    if (print->explanations)
        write_explanation(json, print, &print->explanations[i]);
    ent_json_end_object(json);
}

/* Why an answer is unsure: each limit that the article is on the wrong side of. */
struct reason {
    const char *name;
    double value, limit;
};

enum { REASONS = 3 };

static size_t find_reasons(struct reason reasons[REASONS],
                           const struct classify_print *print)
{
    size_t count = 0;
    double best = print->scores[0].probability;
    if (print->unknown > ENT_UNKNOWN_LIMIT)
        reasons[count++] =
            (struct reason){"unknown-terms", print->unknown, ENT_UNKNOWN_LIMIT};
    if (print->novelty >= ENT_NOVELTY_LIMIT)
        reasons[count++] = (struct reason){"novelty", print->novelty, ENT_NOVELTY_LIMIT};
    if (print->least > 0 && best < print->least)
        reasons[count++] = (struct reason){"probability", best, print->least};
    return count;
}

static void write_reasons(ent_json_writer *json, const struct classify_print *print)
{
    struct reason reasons[REASONS];
    size_t count = find_reasons(reasons, print);
    ent_json_key(json, "reasons");
    ent_json_begin_array(json);
    for (size_t i = 0; i < count; i++) {
        ent_json_begin_object(json);
        ent_json_key(json, "name");
        ent_json_write_text(json, reasons[i].name);
        ent_json_key(json, "value");
        ent_json_write_number(json, reasons[i].value, 4);
        ent_json_key(json, "limit");
        ent_json_write_number(json, reasons[i].limit, 4);
        ent_json_end_object(json);
    }
    ent_json_end_array(json);
}

static void print_json(ent_buffer *out, const struct classify_print *print)
{
    ent_json_writer json = {.out = out};
    ent_json_begin_object(&json);
    ent_json_key(&json, "id");
    ent_json_write_string(&json, print->article->id);
    ent_json_key(&json, "lang");
    ent_json_write_string(&json, print->article->lang);
    ent_json_key(&json, "status");
    ent_json_write_text(&json, verdict_names[print->verdict]);
    if (print->verdict == ENT_VERDICT_UNSURE)
        write_reasons(&json, print);
    if (print->novelty >= 0) {
        ent_json_key(&json, "novelty");
        ent_json_write_number(&json, print->novelty, 4);
    }
    ent_json_key(&json, "model");
    ent_json_begin_object(&json);
    ent_json_key(&json, "name");
    ent_json_write_string(&json, ent_model_name(print->model));
    ent_json_key(&json, "digest");
    ent_json_write_text(&json, ent_model_digest(print->model));
    ent_json_end_object(&json);
    ent_json_key(&json, "topics");
    ent_json_begin_array(&json);
    for (size_t i = 0; i < print->count; i++)
        write_label(&json, print, i);
    ent_json_end_array(&json);
    ent_json_end_object(&json);
    ent_buffer_byte(out, '\n');
}

/* ---- lines ---- */

static void print_probability(ent_buffer *out, const ent_label_score *score)
{
    if (score->probability >= 0)
        ent_buffer_decimal(out, score->probability, 4);
}

/* id, language, status, label, code, probability, margin: a row a label, one with empty fields where there is none. */
static void print_tsv(ent_buffer *out, const struct classify_print *print)
{
    for (size_t i = 0; i < (print->count ? print->count : 1); i++) {
        cli_put_cell(out, print->article->id);
        ent_buffer_byte(out, '\t');
        cli_put_cell(out, print->article->lang);
        ent_buffer_format(out, "\t%s\t", verdict_names[print->verdict]);
        if (print->count) {
            cli_put_cell(out, ent_model_label_name(print->model, print->scores[i].label));
            ent_buffer_byte(out, '\t');
            cli_put_cell(out, ent_model_label_code(print->model, print->scores[i].label));
            ent_buffer_byte(out, '\t');
            print_probability(out, &print->scores[i]);
            ent_buffer_byte(out, '\t');
            ent_buffer_decimal(out, print->scores[i].margin, 4);
        } else {
            ent_buffer_text(out, "\t\t\t");
        }
        ent_buffer_byte(out, '\n');
    }
}

/* "__label__NAME 0.9" for each label, white space in names as underscores. */
static void print_fasttext(ent_buffer *out, const struct classify_print *print)
{
    for (size_t i = 0; i < print->count; i++) {
        ent_string name = ent_model_label_name(print->model, print->scores[i].label);
        ent_buffer_text(out, i ? " __label__" : "__label__");
        for (size_t j = 0; j < name.size; j++)
            ent_buffer_byte(out, (unsigned char)name.data[j] <= ' ' ? '_' : name.data[j]);
        if (print->scores[i].probability < 0)
            continue; /* not calibrated: as fastText's predict, without numbers */
        ent_buffer_byte(out, ' ');
        print_probability(out, &print->scores[i]);
    }
    ent_buffer_byte(out, '\n');
}

/* Where the model has no terms the article's own words stand for them. */
static void print_reasons(ent_buffer *out, const ent_article *article,
                          const ent_explanation *why)
{
    ent_buffer_text(out, "         ");
    for (size_t i = 0; i < why->count; i++) {
        ent_buffer_text(out, i ? ", " : "");
        const ent_evidence *evidence = &why->terms[i];
        cli_put_cell(out, evidence->term.size ? evidence->term
                                              : surface_of(article, evidence));
        ent_buffer_text(out, evidence->contribution < 0 ? " " : " +");
        ent_buffer_decimal(out, evidence->contribution, 3);
    }
    ent_buffer_byte(out, '\n');
}

static void print_verdict(ent_buffer *out, const struct classify_print *print)
{
    bool ok = print->verdict == ENT_VERDICT_OK;
    struct reason reasons[REASONS];
    size_t count =
        print->verdict == ENT_VERDICT_UNSURE ? find_reasons(reasons, print) : 0;
    ent_buffer_format(out, "         %s",
                      ok ? "no label" : verdict_names[print->verdict]);
    for (size_t i = 0; i < count; i++) {
        ent_buffer_format(out, "%s%s ", i ? ", " : ": ", reasons[i].name);
        ent_buffer_decimal(out, reasons[i].value, 2);
    }
    ent_buffer_byte(out, '\n');
}

static void print_table(ent_buffer *out, const struct classify_print *print)
{
    cli_put_cell(out,
                 print->article->title.size ? print->article->title : print->article->id);
    ent_buffer_byte(out, '\n');
    if (print->verdict != ENT_VERDICT_OK || !print->count)
        print_verdict(out, print);
    for (size_t i = 0; i < print->count; i++) {
        const ent_label_score *score = &print->scores[i];
        if (score->probability >= 0)
            ent_buffer_format(out, "  %3.0f %%  ", 100.0 * (double)score->probability);
        else
            ent_buffer_format(out, "  %+5.2f  ", (double)score->margin);
        cli_put_cell(out, ent_model_label_name(print->model, score->label));
        ent_buffer_byte(out, '\n');
        if (print->explanations)
            print_reasons(out, print->article, &print->explanations[i]);
    }
}

void cli_print_classified(ent_buffer *out, const struct classify_print *print,
                          enum cli_output format)
{
    switch (format) {
    case CLI_OUTPUT_TABLE:
        print_table(out, print);
        break;
    case CLI_OUTPUT_TSV:
        print_tsv(out, print);
        break;
    case CLI_OUTPUT_FASTTEXT:
        print_fasttext(out, print);
        break;
    default:
        print_json(out, print);
    }
}

/* ---- the page ---- */

void cli_print_classified_style(ent_buffer *out)
{
    ent_buffer_text(
        out, "<style>\n"
             ":root { --for: 40, 160, 80; --against: 210, 70, 60; }\n"
             ".article { line-height: 1.7; max-width: 46em; white-space: pre-line; }\n"
             ".article mark { color: inherit; border-radius: 2px; background: "
             "rgba(var(--for), var(--part)); }\n"
             ".article mark.against { background: rgba(var(--against), var(--part)); }\n"
             "</style>\n");
}

/* Spread each term's contribution over the places where it stands, a share for each byte. */
static void add_heat(float *heat, size_t size, ent_field field,
                     const ent_explanation *why)
{
    for (size_t i = 0; i < why->count; i++) {
        const ent_evidence *evidence = &why->terms[i];
        for (size_t s = 0; s < evidence->span_count; s++) {
            ent_span span = evidence->spans[s];
            for (size_t b = span.start; span.field == field && b < span.end && b < size;
                 b++)
                heat[b] += evidence->contribution / (float)evidence->occurrences;
        }
    }
}

/* What each byte of a field contributes; NULL: the text is too large to shade. @param greatest  of all fields so far */
static float *heat_of(float *greatest, ent_arena *arena, ent_string text, ent_field field,
                      const ent_explanation *why)
{
    float *heat = ent_arena_alloc(arena, text.size + 1, sizeof *heat);
    if (!heat)
        return NULL;
    add_heat(heat, text.size, field, why);
    for (size_t b = 0; b < text.size; b++)
        *greatest = fabsf(heat[b]) > *greatest ? fabsf(heat[b]) : *greatest;
    return heat;
}

/* Runs of equal heat; a boundary lies between tokens, so never within a character. */
static void html_field(ent_buffer *out, ent_string text, const float *heat,
                       float greatest)
{
    if (!heat) {
        ent_html_text(out, text);
        return;
    }
    for (size_t from = 0, to; from < text.size; from = to) {
        for (to = from + 1; to < text.size && heat[to] == heat[from];)
            to++;
        ent_string run = {text.data + from, to - from};
        float part = greatest > 0 ? fabsf(heat[from]) / greatest : 0;
        if (part < 0.02f) {
            ent_html_text(out, run);
            continue;
        }
        ent_buffer_format(
            out, "<mark%s style=\"--part: ", heat[from] < 0 ? " class=\"against\"" : "");
        ent_buffer_decimal(out, part, 2);
        ent_buffer_text(out, "\" title=\"");
        ent_buffer_decimal(out, heat[from], 4);
        ent_buffer_text(out, "\">");
        ent_html_text(out, run);
        ent_buffer_text(out, "</mark>");
    }
}

void cli_print_classified_html(ent_buffer *out, const struct classify_print *print,
                               ent_arena scratch)
{
    const ent_explanation *why = print->explanations;
    ent_string title = print->article->title, text = print->article->text;
    float greatest = 0; /* one measure for both, so that equal shades are equal parts */
    const float *of_title = heat_of(&greatest, &scratch, title, ENT_FIELD_TITLE, why);
    const float *of_text = heat_of(&greatest, &scratch, text, ENT_FIELD_TEXT, why);
    ent_buffer_text(out, "<section>\n<h2>");
    if (title.size)
        html_field(out, title, of_title, greatest);
    else
        ent_html_text(out, print->article->id);
    ent_buffer_text(out, "</h2>\n<p><strong>");
    ent_html_text(out, ent_model_label_name(print->model, why->label));
    ent_buffer_text(out, print->model->kernel ? "</strong>, linear margin "
                                              : "</strong>, margin ");
    ent_buffer_decimal(out, why->margin, 3);
    if (print->scores[0].probability >= 0) {
        ent_buffer_text(out, ", probability ");
        ent_buffer_decimal(out, print->scores[0].probability, 3);
    }
    ent_buffer_text(
        out,
        "; green words speak for it, red ones against it.</p>\n<p class=\"article\">");
    html_field(out, text, of_text, greatest);
    ent_buffer_text(out, "</p>\n</section>\n");
}
