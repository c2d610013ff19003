/* SPDX-License-Identifier: MIT */
/*
 * Summaries against people's: ROUGE of the default, of the lead, and of the default without each part, on the
 * development parts (or, once, `--part=test`). `--weights name=value,...` tries other weights.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <json-c/json.h>

#include <entente/evaluate.h>
#include <entente/summarize.h>

#include "base/base.h"

enum { CORPORA = 7, REFERENCES_MAX = 8, DOCUMENTS_MAX = 64, BUDGETS = 3, TUNED = 6 };
/* bbc comes last: its references are machine-made, it is reported and left out of the means. */
static const char *const corpora[CORPORA] = {"cnndm", "xsum",     "orangesum", "vietmds",
                                             "bnlpc", "klexikon", "bbc"};
static const char *const budgets[BUDGETS] = {"3 sentences", "100 words, last one cut",
                                             "--words=100"};

struct item {
    int corpus;
    ent_string id;
    ent_string lang;
    ent_article articles[DOCUMENTS_MAX];
    size_t article_count;
    ent_string references[REFERENCES_MAX];
    size_t reference_count;
    double lead[BUDGETS]; /* (R1 + R2) / 2 x 100 of the lead */
};

struct bench {
    ENT_ARRAY(struct item) items;
    ent_arena texts;
    ent_arena result;
    ent_arena scratch;
    ent_summarizer *summarizer;
};

static void check(ent_status status, const ent_error *err)
{
    if (status == ENT_OK)
        return;
    fprintf(stderr, "bench: %s\n", err->msg);
    exit(1);
}

static void *must(void *pointer)
{
    if (pointer)
        return pointer;
    fprintf(stderr, "bench: out of memory\n");
    exit(1);
}

/* ---- reading ---- */

static ent_string member(struct bench *bench, struct json_object *object, const char *key)
{
    return ent_string_copy(&bench->texts, ent_json_string(object, key, NULL));
}

static void add_article(struct bench *bench, struct item *item,
                        struct json_object *object)
{
    if (item->article_count < DOCUMENTS_MAX)
        item->articles[item->article_count++] =
            (ent_article){.title = member(bench, object, "title"),
                          .text = member(bench, object, "text"),
                          .lang = item->lang};
}

static void read_item(struct bench *bench, struct json_object *object, int corpus)
{
    struct item item = {.corpus = corpus,
                        .id = member(bench, object, "id"),
                        .lang = member(bench, object, "lang")};
    struct json_object *list;
    if (json_object_object_get_ex(object, "documents", &list))
        for (size_t i = 0; i < json_object_array_length(list); i++)
            add_article(bench, &item, json_object_array_get_idx(list, i));
    else
        add_article(bench, &item, object);
    if (json_object_object_get_ex(object, "summaries", &list))
        for (size_t i = 0; i < json_object_array_length(list) && i < REFERENCES_MAX;
             i++) {
            struct json_object *text = json_object_array_get_idx(list, i);
            item.references[item.reference_count++] = ent_string_copy(
                &bench->texts, (ent_string){json_object_get_string(text),
                                            (size_t)json_object_get_string_len(text)});
        }
    if (!ent_array_push(&bench->items, item))
        must(NULL);
}

static void read_corpus(struct bench *bench, const char *part, int corpus)
{
    const char *data = getenv("ENTENTE_DATA");
    char path[4096];
    snprintf(path, sizeof path, "%s/summ/%s/%s.jsonl.gz", data ? data : "../shared/data",
             corpora[corpus], part);
    ent_error err;
    ent_input *input;
    if (ent_input_open(&input, path, &err) != ENT_OK) {
        printf("skipped %s (%s)\n", corpora[corpus], err.msg);
        return;
    }
    ent_json_parser *parser = must(ent_json_parser_new());
    for (;;) {
        ent_string line;
        bool end;
        check(ent_input_line(input, &line, &end, 0, &err), &err);
        if (end)
            break;
        struct json_object *object;
        check(ent_json_parse(&object, parser, line, NULL, &err), &err);
        read_item(bench, object, corpus);
        json_object_put(object);
    }
    ent_json_parser_free(parser);
    ent_input_close(input);
}

