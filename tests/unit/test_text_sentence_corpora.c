/* SPDX-License-Identifier: MIT */
/* Sentences on the corpora of $ENTENTE_DATA/sentences: the marks that the splitter has to keep to. Skipped without them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <entente/text.h>

#include "base/base.h"

typedef struct score {
    size_t texts, exact, wanted, found, hits;
} score;

/* A sentence with white space folded. */
static void fold(ent_buffer *out, const char *data, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        bool space = strchr(" \t\r\n", data[i]) != NULL;
        if (!space)
            ent_buffer_byte(out, data[i]);
        else if (out->size && out->data[out->size - 1] != ' ')
            ent_buffer_byte(out, ' ');
    }
    ent_buffer_byte(out, '\n');
}

/* Spans as bytes that are not white space; a text of `size` bytes has less than `size` of them. */
static size_t visible(const char *data, size_t size)
{
    size_t count = 0;
    for (size_t i = 0; i < size; i++)
        count += strchr(" \t\r\n", data[i]) == NULL;
    return count;
}

static void split(struct json_object *record, ent_buffer *folded, char *ends, score *s)
{
    ent_string text = ent_json_string(record, "text", NULL);
    ent_language language = {.code = ent_json_string(record, "lang", NULL).data};
    ent_range *paragraphs, *ranges;
    size_t count, n, at = 0;
    ent_arena arena;
    ent_error err;
    assert_int_equal(ent_arena_open(&arena, 0, &err), ENT_OK);
    assert_int_equal(ent_paragraph_ranges(&paragraphs, &count, &arena, text,
                                          ENT_PARAGRAPHS_AUTO, &err),
                     ENT_OK);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(ent_sentence_ranges(&ranges, &n, &arena, text, paragraphs[i],
                                             &language, &err),
                         ENT_OK);
        for (size_t j = 0; j < n; j++) {
            const char *data = text.data + ranges[j].start;
            fold(folded, data, ranges[j].end - ranges[j].start);
            at += visible(data, ranges[j].end - ranges[j].start);
            ends[at] = 1;
        }
        s->found += n;
    }
    ent_arena_close(&arena);
}

static void score_record(score *s, struct json_object *record)
{
    struct json_object *list = json_object_object_get(record, "sentences");
    ent_buffer wanted = {0}, found = {0};
    char *ends = calloc(ent_json_string(record, "text", NULL).size + 1, 1);
    size_t at = 0, next;
    assert_non_null(ends);
    ends[0] = 1;
    split(record, &found, ends, s);
    /* A sentence is a hit when there are breaks at both its ends and none inside. */
    for (size_t i = 0; i < json_object_array_length(list); i++, at = next) {
        struct json_object *item = json_object_array_get_idx(list, i);
        const char *data = json_object_get_string(item);
        size_t size = (size_t)json_object_get_string_len(item);
        fold(&wanted, data, size);
        next = at + visible(data, size);
        if (next > ent_json_string(record, "text", NULL).size)
            break; /* a golden rule whose sentences are not the text's own */
        s->hits += ends[at] && ends[next] && !memchr(ends + at + 1, 1, next - at - 1);
        s->wanted++;
    }
    s->texts++;
    s->exact +=
        wanted.size == found.size && memcmp(wanted.data, found.data, found.size) == 0;
    ent_buffer_dispose(&wanted);
    ent_buffer_dispose(&found);
    free(ends);
}

/* Score the records of a file, of one language where one is named. */
static score score_file(const char *name, const char *lang)
{
    const char *data = getenv("ENTENTE_DATA");
    char path[4096];
    snprintf(path, sizeof path, "%s/sentences/%s.jsonl", data ? data : "../shared/data",
             name);
    score s = {0};
    ent_input *input;
    ent_string line;
    ent_error err;
    bool end;
    ent_json_parser *parser = ent_json_parser_new();
    assert_non_null(parser);
    if (ent_input_open(&input, path, &err) != ENT_OK) {
        ent_json_parser_free(parser);
        skip();
    }
    while (ent_input_line(input, &line, &end, 0, &err) == ENT_OK && !end) {
        struct json_object *record;
        assert_int_equal(ent_json_parse(&record, parser, line, NULL, &err), ENT_OK);
        if (!lang || ent_string_is(ent_json_string(record, "lang", NULL), lang))
            score_record(&s, record);
        json_object_put(record);
    }
    ent_input_close(input);
    ent_json_parser_free(parser);
    return s;
}

static double f1(score s)
{
    return 2.0 * (double)s.hits / (double)(s.wanted + s.found);
}

static void english_golden_rules(void **state)
{
    (void)state;
    score s = score_file("golden_rules", "en");
    assert_int_equal(s.texts, 52);
    assert_true(s.exact >= 51);
}

static void golden_rules_of_all_languages(void **state)
{
    (void)state;
    score s = score_file("golden_rules", NULL);
    assert_true(s.exact * 100 >= s.texts * 90);
}

static void english_web(void **state)
{
    (void)state;
    assert_true(f1(score_file("ud_en_ewt_dev", NULL)) >= 0.84);
}

static void english_news(void **state)
{
    (void)state;
    assert_true(f1(score_file("ud_en_gum_news", NULL)) >= 0.95);
}

static void german(void **state)
{
    (void)state;
    assert_true(f1(score_file("ud_de_gsd_dev", NULL)) >= 0.90);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(english_golden_rules),
        cmocka_unit_test(golden_rules_of_all_languages),
        cmocka_unit_test(english_web),
        cmocka_unit_test(english_news),
        cmocka_unit_test(german),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
