/* SPDX-License-Identifier: MIT */
/*
 * Sentences: quality on the corpora of data/sentences, speed beside ICU's sentence breaker.
 *   build/bench/sentences [-v] [FILE.jsonl...]     without files: all of $ENTENTE_DATA/sentences
 * Prints a line a file and language: texts, exact matches (white space folded), precision, recall and F1 of spans (white
 * space ignored). -v shows every sentence that differs.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <json-c/json.h>
#include <unicode/ubrk.h>

#include <entente/text.h>

#include "base/base.h"

enum { MAX_LANGUAGES = 64 };

typedef struct score {
    char lang[16];
    size_t texts, exact, aligned, wanted, found, hits;
} score;

static bool verbose;

/* Sentences as spans in visible bytes, and as one string with white space folded, for comparing. */
typedef struct answer {
    ENT_ARRAY(ent_range) spans;
    ent_buffer folded;
} answer;

static void add_sentence(answer *a, const char *data, size_t size, size_t *visible)
{
    ent_range range = {(uint32_t)*visible, 0};
    bool space = false;
    for (size_t i = 0; i < size; i++) {
        if (memchr(" \t\r\n\f\v", data[i], 6)) {
            space = true;
            continue;
        }
        if (space)
            ent_buffer_append(&a->folded, " ", 1);
        space = false;
        ent_buffer_append(&a->folded, data + i, 1);
        ++*visible;
    }
    ent_buffer_append(&a->folded, "\n", 1);
    range.end = (uint32_t)*visible;
    if (!ent_array_push(&a->spans, range))
        abort();
}

static void split(answer *a, ent_arena arena, ent_string text, const char *lang)
{
    ent_language language = {.code = lang};
    ent_range *paragraphs, *sentences;
    size_t count, n, visible = 0;
    ent_error err;
    if (ent_paragraph_ranges(&paragraphs, &count, &arena, text, ENT_PARAGRAPHS_AUTO,
                             &err))
        abort();
    for (size_t i = 0; i < count; i++) {
        if (ent_sentence_ranges(&sentences, &n, &arena, text, paragraphs[i], &language,
                                &err))
            abort();
        for (size_t j = 0; j < n; j++)
            add_sentence(a, text.data + sentences[j].start,
                         sentences[j].end - sentences[j].start, &visible);
    }
}

static size_t common(const answer *a, const answer *b)
{
    size_t hits = 0;
    for (size_t i = 0, j = 0; i < a->spans.count && j < b->spans.count;) {
        ent_range x = a->spans.items[i], y = b->spans.items[j];
        hits += x.start == y.start && x.end == y.end;
        if (x.end <= y.end)
            i++;
        if (y.end <= x.end)
            j++;
    }
    return hits;
}

static bool has_line(const ent_buffer *buffer, const char *line, size_t size)
{
    for (const char *at = buffer->data, *end = at + buffer->size; at < end;) {
        const char *next = memchr(at, '\n', (size_t)(end - at));
        if ((size_t)(next - at) == size && memcmp(at, line, size) == 0)
            return true;
        at = next + 1;
    }
    return false;
}

static void print_missing(const char *sign, const ent_buffer *of, const ent_buffer *in)
{
    for (const char *at = of->data, *end = at + of->size; at < end;) {
        const char *next = memchr(at, '\n', (size_t)(end - at));
        if (!has_line(in, at, (size_t)(next - at)))
            printf("  %s %.*s\n", sign, (int)(next - at), at);
        at = next + 1;
    }
}

static score *score_of(score *scores, const char *lang)
{
    score *s = scores;
    while (s->lang[0] && strcmp(s->lang, lang) != 0)
        s++;
    snprintf(s->lang, sizeof s->lang, "%s", lang);
    return s;
}

static void score_record(score *scores, struct json_object *record, ent_arena arena)
{
    const char *lang = json_object_get_string(json_object_object_get(record, "lang"));
    ent_string text = ent_json_string(record, "text", NULL);
    struct json_object *list = json_object_object_get(record, "sentences"), *flag;
    answer wanted = {0}, found = {0};
    size_t visible = 0;
    for (size_t i = 0; i < json_object_array_length(list); i++) {
        struct json_object *s = json_object_array_get_idx(list, i);
        add_sentence(&wanted, json_object_get_string(s),
                     (size_t)json_object_get_string_len(s), &visible);
    }
    split(&found, arena, text, lang);
    score *s = score_of(scores, lang);
    bool exact = wanted.folded.size == found.folded.size &&
                 memcmp(wanted.folded.data, found.folded.data, wanted.folded.size) == 0;
    s->texts++;
    s->exact += exact;
    if (!json_object_object_get_ex(record, "aligned", &flag) ||
        json_object_get_boolean(flag)) {
        s->aligned++;
        s->wanted += wanted.spans.count;
        s->found += found.spans.count;
        s->hits += common(&wanted, &found);
    }
    if (verbose && !exact) {
        printf("%s\n", json_object_get_string(json_object_object_get(record, "id")));
        print_missing("wanted", &wanted.folded, &found.folded);
        print_missing("found ", &found.folded, &wanted.folded);
    }
    free(wanted.spans.items);
    free(found.spans.items);
    ent_buffer_dispose(&wanted.folded);
    ent_buffer_dispose(&found.folded);
}

static void print_score(const char *name, const score *s)
{
    double p = s->found ? (double)s->hits / (double)s->found : 0;
    double r = s->wanted ? (double)s->hits / (double)s->wanted : 0;
    printf("%-20s %-4s %4zu texts %4zu exact %6.1f %%   P %.4f  R %.4f  F1 %.4f\n", name,
           s->lang, s->texts, s->exact, 100.0 * (double)s->exact / (double)s->texts, p, r,
           p + r > 0 ? 2 * p * r / (p + r) : 0);
}

