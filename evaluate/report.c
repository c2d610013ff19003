/* SPDX-License-Identifier: MIT */
/* The report as a page for a person: what was measured, how sure it is, and where it goes wrong. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "plots.h"

/* More labels than these would be a wall: the page shows the most frequent ones and says so; the JSON has all. */
enum { MOST_CONFUSED = 40, MOST_BARS = 100, MOST_PAIRS = 20 };

/* ---- scores ---- */

static void interval_cell(ent_html_table *table, ent_interval interval)
{
    ent_buffer text = {0};
    if (isfinite(interval.low)) {
        ent_buffer_decimal(&text, interval.low, 4);
        ent_buffer_text(&text, "\u00A0to\u00A0"); /* not to be broken */
        ent_buffer_decimal(&text, interval.high, 4);
    }
    ent_html_cell(table, ent_buffer_view(&text));
    ent_buffer_dispose(&text);
}

static void write_lines(ent_buffer *out, const ent_score_line *lines, size_t count)
{
    static const char *const heads[] = {"score", ">value", "95 % interval",
                                        "what it says"};
    ent_html_table table;
    ent_html_table_begin(&table, out, NULL, heads, 4);
    for (size_t i = 0; i < count; i++) {
        ent_html_cell(&table, ent_string_of(lines[i].name));
        ent_html_cell_number(&table, lines[i].value, 4);
        interval_cell(&table, lines[i].interval);
        ent_html_cell(&table, ent_string_of(lines[i].meaning));
    }
    ent_html_table_end(&table);
}

static void write_intervals(ent_buffer *out, const ent_score_line *lines, size_t count)
{
    ent_buffer_text(out, "<figure><div class=\"wide\">");
    ent__plot_intervals(out, lines, count);
    ent_buffer_text(
        out, "</div><figcaption>Dots are the scores, lines the range that 95 of 100 "
             "such corpora would give.</figcaption></figure>\n");
}

enum { LINES_MOST = 32 };

/* The scores that are defined. @param on_axis  the first so many are best at 1; the others, at 0, have an axis of their own */
static size_t gather_lines(ent_score_line lines[LINES_MOST], size_t *on_axis,
                           const ent_answers *answers, const ent_evaluation *e,
                           const ent_score_line *more, size_t more_count)
{
    enum { BEST_AT_0 = 7 };
    bool several = answers->multi_label;
    const struct {
        const char *name, *meaning;
        double value;
        ent_interval interval;
    } own[] = {
        {"accuracy",
         several ? "share of documents with exactly the right set of labels"
                 : "share of documents with the right label",
         e->accuracy, e->accuracy_interval},
        {"micro F1", "every decision counts alike", e->micro.f1, e->micro_f1_interval},
        {"macro F1", "every label counts alike", e->macro.f1, e->macro_f1_interval},
        {"weighted F1", "labels count by their documents", e->weighted.f1,
         e->weighted_f1_interval},
        {"sample F1", "every document counts alike", several ? e->sample.f1 : NAN,
         e->sample_f1_interval}, /* accuracy, where a document has one label */
        {"P@1", "share of best labels that are right", e->precision_at[0],
         e->precision_at_interval[0]},
        {"NDCG", "how early the right labels are ranked", e->ndcg, e->ndcg_interval},
        [BEST_AT_0] = {"ECE",
                       "mean distance between what a probability claims and what comes "
                       "true",
                       e->ece, e->ece_interval},
        {"Brier score", "squared error of the probabilities; 0 is best", e->brier,
         e->brier_interval},
        {"log loss", "surprise at the truth; 0 is best", e->log_loss,
         e->log_loss_interval},
    };
    size_t count = 0, own_count = sizeof own / sizeof *own;
    for (size_t i = 0; i < more_count && count + own_count < LINES_MOST; i++)
        if (isfinite(more[i].value))
            lines[count++] = more[i];
    for (size_t i = 0; i < own_count; i++) {
        if (i == BEST_AT_0)
            *on_axis = count;
        if (isfinite(own[i].value))
            lines[count++] = (ent_score_line){.name = own[i].name,
                                              .meaning = own[i].meaning,
                                              .value = own[i].value,
                                              .interval = own[i].interval};
    }
    return count;
}

/* ---- two systems ---- */

void ent__p_value(ent_buffer *out, double p)
{
    bool tiny = p < 0.0001;
    ent_buffer_text(out, tiny ? "p < " : "p = ");
    ent_buffer_decimal(out, tiny ? 0.0001 : p, 4);
}

