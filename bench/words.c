/* SPDX-License-Identifier: MIT */
/*
 * How fast are tokens? Tokenize + fold + stem id on 20 MB of English news and of four other scripts, one thread, warm
 * cache, beside ICU's word breaker on the same text (which neither folds nor stems).
 *     build/bench/words [ours|icu [LANGUAGE]]     one side of one language alone, once, for valgrind --tool=callgrind
 *     build/bench/words score MODEL...            how fast is all of it: English news, a line an article, scored by models
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <json-c/json.h>
#include <unicode/ubrk.h>
#include <unicode/ustring.h>

#include <entente/classify.h>
#include <entente/models.h>
#include <entente/text.h>

#include "base/base.h"

enum { SIZE = 20 << 20, ROUNDS = 5, TOKENS = 4096 };

typedef struct source {
    const char *code; /* of the language */
    const char *lang; /* which rows to take, NULL: all */
    const char *files[4];
} source;

static const source sources[] = {
    {"en",
     NULL,
     {"topic/agnews/train-part.jsonl.gz", "topic/bbc/train.jsonl.gz",
      "topic/masakhanews/eng/train-part.jsonl.gz"}},
    {"ru", "rus_Cyrl", {"langid/sib200/train48.jsonl.gz"}},
    {"zh", "zho_Hans", {"langid/sib200/train48.jsonl.gz"}},
    {"ar", "arb_Arab", {"langid/sib200/train48.jsonl.gz"}},
    {"hi", "hin_Deva", {"langid/sib200/train48.jsonl.gz"}},
};
enum { SOURCES = sizeof sources / sizeof *sources };

static void die(const char *what)
{
    fprintf(stderr, "words: %s\n", what);
    exit(1);
}

static void add_file(ent_buffer *out, const char *path, const char *lang)
{
    ent_error error;
    ent_input *input;
    if (ent_input_open(&input, path, &error) != ENT_OK)
        die(error.msg);
    ent_json_parser *parser = ent_json_parser_new();
    ent_string line;
    bool end = false;
    while (out->size < SIZE && ent_input_line(input, &line, &end, 0, &error) == ENT_OK &&
           !end) {
        struct json_object *row;
        if (ent_json_parse(&row, parser, line, NULL, &error) != ENT_OK)
            continue;
        if (!lang || ent_string_is(ent_json_string(row, "lang", NULL), lang)) {
            ent_buffer_string(out, ent_json_string(row, "text", NULL));
            ent_buffer_byte(out, '\n');
        }
        json_object_put(row);
    }
    ent_json_parser_free(parser);
    ent_input_close(input);
}

/* The texts of a source, repeated up to 20 MB. */
static ent_string load(const source *from)
{
    const char *data = getenv("ENTENTE_DATA");
    ent_buffer text = {0};
    for (size_t i = 0; from->files[i]; i++) {
        char path[4096];
        snprintf(path, sizeof path, "%s/%s", data ? data : "../shared/data",
                 from->files[i]);
        add_file(&text, path, from->lang);
    }
    size_t once = text.size;
    if (!once)
        die("no text");
    char *whole = malloc(SIZE);
    for (size_t at = 0; whole && at < SIZE; at += once)
        memcpy(whole + at, text.data, SIZE - at < once ? SIZE - at : once);
    ent_buffer_dispose(&text);
    return (ent_string){whole, SIZE};
}

/* Of this thread alone: other work on the machine does not count. */
static double cpu_seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

typedef struct outcome {
    double seconds;
    size_t tokens;
    uint64_t check;
} outcome;

static outcome ours(ent_lexicon *lexicon, ent_string text)
{
    static ent_token tokens[TOKENS];
    outcome result = {0};
    double begin = cpu_seconds();
    size_t at = 0;
    for (size_t count; (count = ent_tokenize(tokens, TOKENS, lexicon, text, &at)) > 0;) {
        result.tokens += count;
        for (size_t i = 0; i < count; i++)
            result.check += tokens[i].key;
    }
    result.seconds = cpu_seconds() - begin;
    return result;
}

