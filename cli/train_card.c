/* SPDX-License-Identifier: MIT */
/* The model card and its plots. */
#include "train_card.h"

#include <math.h>
#include <stdlib.h>

#include "models/models.h"

enum { TERMS_SHOWN = 12, ROWS_SHOWN = 200, CONFUSIONS_SHOWN = 20 };

/* ---- the strongest terms of a label ---- */

struct strong {
    uint32_t feature;
    float weight;
};

/* The heaviest positive weights, ties to the lower id. @return how many */
static size_t strongest(struct strong *out, const ent_model *model, size_t label)
{
    size_t count = 0;
    for (uint32_t j = 0; model->vocabulary.term_starts && j < model->vocabulary.size;
         j++) {
        float weight = ent__weight(&model->weights, j, label);
        if (weight <= 0 || (count == TERMS_SHOWN && weight <= out[count - 1].weight))
            continue;
        size_t at = count < TERMS_SHOWN ? count++ : count - 1;
        for (; at > 0 && out[at - 1].weight < weight; at--)
            out[at] = out[at - 1];
        out[at] = (struct strong){j, weight};
    }
    return count;
}

/* ---- confusions ---- */

struct confusion {
    uint32_t truth, chosen;
    uint64_t documents;
};

static int by_documents(const void *a, const void *b)
{
    const struct confusion *x = a, *y = b;
    if (x->documents != y->documents)
        return x->documents > y->documents ? -1 : 1;
    return x->truth != y->truth ? (x->truth > y->truth) - (x->truth < y->truth)
                                : (x->chosen > y->chosen) - (x->chosen < y->chosen);
}

/* Pairs of labels that are taken for each other, most frequent first; the caller frees them. */
static struct confusion *list_confusions(size_t *count, const ent_answers *answers,
                                         const ent_evaluation *evaluation)
{
    ENT_ARRAY(struct confusion) pairs = {0};
    size_t labels = answers->label_count;
    for (uint32_t t = 0; evaluation->confusion && t < labels; t++)
        for (uint32_t c = 0; c < labels; c++) {
            uint64_t n = evaluation->confusion[t * (labels + 1) + c];
            struct confusion pair = {t, c, n};
            if (t != c && n)
                (void)!ent_array_push(&pairs, pair);
        }
    if (pairs.count)
        qsort(pairs.items, pairs.count, sizeof *pairs.items, by_documents);
    *count = pairs.count < CONFUSIONS_SHOWN ? pairs.count : CONFUSIONS_SHOWN;
    return pairs.items;
}

/* ---- Markdown ---- */

/* A cell: what Markdown would take for markup is escaped. */
static void put_text(ent_buffer *out, ent_string text)
{
    for (size_t i = 0; i < text.size; i++) {
        char byte = text.data[i];
        if (byte == '|' || byte == '\\' || byte == '`' || byte == '*' || byte == '_' ||
            byte == '<' || byte == '[')
            ent_buffer_byte(out, '\\');
        ent_buffer_byte(out, (unsigned char)byte < 0x20 ? ' ' : byte);
    }
}

static void put_score(ent_buffer *out, double score)
{
    if (isfinite(score))
        ent_buffer_decimal(out, score, 4);
    else
        ent_buffer_text(out, "–");
}

static void put_interval(ent_buffer *out, const char *name, double score,
                         ent_interval interval)
{
    ent_buffer_format(out, "| %s | ", name);
    put_score(out, score);
    ent_buffer_text(out, " | ");
    if (isfinite(interval.low)) {
        put_score(out, interval.low);
        ent_buffer_text(out, " to ");
        put_score(out, interval.high);
    }
    ent_buffer_text(out, " |\n");
}