static void write_differences(ent_buffer *out, const char *against,
                              const ent_score_line *lines, size_t count)
{
    static const char *const heads[] = {"score",       ">ours",         ">theirs",
                                        ">difference", "95 % interval", ">p"};
    ent_buffer_text(out, "<h2>Against ");
    ent_html_text(out, ent_string_of(against));
    ent_buffer_text(out, "</h2>\n");
    ent_html_table table;
    ent_html_table_begin(&table, out, NULL, heads, 6);
    for (size_t i = 0; i < count; i++) {
        const ent_difference *difference = &lines[i].difference;
        if (!lines[i].compared || isnan(difference->difference))
            continue;
        ent_html_cell(&table, ent_string_of(lines[i].name));
        ent_html_cell_number(&table, difference->ours, 4);
        ent_html_cell_number(&table, difference->theirs, 4);
        ent_html_cell_number(&table, difference->difference, 4);
        interval_cell(&table, difference->interval);
        ent_html_cell_number(&table, difference->p, 4);
    }
    ent_html_table_end(&table);
    ent_buffer_text(out, "<p>Both are resampled together. Where the interval of the "
                         "difference holds 0, the corpus is too small to tell which is "
                         "better.</p>\n");
}

static void write_comparison(ent_buffer *out, const char *against,
                             const ent_comparison *comparison, const ent_score_line *more,
                             size_t more_count)
{
    ent_score_line lines[LINES_MOST] = {
        {.name = "accuracy", .compared = true, .difference = comparison->accuracy},
        {.name = "micro F1", .compared = true, .difference = comparison->micro_f1},
        {.name = "macro F1", .compared = true, .difference = comparison->macro_f1}};
    size_t count = 3;
    for (size_t i = 0; i < more_count && count < LINES_MOST; i++)
        lines[count++] = more[i];
    write_differences(out, against, lines, count);
    ent_buffer_format(out,
                      "<p>Only ours was right on %llu documents, only theirs on %llu "
                      "(McNemar's exact test: ",
                      (unsigned long long)comparison->only_ours,
                      (unsigned long long)comparison->only_theirs);
    ent_buffer p = {0};
    ent__p_value(&p, comparison->mcnemar_p);
    ent_html_text(out, ent_buffer_view(&p)); /* "<" is markup there */
    out->failed |= p.failed;
    ent_buffer_dispose(&p);
    ent_buffer_text(out, ").</p>\n");
}

void ent__scores_page(ent_buffer *out, const char *title, size_t documents,
                      const ent_score_line *lines, size_t count, const char *against)
{
    ent_html_begin(out, "en", ent_string_of(title));
    ent_buffer_format(out, "<p>%zu documents.</p>\n", documents);
    write_lines(out, lines, count);
    write_intervals(out, lines, count);
    if (against)
        write_differences(out, against, lines, count);
    ent_html_end(out);
}

/* ---- labels ---- */

struct ordered_label {
    uint64_t documents;
    uint32_t label;
};

static int by_documents(const void *a, const void *b)
{
    const struct ordered_label *x = a, *y = b;
    if (x->documents != y->documents)
        return x->documents < y->documents ? 1 : -1;
    return (x->label > y->label) - (x->label < y->label);
}

/* Labels that occur, most frequent first. @return how many; 0 also when memory is out (the buffer is failed then) */
static size_t order_labels(uint32_t **order, ent_buffer *out, const ent_answers *answers,
                           const ent_evaluation *evaluation)
{
    struct ordered_label *sorted = ent_new(answers->label_count, sizeof *sorted);
    *order = ent_new(answers->label_count, sizeof **order);
    size_t count = 0;
    if (sorted && *order) {
        for (size_t k = 0; k < answers->label_count; k++) {
            const ent_label_result *label = &evaluation->label_results[k];
            if (label->truth || label->chosen)
                sorted[count++] = (struct ordered_label){label->truth, (uint32_t)k};
        }
        qsort(sorted, count, sizeof *sorted, by_documents);
        for (size_t i = 0; i < count; i++)
            (*order)[i] = sorted[i].label;
    } else {
        out->failed = true;
    }
    free(sorted);
    return count;
}

static void write_label_table(ent_buffer *out, const ent_answers *answers,
                              const ent_evaluation *evaluation, const uint32_t *order,
                              size_t count)
{
    static const char *const heads[] = {"label",      ">documents", ">predicted",
                                        ">precision", ">recall",    ">F1"};
    ent_html_table table;
    ent_html_table_begin(&table, out, NULL, heads, 6);
    for (size_t i = 0; i < count; i++) {
        const ent_label_result *label = &evaluation->label_results[order[i]];
        ent_html_cell(&table, answers->labels[order[i]]);
        ent_html_cell_number(&table, (double)label->truth, 0);
        ent_html_cell_number(&table, (double)label->chosen, 0);
        ent_html_cell_number(&table, label->score.precision, 3);
        ent_html_cell_number(&table, label->score.recall, 3);
        ent_html_cell_number(&table, label->score.f1, 3);
    }
    ent_html_table_end(&table);
}

/* ---- confusions ---- */

struct confused_pair {
    uint64_t documents;
    size_t cell;
};

static int by_pair(const void *a, const void *b)
{
    const struct confused_pair *x = a, *y = b;
    if (x->documents != y->documents)
        return x->documents < y->documents ? 1 : -1;
    return (x->cell > y->cell) - (x->cell < y->cell);
}