/* ---- scoring ---- */

static int by_rank(const void *a, const void *b)
{
    const ent_summary_sentence *x = a, *y = b;
    return x->rank < y->rank ? -1 : x->rank > y->rank;
}

static int by_place(const void *a, const void *b)
{
    const ent_summary_sentence *x = a, *y = b;
    if (x->document != y->document)
        return x->document < y->document ? -1 : 1;
    return x->range.start < y->range.start ? -1 : x->range.start > y->range.start;
}

/* Append at most `left` white-space words of a text. @return words appended */
static size_t append_words(ent_buffer *out, ent_string text, size_t left)
{
    size_t words = 0, at = 0;
    while (words < left) {
        while (at < text.size && strchr(" \t\r\n", text.data[at]))
            at++;
        size_t start = at;
        while (at < text.size && !strchr(" \t\r\n", text.data[at]))
            at++;
        if (at == start)
            break;
        ent_buffer_append(out, text.data + start, at - start);
        ent_buffer_byte(out, ' ');
        words++;
    }
    return words;
}

/* The protocol of the peers' table: the best sentences until 100 words, in source order, the last one cut. */
static void take_hundred_words(ent_buffer *out, ent_summary *summary)
{
    ent_summary_sentence *sentences = must(ent_new(summary->count, sizeof *sentences));
    memcpy(sentences, summary->sentences, summary->count * sizeof *sentences);
    qsort(sentences, summary->count, sizeof *sentences, by_rank);
    size_t first = 0, words = 0;
    while (first < summary->count && sentences[first].rank == 0)
        first++;
    size_t end = first;
    ent_buffer counter = {0};
    while (end < summary->count && words < 100) {
        words += append_words(&counter, sentences[end++].text, SIZE_MAX);
        ent_buffer_clear(&counter);
    }
    qsort(sentences + first, end - first, sizeof *sentences, by_place);
    size_t left = 100;
    for (size_t i = first; i < end; i++) {
        left -= append_words(out, sentences[i].text, left);
        ent_buffer_byte(out, '\n');
    }
    ent_buffer_dispose(&counter);
    free(sentences);
}

/* The digest under one budget, a sentence a line. */
static void make_digest(ent_buffer *out, struct bench *bench, const struct item *item,
                        int budget, ent_summary_options options)
{
    options.unit = budget == 0 ? ENT_SUMMARY_SENTENCES : ENT_SUMMARY_WORDS;
    options.budget = budget == 0 ? 3 : budget == 1 ? 1e9 : 100;
    options.all = budget == 1;
    ent_error err;
    ent_summary summary;
    ent_arena result = bench->result;
    check(ent_summarize(&summary, &result, bench->summarizer, item->articles,
                        item->article_count, &options, bench->scratch, &err),
          &err);
    ent_buffer_clear(out);
    if (budget == 1)
        take_hundred_words(out, &summary);
    else
        for (size_t i = 0; i < summary.count; i++) {
            ent_buffer_string(out, summary.sentences[i].text);
            ent_buffer_byte(out, '\n');
        }
}

static ent_rouge_scores rouge(struct bench *bench, const struct item *item, int budget,
                              ent_summary_options options)
{
    static ent_buffer digest;
    make_digest(&digest, bench, item, budget, options);
    ent_error err;
    ent_rouge_scores scores;
    check(ent_score_rouge(&scores, ent_buffer_view(&digest), item->references,
                          item->reference_count, item->lang, bench->scratch, &err),
          &err);
    return scores;
}

static double mean_of_r1_and_r2(const ent_rouge_scores *scores)
{
    return 50 * (scores->r1.f1 + scores->r2.f1);
}

/* ---- tables ---- */