static void put_scores(ent_buffer *out, const ent_answers *answers,
                       const ent_evaluation *e)
{
    static const ent_interval none = {NAN, NAN};
    ent_buffer_format(out,
                      "\n## Scores\nOn %zu documents, each answered by a model that has "
                      "not seen it. Page: [evaluation.html](evaluation.html).\n\n"
                      "| score | value | 95 %% interval |\n|---|---|---|\n",
                      answers->count);
    put_interval(out, "accuracy", e->accuracy, e->accuracy_interval);
    put_interval(out, "micro-F1", e->micro.f1, e->micro_f1_interval);
    put_interval(out, "macro-F1", e->macro.f1, e->macro_f1_interval);
    put_interval(out, "expected calibration error", e->ece, e->ece_interval);
    put_interval(out, "Brier score", e->brier, none);
    ent_buffer_text(out, "\n![calibration](calibration.svg)\n\n## Labels\n"
                         "| label | documents | precision | recall | F1 |\n"
                         "|---|---|---|---|---|\n");
    for (size_t k = 0; k < answers->label_count && k < ROWS_SHOWN; k++) {
        const ent_label_result *result = &e->label_results[k];
        ent_buffer_text(out, "| ");
        put_text(out, answers->labels[k]);
        ent_buffer_format(out, " | %llu | ", (unsigned long long)result->truth);
        put_score(out, result->score.precision);
        ent_buffer_text(out, " | ");
        put_score(out, result->score.recall);
        ent_buffer_text(out, " | ");
        put_score(out, result->score.f1);
        ent_buffer_text(out, " |\n");
    }
}

static void put_confusions(ent_buffer *out, const ent_answers *answers,
                           const ent_evaluation *evaluation)
{
    size_t count;
    struct confusion *pairs = list_confusions(&count, answers, evaluation);
    if (count)
        ent_buffer_text(out, "\n## Taken for each other\n"
                             "| is | was taken for | documents |\n|---|---|---|\n");
    for (size_t i = 0; i < count; i++) {
        ent_buffer_text(out, "| ");
        put_text(out, answers->labels[pairs[i].truth]);
        ent_buffer_text(out, " | ");
        put_text(out, answers->labels[pairs[i].chosen]);
        ent_buffer_format(out, " | %llu |\n", (unsigned long long)pairs[i].documents);
    }
    free(pairs);
}

static void put_corpus(ent_buffer *out, const struct train_report *report)
{
    ent_buffer_format(out, "\n## Corpus\n* %zu documents nearly repeat an earlier one.\n",
                      report->duplicates);
    if (report->validated)
        ent_buffer_format(out,
                          "* %zu of %zu documents to validate on nearly repeat one that "
                          "was trained on%s.\n",
                          report->leaked, report->validated,
                          report->leaked ? ": scores on them are too good" : "");
    for (size_t i = 0; i < report->twin_count; i++) {
        const ent_label_twins *twins = &report->twins[i];
        ent_buffer_text(out, "* Labels that are probably one: ");
        put_text(out, twins->rare);
        ent_buffer_format(out, " (%llu documents) and ",
                          (unsigned long long)twins->rare_documents);
        put_text(out, twins->frequent);
        ent_buffer_format(out, " (%llu).\n",
                          (unsigned long long)twins->frequent_documents);
    }
}

static void put_terms(ent_buffer *out, const ent_model *model)
{
    ent_buffer_text(out, "\n## What speaks for a label\nTerms are as the model has them: "
                         "stems, runs of words, or parts of words (·).\n\n"
                         "| label | heaviest terms |\n|---|---|\n");
    for (size_t k = 0; k < model->label_count && k < ROWS_SHOWN; k++) {
        struct strong strong[TERMS_SHOWN];
        size_t count = strongest(strong, model, k);
        ent_buffer_text(out, "| ");
        put_text(out, model->labels[k].name);
        ent_buffer_text(out, " | ");
        for (size_t i = 0; i < count; i++) {
            ent_string term = ent__vocabulary_term(&model->vocabulary, strong[i].feature);
            ent_buffer_text(out, i ? ", " : "");
            if (term.size && term.data[0] == '\1') {
                ent_buffer_text(out, "·");
                term = (ent_string){term.data + 1, term.size - 1};
            }
            put_text(out, term);
        }
        ent_buffer_text(out, " |\n");
    }
}