/* The most frequent confusions, kept in a short sorted list. */
static size_t worst_pairs(struct confused_pair *worst, const ent_evaluation *evaluation,
                          size_t labels)
{
    size_t count = 0;
    for (size_t cell = 0; cell < labels * (labels + 1); cell++) {
        size_t truth = cell / (labels + 1), chosen = cell % (labels + 1);
        uint64_t documents = evaluation->confusion[cell];
        if (truth == chosen || !documents ||
            (count == MOST_PAIRS && documents <= worst[count - 1].documents))
            continue;
        if (count < MOST_PAIRS)
            count++;
        worst[count - 1] = (struct confused_pair){documents, cell};
        qsort(worst, count, sizeof *worst, by_pair);
    }
    return count;
}

static void write_confusions(ent_buffer *out, const ent_answers *answers,
                             const ent_evaluation *evaluation, const uint32_t *order,
                             size_t count)
{
    static const char *const heads[] = {"true label", "taken for", ">documents",
                                        ">share of the true label"};
    size_t labels = answers->label_count,
           shown = count < MOST_CONFUSED ? count : MOST_CONFUSED;
    ent_html_element(out, "h2", NULL, ent_string_of("What is taken for what"));
    ent_buffer_text(out, "<figure><div class=\"wide\">");
    ent__plot_confusion(out, answers, evaluation, order, shown);
    ent_buffer_format(
        out,
        "</div><figcaption>A row is a true label, a column what it was given; the "
        "stronger its colour, the larger the share of the row (square root). "
        "%s</figcaption></figure>\n",
        shown < count ? "Only the most frequent labels are drawn." : "");
    struct confused_pair worst[MOST_PAIRS];
    size_t pairs = worst_pairs(worst, evaluation, labels);
    ent_html_table table;
    ent_html_table_begin(&table, out, "The most frequent confusions", heads, 4);
    for (size_t i = 0; i < pairs; i++) {
        size_t truth = worst[i].cell / (labels + 1),
               chosen = worst[i].cell % (labels + 1);
        ent_html_cell(&table, answers->labels[truth]);
        ent_html_cell(&table, chosen < labels ? answers->labels[chosen]
                                              : ent_string_of("(no answer)"));
        ent_html_cell_number(&table, (double)worst[i].documents, 0);
        ent_html_cell_number(&table,
                             (double)worst[i].documents /
                                 (double)evaluation->label_results[truth].truth,
                             3);
    }
    ent_html_table_end(&table);
}

/* ---- the page ---- */

static void write_figures(ent_buffer *out, const ent_evaluation *evaluation)
{
    if (isfinite(evaluation->ece)) {
        ent_html_element(out, "h2", NULL, ent_string_of("Are the probabilities honest?"));
        ent_buffer_text(out, "<figure>");
        ent__plot_reliability(out, evaluation);
        ent_buffer_text(
            out,
            "<figcaption>On the dashed line a probability of 0.7 comes true 7 times in "
            "10; below it the model is too sure, above it too modest. Larger dots "
            "stand for more answers.</figcaption></figure>\n");
    }
    if (evaluation->coverage_count > 1) {
        ent_html_element(out, "h2", NULL,
                         ent_string_of("What is gained by leaving doubtful ones out?"));
        ent_buffer_text(out, "<figure>");
        ent__plot_coverage(out, evaluation);
        ent_buffer_text(
            out, "<figcaption>Accuracy of the best label when only the most confident "
                 "answers are given.</figcaption></figure>\n");
    }
}

void ent__evaluation_page(ent_buffer *out, const char *title, const ent_answers *answers,
                          const ent_evaluation *evaluation, const ent_score_line *more,
                          size_t more_count, const ent_comparison *comparison,
                          const char *against)
{
    ent_score_line lines[LINES_MOST];
    size_t on_axis = 0;
    size_t line_count =
        gather_lines(lines, &on_axis, answers, evaluation, more, more_count);
    ent_html_begin(out, "en", ent_string_of(title));
    ent_buffer_format(
        out, "<p>%llu documents, %zu labels, %s; %llu documents were answered.</p>\n",
        (unsigned long long)evaluation->documents, answers->label_count,
        answers->multi_label ? "several a document" : "one a document",
        (unsigned long long)evaluation->answered);
    write_lines(out, lines, line_count);
    if (isfinite(evaluation->accuracy_interval.low))
        write_intervals(out, lines, on_axis);
    if (comparison)
        write_comparison(out, against, comparison, more, more_count);
    write_figures(out, evaluation);
    uint32_t *order;
    size_t count = order_labels(&order, out, answers, evaluation);
    ent_html_element(out, "h2", NULL, ent_string_of("Label by label"));
    ent_buffer_text(out, "<figure><div class=\"wide\">");
    ent__plot_labels(out, answers, evaluation, order,
                     count < MOST_BARS ? count : MOST_BARS);
    ent_buffer_text(out, "</div></figure>\n");
    write_label_table(out, answers, evaluation, order, count);
    if (evaluation->confusion && count)
        write_confusions(out, answers, evaluation, order, count);
    free(order);
    ent_html_end(out);
}