/* Difference to the lead on one corpus, paired by document. */
static ent_mean gain(struct bench *bench, int corpus, int budget,
                     ent_summary_options options)
{
    ENT_ARRAY(double) values = {0};
    for (size_t i = 0; i < bench->items.count; i++) {
        const struct item *item = &bench->items.items[i];
        if (item->corpus != corpus)
            continue;
        ent_rouge_scores scores = rouge(bench, item, budget, options);
        if (!ent_array_push(&values, mean_of_r1_and_r2(&scores) - item->lead[budget]))
            must(NULL);
    }
    ent_mean mean = ent_mean_of(values.items, values.count);
    free(values.items);
    return mean;
}

/* One line: what each corpus gains over the lead, and the mean over the tuned corpora and the first two budgets. */
static double print_gains(struct bench *bench, const char *name,
                          ent_summary_options options, bool quiet)
{
    double sum = 0;
    int counted = 0;
    if (!quiet)
        printf("%-18s", name);
    for (int c = 0; c < (quiet ? TUNED : CORPORA); c++)
        for (int b = 0; b < 2; b++) {
            ent_mean mean = gain(bench, c, b, options);
            if (!quiet)
                printf(" %+6.2f", mean.mean);
            if (c < TUNED && isfinite(mean.mean)) {
                sum += mean.mean;
                counted++;
            }
        }
    double average = counted ? sum / counted : 0;
    if (!quiet)
        printf("  | %+.3f\n", average);
    fflush(stdout);
    return average;
}

static void print_head(void)
{
    printf("%-18s", "gain over lead");
    for (int c = 0; c < CORPORA; c++)
        printf(" %13s", corpora[c]);
    printf("  | mean of six\n%-18s", "");
    for (int c = 0; c < CORPORA; c++)
        printf("   3 s.  100 w");
    printf("\n");
}

static void ablate(struct bench *bench, ent_summary_weights weights)
{
    print_head();
    ent_summary_options options = {.weights = &weights};
    print_gains(bench, "default", options, false);
    for (unsigned p = 0; p < ENT_SUMMARY_PARTS; p++) {
        float kept = weights.part[p];
        if (p == ENT_SUMMARY_PART_QUERY || p == ENT_SUMMARY_PART_RANK || kept == 0)
            continue;
        char name[64];
        snprintf(name, sizeof name, "- %s", ent_summary_part_name(p));
        weights.part[p] = 0;
        print_gains(bench, name, options, false);
        weights.part[p] = kept;
    }
    ent_summary_weights kept = weights;
    weights.terse = 0;
    print_gains(bench, "- terse", options, false);
    weights = kept;
    weights.redundancy = 0;
    print_gains(bench, "- redundancy", options, false);
    weights = kept;
    options.raw = true;
    print_gains(bench, "- cleaning", options, false);
}

static void compare_methods(struct bench *bench)
{
    print_head();
    print_gains(bench, "lexrank", (ent_summary_options){.method = ENT_SUMMARY_LEXRANK},
                false);
    print_gains(bench, "lexrank 0.1",
                (ent_summary_options){.method = ENT_SUMMARY_LEXRANK, .threshold = 0.1},
                false);
    print_gains(bench, "textrank", (ent_summary_options){.method = ENT_SUMMARY_TEXTRANK},
                false);
    print_gains(bench, "lead, cleaned", (ent_summary_options){.method = ENT_SUMMARY_LEAD},
                false);
}

