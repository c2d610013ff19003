/* SPDX-License-Identifier: MIT */
/*
 * Digests of any bytes, under any budget and method: within the budget, not empty for a text that has something, made of
 * pieces of the source in their order, and the same from a summarizer that has seen other texts.
 * Bytes 0..3 choose budget, unit, method, language and what else; a byte 1 separates articles.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <entente/summarize.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
    if (!condition)
        abort();
}

static bool is_blank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/* What a sentence prints is what its kept ranges hold, but for white space. */
static void require_kept(const ent_summary_sentence *sentence, ent_string text)
{
    size_t at = 0;
    uint32_t end = sentence->range.start;
    for (size_t k = 0; k < sentence->kept_count; k++) {
        ent_range kept = sentence->kept[k];
        require(kept.start >= end && kept.start < kept.end &&
                kept.end <= sentence->range.end);
        end = kept.end;
        for (uint32_t i = kept.start; i < kept.end; i++) {
            if (is_blank(text.data[i]))
                continue;
            while (at < sentence->text.size && is_blank(sentence->text.data[at]))
                at++;
            require(at < sentence->text.size &&
                    sentence->text.data[at++] == text.data[i]);
        }
    }
    while (at < sentence->text.size && is_blank(sentence->text.data[at]))
        at++;
    require(at == sentence->text.size);
}

static size_t characters(ent_string text)
{
    size_t count = 0;
    for (size_t i = 0; i < text.size; i++)
        count += ((unsigned char)text.data[i] & 0xC0) != 0x80;
    return count;
}

static void require_budget(const ent_summary *summary, const ent_summary_options *options,
                           const ent_article *articles, size_t count)
{
    size_t words = 0;
    for (size_t i = 0; i < count; i++)
        words += ent_count_words(articles[i].text);
    switch (options->unit) {
    case ENT_SUMMARY_WORDS:
        require((double)summary->words <= (options->budget == 0 ? 60 : options->budget));
        break;
    case ENT_SUMMARY_SENTENCES:
        require((double)summary->chosen <= options->budget && !summary->cut);
        break;
    case ENT_SUMMARY_CHARS:
        require((double)characters(summary->text) <= options->budget);
        break;
    case ENT_SUMMARY_RATIO:
        /* Cleaning may split a word at a mark that it takes out, so that a text has a word or two more. */
        require((double)summary->words <= 1 ||
                (double)summary->words <= 2 * (double)words);
        break;
    }
}

/* The paragraph is the chosen sentences in order, spaces between, perhaps an ellipsis behind. */
static void require_paragraph(const ent_summary *summary, const ent_article *articles)
{
    size_t at = 0, chosen = 0;
    const ent_summary_sentence *before = NULL;
    for (size_t i = 0; i < summary->count; i++) {
        const ent_summary_sentence *sentence = &summary->sentences[i];
        require_kept(sentence, articles[sentence->document].text);
        require(!before || before->document < sentence->document ||
                (before->document == sentence->document &&
                 before->range.end <= sentence->range.start));
        before = sentence;
        require(sentence->score == sentence->score);
        if (!sentence->chosen)
            continue;
        require(sentence->rank >= 1 && sentence->rank <= summary->chosen);
        if (chosen++ && at < summary->text.size && summary->text.data[at] == ' ')
            at++;
        require(summary->text.size - at >= sentence->text.size &&
                memcmp(summary->text.data + at, sentence->text.data,
                       sentence->text.size) == 0);
        at += sentence->text.size;
    }
    require(chosen == summary->chosen);
    if (summary->cut && at < summary->text.size) {
        require(summary->text.size - at == 3 &&
                memcmp(summary->text.data + at, "…", 3) == 0);
        at += 3;
    }
    require(at == summary->text.size);
}

static void require_same(const ent_summary *a, const ent_summary *b)
{
    require(a->count == b->count && a->text.size == b->text.size);
    require(a->text.size == 0 || memcmp(a->text.data, b->text.data, a->text.size) == 0);
    for (size_t i = 0; i < a->count; i++)
        require(a->sentences[i].rank == b->sentences[i].rank &&
                a->sentences[i].score == b->sentences[i].score);
}

static size_t split_articles(ent_article *articles, size_t capacity, const uint8_t *data,
                             size_t size, uint8_t choice)
{
    static const char *const languages[] = {"en", "", "de", "fr", "vi", "ko", "zh", "ar"};
    size_t count = 0;
    for (size_t start = 0; count < capacity && start <= size; count++) {
        const uint8_t *end = start < size ? memchr(data + start, 1, size - start) : NULL;
        size_t length = end ? (size_t)(end - data) - start : size - start;
        const char *lang = languages[choice & 7];
        articles[count] =
            (ent_article){.lang = {lang, strlen(lang)},
                          .text = {(const char *)data + start, length},
                          .paragraphs = (ent_paragraphs)((choice >> 3) % 3)};
        if (count % 2)
            articles[count].title = articles[count - 1].text;
        start += length + 1;
    }
    return count;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    uint8_t head[4] = {0};
    size_t taken = size < sizeof head ? size : sizeof head;
    if (taken)
        memcpy(head, data, taken);
    data += taken, size -= taken;
    ent_article articles[8];
    size_t count = split_articles(articles, 8, data, size, head[3]);
    ent_summary_options options = {.method = (ent_summary_method)(head[1] & 3),
                                   .unit = (ent_summary_unit)(head[1] >> 2 & 3),
                                   .budget = head[0],
                                   .threshold = head[1] & 16 ? 0.1 : 0,
                                   .all = head[1] & 32,
                                   .raw = head[1] & 64,
                                   .query = {"the mayor", head[1] & 128 ? 9 : 0}};
    if (options.unit == ENT_SUMMARY_RATIO)
        options.budget = (head[0] + 1) / 256.0;

    ent_arena arena, scratch;
    require(ent_arena_open(&arena, (size_t)64 << 20, NULL) == ENT_OK);
    require(ent_arena_open(&scratch, (size_t)256 << 20, NULL) == ENT_OK);
    static ent_summarizer *old;
    ent_summarizer *fresh;
    require(old || ent_summarizer_new(&old, NULL) == ENT_OK);
    require(ent_summarizer_new(&fresh, NULL) == ENT_OK);
    ent_summary summary, again;
    ent_error err = {0};
    ent_status status =
        ent_summarize(&summary, &arena, old, articles, count, &options, scratch, &err);
    if (status == ENT_OK) {
        require_paragraph(&summary, articles);
        require_budget(&summary, &options, articles, count);
        bool has_text = false;
        for (size_t i = 0; i < count; i++)
            has_text |= ent_count_words(articles[i].text) > 0;
        require(!has_text || summary.text.size > 0);
        require(ent_summarize(&again, &arena, fresh, articles, count, &options, scratch,
                              &err) == ENT_OK);
        require_same(&summary, &again);
    } else {
        require(status == ENT_EARG && err.msg[0] != '\0');
    }
    ent_summarizer_free(fresh);
    ent_arena_close(&arena);
    ent_arena_close(&scratch);
    return 0;
}