void train_card_markdown(ent_buffer *out, const struct train_report *report,
                         const ent_model *model, const ent_answers *answers,
                         const ent_evaluation *evaluation)
{
    ent_buffer_text(out, "# Model ");
    put_text(out, ent_string_of(report->model));
    ent_buffer_format(
        out,
        "\n* digest: %s\n* labels: %zu, %s\n* terms: %zu, counted in %llu "
        "documents\n* settings, corpus digest, versions: "
        "[card.json](card.json)\n",
        model->digest[0] ? model->digest : "not written", model->label_count,
        model->multi_label ? "any number a document" : "one a document",
        model->vocabulary.size, (unsigned long long)model->vocabulary.documents);
    if (evaluation && answers) {
        put_scores(out, answers, evaluation);
        put_confusions(out, answers, evaluation);
    } else {
        ent_buffer_text(out, "\nNothing was held out: there are no scores.\n");
    }
    if (report->curve_count) {
        ent_buffer_format(out,
                          "\n## Learning curve\n![learning curve](learning-curve.svg)\n\n"
                          "| documents | %s |\n|---|---|\n",
                          model->multi_label ? "micro-F1" : "accuracy");
        for (size_t i = 0; i < report->curve_count; i++) {
            ent_buffer_format(out, "| %zu | ", report->curve[i].documents);
            put_score(out, report->curve[i].score);
            ent_buffer_text(out, " |\n");
        }
    }
    put_corpus(out, report);
    put_terms(out, model);
}

/* ---- JSON ---- */

static void json_curve(ent_json_writer *json, const struct train_report *report)
{
    ent_json_key(json, "learning_curve");
    ent_json_begin_array(json);
    for (size_t i = 0; i < report->curve_count; i++) {
        ent_json_begin_object(json);
        ent_json_key(json, "documents");
        ent_json_write_integer(json, (int64_t)report->curve[i].documents);
        ent_json_key(json, "score");
        ent_json_write_number(json, report->curve[i].score, 6);
        ent_json_end_object(json);
    }
    ent_json_end_array(json);
}

static void json_corpus(ent_json_writer *json, const struct train_report *report)
{
    ent_json_key(json, "corpus");
    ent_json_begin_object(json);
    ent_json_key(json, "near_duplicates");
    ent_json_write_integer(json, (int64_t)report->duplicates);
    ent_json_key(json, "validation_documents");
    ent_json_write_integer(json, (int64_t)report->validated);
    ent_json_key(json, "leaked");
    ent_json_write_integer(json, (int64_t)report->leaked);
    ent_json_key(json, "label_twins");
    ent_json_begin_array(json);
    for (size_t i = 0; i < report->twin_count; i++) {
        ent_json_begin_array(json);
        ent_json_write_string(json, report->twins[i].rare);
        ent_json_write_string(json, report->twins[i].frequent);
        ent_json_end_array(json);
    }
    ent_json_end_array(json);
    ent_json_end_object(json);
}

static void json_terms(ent_json_writer *json, const ent_model *model)
{
    ent_json_key(json, "terms");
    ent_json_begin_array(json);
    for (size_t k = 0; k < model->label_count; k++) {
        struct strong strong[TERMS_SHOWN];
        size_t count = strongest(strong, model, k);
        ent_json_begin_object(json);
        ent_json_key(json, "label");
        ent_json_write_string(json, model->labels[k].name);
        ent_json_key(json, "terms");
        ent_json_begin_array(json);
        for (size_t i = 0; i < count; i++) {
            ent_json_begin_object(json);
            ent_json_key(json, "term");
            ent_json_write_string(
                json, ent__vocabulary_term(&model->vocabulary, strong[i].feature));
            ent_json_key(json, "weight");
            ent_json_write_number(json, (double)strong[i].weight, 6);
            ent_json_end_object(json);
        }
        ent_json_end_array(json);
        ent_json_end_object(json);
    }
    ent_json_end_array(json);
}

