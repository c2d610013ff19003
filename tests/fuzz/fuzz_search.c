/* SPDX-License-Identifier: MIT */
/* Any bytes as the words of a search: the archive answers or says that there is nothing to look for; it never stumbles over
   the expression that was made of them. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "articles/archive/archive.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool holds, const ent_error *err)
{
    if (holds)
        return;
    fprintf(stderr, "%s\n", err->msg);
    abort();
}

/* An archive of three articles in three languages, made once: nothing is read by a desk, rows are enough. */
static ent_archive *archive;

static void make_archive(void)
{
    static const char *const langs[] = {"en", "de", ""};
    ent_error err = {ENT_OK, ""};
    check(ent_archive_open(&archive, NULL, ENT_ARCHIVE_CREATE, 0, &err) == ENT_OK, &err);
    for (size_t i = 0; i < 3; i++) {
        char digest[33];
        snprintf(digest, sizeof digest, "%032zu", i);
        const ent_entry entry = {
            .number = i + 1,
            .digest = {digest, 32},
            .article = {.id = ent_string_of("a"),
                        .lang = ent_string_of(langs[i]),
                        .title = ent_string_of("A phrase without an other word"),
                        .text = ent_string_of("Die Regierungen wählen one word.")},
            .place = {.story = i + 1, .copy_of = ENT_STORIES_NONE},
        };
        check(ent_archive_put(archive, &entry, (ent_string){"", 0}, &err) == ENT_OK,
              &err);
    }
}

static size_t count_found(const ent_archive_query *query)
{
    ent_error err = {ENT_OK, ""};
    ent_archive_answer *answer;
    size_t count = 0;
    ent_status status = ent_archive_find(&answer, archive, query, &err);
    if (status == ENT_EARG)
        return 0;
    check(status == ENT_OK, &err);
    for (bool end = false; !end; count += !end) {
        ent_entry entry;
        check(ent_archive_next(answer, &entry, &end, &err) == ENT_OK, &err);
    }
    ent_archive_answer_free(answer);
    return count;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    ent_error err = {ENT_OK, "the orders differ in what they find"};
    if (!archive)
        make_archive();
    char *words = malloc(size + 1);
    if (!words)
        abort();
    memcpy(words, data, size);
    words[size] = '\0';
    ent_archive_query query = {.words = words};
    size_t best = count_found(&query);
    query.newest = true;
    check(count_found(&query) == best && best <= 3, &err);
    query.words_lang = "fr";
    count_found(&query);
    query = (ent_archive_query){.id = words, .source = words, .topic = words};
    count_found(&query);
    query = (ent_archive_query){.tag = words};
    count_found(&query);
    free(words);
    return 0;
}
