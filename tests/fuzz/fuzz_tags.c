/* SPDX-License-Identifier: MIT */
/*
 * Tags of any bytes: best first, within the options, each with its form, distinct keys, and mentions that lie in the
 * article, in order and apart; the same from a tagger that has seen other articles.
 * Bytes 0..1 choose options, language and paragraphs; a byte 1 separates title and text.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "articles/tags/tags.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
    if (!condition)
        abort();
}

static void require_mentions(const ent_tag *tag, const ent_article *article)
{
    require(tag->count > 0);
    for (size_t i = 0; i < tag->count; i++) {
        const ent_span *span = &tag->spans[i], *before = span - (i > 0);
        ent_string field =
            span->field == ENT_FIELD_TITLE ? article->title : article->text;
        require(span->start < span->end && span->end <= field.size);
        require(!i || before->field < span->field ||
                (before->field == span->field && before->end <= span->start));
    }
}

/* The form is that of the phrase, stays itself when it is formed again, and has the phrase's key. */
static void require_form(const ent_tag *tag)
{
    ent_buffer form = {0};
    ent_tag_form(&form, tag->text);
    require(ent_string_equal(ent_buffer_view(&form), tag->tag));
    ent_buffer_clear(&form);
    ent_tag_form(&form, tag->tag);
    require(ent_string_equal(ent_buffer_view(&form), tag->tag));
    ent_buffer_dispose(&form);
    require(tag->key != 0 && tag->key == ent_tag_key(tag->tag) &&
            tag->key == ent_tag_key(tag->text));
}

static void require_tags(const ent_tag *tags, size_t count, const ent_article *article,
                         const ent_tagger_options *options)
{
    require(count <= options->most);
    for (size_t i = 0; i < count; i++) {
        require(i ? tags[i].score <= tags[i - 1].score : tags[i].score == 1);
        require(tags[i].score > 0 && tags[i].score >= (float)options->least);
        require_mentions(&tags[i], article);
        require_form(&tags[i]);
        for (size_t j = 0; j < i; j++)
            require(tags[j].key != tags[i].key);
    }
}

static void require_same(const ent_tag *a, const ent_tag *b, size_t count)
{
    for (size_t i = 0; i < count; i++)
        require(a[i].key == b[i].key && a[i].score == b[i].score &&
                a[i].count == b[i].count && ent_string_equal(a[i].text, b[i].text));
}

/* One word in four is frequent elsewhere. */
static uint32_t frequency(void *context, uint64_t key)
{
    (void)context;
    return key % 4 ? 0 : (uint32_t)(key >> 40);
}

static ent_tagger *tagger_with(const ent_tagger_options *options)
{
    ent_tagger *tagger;
    require(ent_tagger_new(&tagger, options, NULL) == ENT_OK);
    return tagger;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const languages[] = {"en", "", "de", "fr", "tr", "ko", "zh", "ar"};
    uint8_t head[2] = {0};
    size_t taken = size < sizeof head ? size : sizeof head;
    if (taken)
        memcpy(head, data, taken);
    data += taken, size -= taken;
    const uint8_t *cut = size ? memchr(data, 1, size) : NULL;
    size_t title = cut ? (size_t)(cut - data) : 0, text = title + (cut != NULL);
    ent_article article = {
        .lang = ent_string_of(languages[head[0] & 7]),
        .title = {(const char *)data, title},
        .text = {(const char *)data + text, size - text},
        .paragraphs = (ent_paragraphs)((head[0] >> 3) % 3),
    };
    ent_tagger_options options = {.most = (size_t)(head[1] & 31) + 1,
                                  .least = head[1] & 32 ? 0.5 : 0};
    if (head[1] & 64) {
        options.background.frequency = frequency;
        options.background.documents = UINT64_C(1) << 24;
    }
    ent_arena result, scratch;
    require(ent_arena_open(&result, (size_t)64 << 20, NULL) == ENT_OK);
    require(ent_arena_open(&scratch, (size_t)256 << 20, NULL) == ENT_OK);
    ent_tagger *old = tagger_with(&options), *fresh = tagger_with(&options);
    ent_article other = {.lang = article.lang, .text = article.title};
    ent_tag *tags, *again;
    size_t count, count_again;
    require(ent_tag_article(&tags, &count, &result, old, &other, scratch, NULL) == 0);
    require(ent_tag_article(&tags, &count, &result, old, &article, scratch, NULL) == 0);
    require_tags(tags, count, &article, &options);
    require(ent_tag_article(&again, &count_again, &result, fresh, &article, scratch,
                            NULL) == 0);
    require(count == count_again);
    require_same(tags, again, count);
    ent_tagger_free(old);
    ent_tagger_free(fresh);
    ent_arena_close(&result);
    ent_arena_close(&scratch);
    return 0;
}