static void score_file(const char *path)
{
    ent_error err;
    ent_input *input;
    ent_string line;
    bool end;
    ent_arena arena;
    score scores[MAX_LANGUAGES] = {0}, total = {.lang = "all"};
    ent_json_parser *parser = ent_json_parser_new();
    if (!parser || ent_arena_open(&arena, 0, &err) ||
        ent_input_open(&input, path, &err)) {
        fprintf(stderr, "cannot read %s\n", path);
        exit(1);
    }
    while (!ent_input_line(input, &line, &end, 0, &err) && !end) {
        struct json_object *record;
        if (ent_json_parse(&record, parser, line, NULL, &err)) {
            fprintf(stderr, "%s: %s\n", path, err.msg);
            exit(1);
        }
        score_record(scores, record, arena);
        json_object_put(record);
    }
    const char *name = strrchr(path, '/') ? strrchr(path, '/') + 1 : path;
    size_t kinds = 0;
    for (score *s = scores; s->lang[0]; s++, kinds++) {
        total.texts += s->texts;
        total.exact += s->exact;
        total.wanted += s->wanted;
        total.found += s->found;
        total.hits += s->hits;
    }
    if (kinds > 1)
        for (score *s = scores; s->lang[0]; s++)
            print_score(name, s);
    print_score(name, &total);
    ent_input_close(input);
    ent_json_parser_free(parser);
    ent_arena_close(&arena);
}

/* ---- speed --------------------------------------------------------------------------------------------------- */

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static double icu_seconds(ent_string text, size_t *count)
{
    UErrorCode status = U_ZERO_ERROR;
    UBreakIterator *iterator = ubrk_open(UBRK_SENTENCE, "en", NULL, 0, &status);
    UText *utext = utext_openUTF8(NULL, text.data, (int64_t)text.size, &status);
    double begin = now();
    ubrk_setUText(iterator, utext, &status);
    *count = 0;
    while (U_SUCCESS(status) && ubrk_next(iterator) != UBRK_DONE)
        ++*count;
    double seconds = now() - begin;
    utext_close(utext);
    ubrk_close(iterator);
    return seconds;
}

static double own_seconds(ent_string text, size_t *count)
{
    ent_arena arena;
    ent_error err;
    ent_language english = {.code = "en"};
    ent_range *paragraphs, *sentences;
    size_t paragraph_count, n;
    if (ent_arena_open(&arena, (size_t)4 << 30, &err))
        return 0;
    double begin = now();
    *count = 0;
    if (ent_paragraph_ranges(&paragraphs, &paragraph_count, &arena, text,
                             ENT_PARAGRAPHS_AUTO, &err))
        abort();
    for (size_t i = 0; i < paragraph_count; i++) {
        ent_arena scratch = arena;
        if (ent_sentence_ranges(&sentences, &n, &scratch, text, paragraphs[i], &english,
                                &err))
            abort();
        *count += n;
    }
    double seconds = now() - begin;
    ent_arena_close(&arena);
    return seconds;
}

/* Texts of a corpus, repeated to `size` bytes. */
static ent_buffer repeat(const char *path, size_t size)
{
    ent_buffer all = {0};
    ent_error err;
    ent_json_parser *parser = ent_json_parser_new();
    while (parser && all.size < size) {
        ent_input *input;
        ent_string line;
        bool end;
        if (ent_input_open(&input, path, &err))
            break;
        while (!ent_input_line(input, &line, &end, 0, &err) && !end && all.size < size) {
            struct json_object *record;
            if (ent_json_parse(&record, parser, line, NULL, &err))
                continue;
            ent_string text = ent_json_string(record, "text", NULL);
            ent_buffer_append(&all, text.data, text.size);
            ent_buffer_append(&all, "\n\n", 2);
            json_object_put(record);
        }
        ent_input_close(input);
    }
    ent_json_parser_free(parser);
    return all;
}

static void speed(const char *path)
{
    ent_buffer all = repeat(path, 20 << 20);
    ent_string text = {all.data, all.size};
    size_t own_count = 0, icu_count = 0;
    double own = 1e9, icu = 1e9, mb = (double)all.size / 1e6;
    for (int i = 0; i < 3 && all.size; i++) {
        double t = own_seconds(text, &own_count);
        own = t < own ? t : own;
        t = icu_seconds(text, &icu_count);
        icu = t < icu ? t : icu;
    }
    printf("speed: %.1f MB of English news, one thread, processor time, best of 3: %.1f "
           "MB/s (%zu "
           "sentences); "
           "ICU %.1f MB/s (%zu); ratio %.2f\n",
           mb, mb / own, own_count, mb / icu, icu_count, icu / own);
    ent_buffer_dispose(&all);
}

int main(int argc, char **argv)
{
    int first = 1;
    if (argc > 1 && strcmp(argv[1], "-v") == 0)
        verbose = true, first++;
    for (int i = first; i < argc; i++)
        score_file(argv[i]);
    if (first < argc)
        return 0;
    const char *data = getenv("ENTENTE_DATA");
    char path[4096];
    static const char *const files[] = {"golden_rules",   "pragmatic_other",
                                        "ud_en_ewt_dev",  "ud_en_gum_dev",
                                        "ud_en_gum_news", "ud_de_gsd_dev"};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        snprintf(path, sizeof path, "%s/sentences/%s.jsonl",
                 data ? data : "../shared/data", files[i]);
        score_file(path);
    }
    snprintf(path, sizeof path, "%s/sentences/ud_en_gum_news.jsonl",
             data ? data : "../shared/data");
    speed(path);
    return 0;
}