/* R1, R2, Lsum of the default, and the paired gain over lead with its standard error. */
static void report(struct bench *bench, ent_summary_options options)
{
    for (int b = 0; b < BUDGETS; b++) {
        printf("%-26s%8s%8s%8s%10s%10s%16s\n", budgets[b], "R1", "R2", "Lsum",
               "(R1+R2)/2", "lead", "gain");
        for (int c = 0; c < CORPORA; c++) {
            double sums[3] = {0}, lead = 0;
            size_t count = 0;
            for (size_t i = 0; i < bench->items.count; i++) {
                const struct item *item = &bench->items.items[i];
                if (item->corpus != c)
                    continue;
                ent_rouge_scores scores = rouge(bench, item, b, options);
                sums[0] += 100 * scores.r1.f1;
                sums[1] += 100 * scores.r2.f1;
                sums[2] += 100 * scores.lsum.f1;
                lead += item->lead[b];
                count++;
            }
            if (!count)
                continue;
            double n = (double)count;
            ent_mean mean = gain(bench, c, b, options);
            printf("%-10s %4zu documents %8.2f%8.2f%8.2f%10.2f%10.2f   %+6.2f +- %.2f\n",
                   corpora[c], count, sums[0] / n, sums[1] / n, sums[2] / n,
                   (sums[0] + sums[1]) / 2 / n, lead / n, mean.mean, mean.error);
        }
    }
}

/* ---- weights from the command line ---- */

static float *weight_by_name(ent_summary_weights *weights, const char *name)
{
    const struct {
        const char *name;
        float *place;
    } others[] = {{"falloff", &weights->falloff},
                  {"enough", &weights->enough},
                  {"terse", &weights->terse},
                  {"redundancy", &weights->redundancy}};
    for (unsigned p = 0; p < ENT_SUMMARY_PARTS; p++)
        if (strcmp(ent_summary_part_name(p), name) == 0)
            return &weights->part[p];
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (strcmp(others[i].name, name) == 0)
            return others[i].place;
    fprintf(stderr, "bench: no weight is named '%s'\n", name);
    exit(2);
}

static void set_weights(ent_summary_weights *weights, char *list)
{
    char *rest = NULL;
    for (char *pair = strtok_r(list, ",", &rest); pair;
         pair = strtok_r(NULL, ",", &rest)) {
        char *equals = strchr(pair, '=');
        if (!equals)
            exit(2);
        *equals = '\0';
        *weight_by_name(weights, pair) = strtof(equals + 1, NULL);
    }
}

int main(int argc, char **argv)
{
    const char *part = "dev";
    ent_summary_weights weights = ent_summary_weights_default();
    struct bench bench = {.items = {0}};
    ent_error err;
    check(ent_arena_open(&bench.texts, (size_t)1 << 30, &err), &err);
    check(ent_arena_open(&bench.result, (size_t)1 << 28, &err), &err);
    check(ent_arena_open(&bench.scratch, (size_t)1 << 30, &err), &err);
    check(ent_summarizer_new(&bench.summarizer, &err), &err);
    for (int i = 1; i < argc; i++)
        if (strncmp(argv[i], "--part=", 7) == 0)
            part = argv[i] + 7;
    for (int c = 0; c < CORPORA; c++)
        read_corpus(&bench, part, c);
    ent_summary_options lead = {.method = ENT_SUMMARY_LEAD, .raw = true};
    for (size_t i = 0; i < bench.items.count; i++)
        for (int b = 0; b < BUDGETS; b++) {
            ent_rouge_scores scores = rouge(&bench, &bench.items.items[i], b, lead);
            bench.items.items[i].lead[b] = mean_of_r1_and_r2(&scores);
        }
    ent_summary_options options = {.weights = &weights};
    bool done = false;
    for (int i = 1; i < argc; i++) {
        if (strncmp(argv[i], "--weights=", 10) == 0) {
            set_weights(&weights, argv[i] + 10);
        } else if (strncmp(argv[i], "--try=", 6) == 0) {
            ent_summary_weights kept = weights;
            char *name = must(strdup(argv[i] + 6));
            set_weights(&weights, argv[i] + 6);
            print_gains(&bench, name, options, false);
            free(name);
            weights = kept;
            done = true;
        } else if (strcmp(argv[i], "--ablate") == 0) {
            ablate(&bench, weights);
            compare_methods(&bench);
            done = true;
        }
    }
    if (!done)
        report(&bench, options);
    ent_summarizer_free(bench.summarizer);
    free(bench.items.items);
    ent_arena_close(&bench.texts);
    ent_arena_close(&bench.result);
    ent_arena_close(&bench.scratch);
    return 0;
}