/* ICU at its best: UTF-16 that is there already. */
static outcome icu(ent_string text, const char *code)
{
    outcome result = {0};
    UErrorCode status = U_ZERO_ERROR;
    UChar *wide = malloc((text.size + 1) * sizeof *wide);
    int32_t size = 0;
    u_strFromUTF8WithSub(wide, (int32_t)text.size, &size, text.data, (int32_t)text.size,
                         0xFFFD, NULL, &status);
    UBreakIterator *words = ubrk_open(UBRK_WORD, code, wide, size, &status);
    if (U_FAILURE(status))
        die(u_errorName(status));
    double begin = cpu_seconds();
    ubrk_first(words);
    while (ubrk_next(words) != UBRK_DONE)
        result.tokens += ubrk_getRuleStatus(words) >= UBRK_WORD_NUMBER;
    result.seconds = cpu_seconds() - begin;
    ubrk_close(words);
    free(wide);
    return result;
}

static double rate(outcome result)
{
    return SIZE / result.seconds / 1e6;
}

static void compare(const source *from)
{
    ent_string text = load(from);
    ent_lexicon *lexicon =
        ent_lexicon_new(ent_language_find(ent_string_of(from->code)), true);
    if (!lexicon)
        die("out of memory");
    outcome cold = ours(lexicon, text), warm = cold;
    for (int i = 0; i < ROUNDS; i++) {
        outcome again = ours(lexicon, text);
        if (again.check != cold.check)
            die("two passes differ");
        warm = i == 0 || again.seconds < warm.seconds ? again : warm;
    }
    outcome peer = icu(text, from->code);
    printf("%-4s %8.0f %8.0f %8.1f %10zu %8.1f %8.1f\n", from->code, rate(cold),
           rate(warm), (double)warm.tokens / warm.seconds / 1e6, warm.tokens, rate(peer),
           peer.seconds / warm.seconds);
    fflush(stdout);
    ent_lexicon_free(lexicon);
    free((void *)(uintptr_t)text.data);
}

/* ---- articles scored ---- */

/* Every line of the text is an article: tokens, n-grams, vector, all labels ranked. @return seconds of this thread */
static double score_lines(ent_scorer *scorer, ent_label_score *scores, ent_string text)
{
    double begin = cpu_seconds();
    for (size_t at = 0; at < text.size;) {
        const char *feed = memchr(text.data + at, '\n', text.size - at);
        size_t end = feed ? (size_t)(feed - text.data) : text.size;
        ent_article article = {.text = {text.data + at, end - at}};
        ent_verdict verdict;
        ent_error err;
        if (ent_score(scores, &verdict, scorer, &article, &err) != ENT_OK)
            die(err.msg);
        at = end + 1;
    }
    return cpu_seconds() - begin;
}

static void score(const char *path)
{
    ent_error err;
    ent_model *model;
    ent_scorer *scorer = NULL;
    ent_string text = load(&sources[0]);
    if (ent_model_open(&model, path, &err) != ENT_OK ||
        ent_scorer_new(&scorer, model, &err) != ENT_OK)
        die(err.msg);
    ent_label_score *scores = ent_new(ent_model_label_count(model), sizeof *scores);
    if (!scores)
        die("out of memory");
    double best = score_lines(scorer, scores, text); /* the lexicon is cold */
    for (int i = 0; i < ROUNDS; i++) {
        double seconds = score_lines(scorer, scores, text);
        best = seconds < best ? seconds : best;
    }
    printf("%s: %zu labels, %.1f MB/s\n", path, ent_model_label_count(model),
           SIZE / best / 1e6);
    free(scores);
    ent_scorer_free(scorer);
    ent_model_free(model);
    free((void *)(uintptr_t)text.data);
}

int main(int argc, char **argv)
{
    if (argc > 2 && strcmp(argv[1], "score") == 0) {
        for (int i = 2; i < argc; i++)
            score(argv[i]);
        return 0;
    }
    if (argc > 1) {
        const source *from = sources;
        for (size_t i = 0; argc > 2 && i < SOURCES; i++)
            if (strcmp(sources[i].code, argv[2]) == 0)
                from = &sources[i];
        ent_string text = load(from);
        ent_lexicon *lexicon =
            ent_lexicon_new(ent_language_find(ent_string_of(from->code)), true);
        outcome result =
            strcmp(argv[1], "icu") == 0 ? icu(text, from->code) : ours(lexicon, text);
        printf("%s %s: %zu tokens, %.0f MB/s\n", from->code, argv[1], result.tokens,
               rate(result));
        return 0;
    }
    printf("lang  cold MB/s  warm MB/s  Mtok/s  tokens  ICU MB/s  times ICU\n");
    for (size_t i = 0; i < SOURCES; i++)
        compare(&sources[i]);
    return 0;
}
