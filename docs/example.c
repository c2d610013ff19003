/* SPDX-License-Identifier: MIT */
/* A program on top of libentente: the topic, the reason for it, and a summary of one article.
 *     cc -o example example.c $(pkg-config --cflags --libs entente) && ./example MODEL.ent "Title" "Text…" */
#include <stdio.h>
#include <stdlib.h>

#include <entente/classify.h>
#include <entente/summarize.h>

static ent_error err; /* what went wrong, for every call below */

static void check(ent_status status)
{
    if (status == ENT_OK)
        return;
    fprintf(stderr, "example: %s\n", err.msg);
    exit(1);
}

static void show_topic(const ent_model *model, const ent_article *article,
                       ent_arena *arena)
{
    ent_scorer *scorer;
    ent_verdict verdict;
    ent_explanation why;
    ent_label_score *scores = calloc(ent_model_label_count(model), sizeof *scores);
    if (!scores)
        exit(1);
    check(ent_scorer_new(&scorer, model, &err));
    check(ent_score(scores, &verdict, scorer, article, &err));
    ent_string name = ent_model_label_name(model, scores[0].label);
    printf("topic: %.*s (%.0f %%)\n", (int)name.size, name.data,
           100 * (double)scores[0].probability);
    check(ent_explain(&why, arena, scorer, article, scores[0].label, 3, &err));
    for (size_t i = 0; i < why.count; i++)
        printf("  %+.3f %.*s\n", (double)why.terms[i].contribution,
               (int)why.terms[i].term.size, why.terms[i].term.data);
    ent_scorer_free(scorer);
    free(scores);
}

static void show_summary(const ent_article *article, ent_arena *arena)
{
    ent_summarizer *summarizer;
    ent_summary summary;
    ent_arena scratch;
    ent_summary_options options = {.budget = 40}; /* words */
    check(ent_arena_open(&scratch, 0, &err));
    check(ent_summarizer_new(&summarizer, &err));
    check(ent_summarize(&summary, arena, summarizer, article, 1, &options, scratch, &err));
    printf("summary: %.*s\n", (int)summary.text.size, summary.text.data);
    ent_summarizer_free(summarizer);
    ent_arena_close(&scratch);
}

static ent_string view(const char *text)
{
    ent_string string = {text, 0};
    while (text[string.size])
        string.size++;
    return string;
}

int main(int argc, char **argv)
{
    if (argc != 4) {
        fprintf(stderr, "usage: example MODEL.ent TITLE TEXT\n");
        return 2;
    }
    ent_model *model;
    ent_arena arena;
    ent_article article = {
        .lang = view("en"), .title = view(argv[2]), .text = view(argv[3])};
    check(ent_arena_open(&arena, 0, &err));
    check(ent_model_open(&model, argv[1], &err));
    show_topic(model, &article, &arena);
    show_summary(&article, &arena);
    ent_model_free(model);
    ent_arena_close(&arena);
    return 0;
}