void train_card_json(ent_buffer *out, const struct train_report *report,
                     const ent_model *model, const ent_answers *answers,
                     const ent_evaluation *evaluation)
{
    ent_json_writer json = {.out = out};
    ent_json_begin_object(&json);
    ent_json_key(&json, "model");
    ent_json_write_text(&json, report->model);
    ent_json_key(&json, "digest");
    ent_json_write_text(&json, model->digest[0] ? model->digest : NULL);
    ent_json_key(&json, "training");
    ent_buffer_string(out, model->metadata); /* an object, made by our own writer */
    json.needs_comma = true;
    json_corpus(&json, report);
    json_curve(&json, report);
    json_terms(&json, model);
    ent_json_key(&json, "held_out");
    if (evaluation) {
        ent_json_begin_object(&json);
        ent__evaluation_json(&json, answers, evaluation, NULL, 0);
        ent_json_end_object(&json);
    } else {
        ent_json_write_null(&json);
    }
    ent_json_end_object(&json);
    ent_buffer_byte(out, '\n');
}

/* ---- plots ---- */

void train_plot_calibration(ent_buffer *out, const ent_evaluation *evaluation)
{
    static const ent_frame frame = {60,
                                    20,
                                    320,
                                    320,
                                    {"confidence", 0, 1, false},
                                    {"share that was right", 0, 1, false}};
    ent_svg_begin(out, 400, 400,
                  ent_string_of("How often answers were right, by their confidence"),
                  true);
    ent_frame_draw(out, &frame);
    ent_svg_line(out, ent_frame_at(&frame, 0, 0), ent_frame_at(&frame, 1, 1), "guide");
    for (int i = 0; i < ENT_CONFIDENCE_BINS; i++) {
        const ent_confidence_bin *bin = &evaluation->bins[i];
        ent_buffer tip = {0};
        if (!bin->count)
            continue;
        ent_buffer_format(&tip, "%llu answers", (unsigned long long)bin->count);
        ent_svg_dot(out, ent_frame_at(&frame, bin->confidence, bin->accuracy), 5,
                    "fill-1", ent_buffer_view(&tip));
        ent_buffer_dispose(&tip);
    }
    ent_svg_end(out);
}

void train_plot_curve(ent_buffer *out, const struct train_report *report,
                      const ent_model *model)
{
    const ent_curve_point *points = report->curve;
    size_t count = report->curve_count;
    double least = (double)points[0].documents,
           most = (double)points[count - 1].documents;
    ent_frame frame = {
        60,
        20,
        420,
        280,
        {"documents trained on", least, most > least ? most : least + 1, true},
        {model->multi_label ? "micro-F1" : "accuracy", 0, 1, false}};
    ent_point line[ENT_CURVE_POINTS];
    ent_svg_begin(out, 500, 360,
                  ent_string_of("Score on held-out documents by documents trained on"),
                  true);
    ent_frame_draw(out, &frame);
    for (size_t i = 0; i < count; i++)
        line[i] = ent_frame_at(&frame, (double)points[i].documents, points[i].score);
    ent_svg_polyline(out, line, count, "line-1");
    for (size_t i = 0; i < count; i++) {
        ent_buffer tip = {0};
        ent_buffer_format(&tip, "%zu documents: ", points[i].documents);
        ent_buffer_decimal(&tip, points[i].score, 4);
        ent_svg_dot(out, line[i], 4, "fill-1", ent_buffer_view(&tip));
        ent_buffer_dispose(&tip);
    }
    ent_svg_end(out);
}
