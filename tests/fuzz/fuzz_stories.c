/* SPDX-License-Identifier: MIT */
/* Any bytes as what is remembered of an article, and as a stream of articles: places are sound, and packing goes on. */
#include <stdlib.h>
#include <string.h>

#include "articles/stories/stories.h"

static void check(bool holds)
{
    if (!holds)
        abort();
}

static ent_stories *begin(void)
{
    ent_error err;
    ent_stories *stories;
    ent_stories_options options = {.remembered = 20};
    check(ent_stories_new(&stories, &options, &err) == ENT_OK);
    return stories;
}

/* Bytes that are taken come back as they were; others change nothing. */
static void as_memory(ent_string bytes)
{
    ent_error err;
    ent_stories *stories = begin();
    ent_story_place place = {
        .story = 1, .copy_of = ENT_STORIES_NONE, .time = ENT_STORIES_NO_TIME};
    ent_article article = {.text = bytes};
    ent_status status = ent_stories_restore(stories, 1, &place, bytes, &err);
    check(status == ENT_OK || status == ENT_EDATA || status == ENT_EVERSION);
    if (status == ENT_OK && bytes.size) {
        ent_string packed = ent_stories_pack(stories);
        check(packed.size == bytes.size && !memcmp(packed.data, bytes.data, bytes.size));
    }
    check(ent_stories_add(&place, stories, 2, &article, ENT_STORIES_NO_TIME, &err) ==
          ENT_OK);
    ent_stories_free(stories);
}

/* Each line is an article, its first 20 bytes a time; a second one restores what the first one packs and agrees. */
static void as_stream(ent_string bytes)
{
    ent_error err;
    ent_stories *first = begin(), *second = begin();
    for (size_t at = 0, number = 0; at < bytes.size; number++) {
        const char *feed = memchr(bytes.data + at, '\n', bytes.size - at);
        size_t end = feed ? (size_t)(feed - bytes.data) : bytes.size;
        ent_article article = {.text = {bytes.data + at, end - at}};
        article.time = article.text;
        if (article.time.size > 20)
            article.time.size = 20;
        ent_story_place here, there;
        check(ent_stories_add(&here, first, number, &article, ENT_STORIES_NO_TIME,
                              &err) == ENT_OK);
        check(here.story <= number && here.similarity >= 0 && here.similarity <= 1);
        check(here.copy_of == ENT_STORIES_NONE || here.copy_of < number);
        if (number % 2) {
            check(ent_stories_add(&there, second, number, &article, ENT_STORIES_NO_TIME,
                                  &err) == ENT_OK);
            check(there.story == here.story && there.copy_of == here.copy_of &&
                  there.similarity == here.similarity && there.time == here.time);
        } else {
            check(ent_stories_restore(second, number, &here, ent_stories_pack(first),
                                      &err) == ENT_OK);
        }
        at = end + 1;
    }
    ent_stories_free(first);
    ent_stories_free(second);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    ent_string bytes = {(const char *)data, size};
    as_memory(bytes);
    as_stream(bytes);
    return 0;
}
