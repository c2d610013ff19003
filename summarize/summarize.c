/* SPDX-License-Identifier: MIT */
/* The door of <entente/summarize.h>: options checked, the stages run, the result laid out in the caller's arena. */
#include <math.h>
#include <string.h>

#include "clean.h"
#include "cut.h"
#include "score.h"
#include "select.h"
#include "source.h"
#include "summarizer.h"
#include "utf8.h"

#include "base/base.h"

#define PART_NAME(name, text) text,
static const char *const part_names[] = {ENT_SUMMARY_PART_LIST(PART_NAME)};

const char *ent_summary_part_name(unsigned part)
{
    return part < ENT_SUMMARY_PARTS ? part_names[part] : NULL;
}

ent_summary_weights ent_summary_weights_default(void)
{
    return (ent_summary_weights){
        .part =
            {
                [ENT_SUMMARY_PART_LEAD] = 1.5f,
                [ENT_SUMMARY_PART_CENTRALITY] = 0.4f,
                [ENT_SUMMARY_PART_FORWARD] = 0.2f,
                [ENT_SUMMARY_PART_BACKWARD] = -0.2f,
                [ENT_SUMMARY_PART_OTHERS] = 0.1f,
                [ENT_SUMMARY_PART_TITLE] = 0.7f,
                [ENT_SUMMARY_PART_QUERY] = 3.0f,
                [ENT_SUMMARY_PART_FIRST] = -0.3f,
                [ENT_SUMMARY_PART_PARAGRAPH] = 0.2f,
                [ENT_SUMMARY_PART_SHORT] = -1.0f,
                [ENT_SUMMARY_PART_QUOTE] = -0.3f,
                [ENT_SUMMARY_PART_REFERENCE] = -0.05f,
                [ENT_SUMMARY_PART_RANK] = 1.0f,
            },
        .falloff = 0.6f,
        .enough = 18,
        .terse = 2.0f,
        .redundancy = 1.2f,
    };
}

/* ---- options ---- */

static ent_status check_options(const ent_summary_options *options, ent_error *err)
{
    if (!(options->budget >= 0) ||
        (options->budget == 0 && options->unit != ENT_SUMMARY_WORDS))
        return ent_fail(err, ENT_EARG, "the budget of a summary must be above zero");
    if (options->unit == ENT_SUMMARY_RATIO && options->budget > 1)
        return ent_fail(err, ENT_EARG, "a ratio must be at most 1");
    if (!(options->threshold >= 0 && options->threshold <= 1))
        return ent_fail(err, ENT_EARG, "a threshold of cosines must be between 0 and 1");
    return ENT_OK;
}

/* ---- laying out the result ---- */

static const char ellipsis[] = "…";
enum { ELLIPSIS_SIZE = sizeof ellipsis - 1 };

struct layout {
    ent_summary *out;
    ent_arena *arena;
    const struct source *source;
    const struct selection *selection;
    const struct score *scores;
    char *text; /* the paragraph */
    size_t size;
};

static bool is_chosen(const struct layout *layout, size_t i)
{
    uint32_t rank = layout->selection->rank[i];
    return rank > 0 && rank <= layout->selection->chosen;
}

/* Bytes that may become the paragraph: every chosen sentence and a space behind it. */
static size_t paragraph_capacity(const struct layout *layout)
{
    size_t size = ELLIPSIS_SIZE;
    for (size_t i = 0; i < layout->source->count; i++)
        if (is_chosen(layout, i))
            size += ent__printed_size(layout->source, i) + 1;
    return size;
}

/* Han and kana sentences follow each other without a space: behind closing marks stands an ideographic or full-width one. */
static bool wants_no_space(ent_string text)
{
    static const char *const closers[] = {"”", "’", "\"", "'", ")", "»", "…"};
    for (size_t i = 0; i < sizeof closers / sizeof *closers; i++) {
        size_t size = strlen(closers[i]);
        if (text.size >= size && ent__mark_is_at(text, text.size - size, closers[i])) {
            text.size -= size;
            i = SIZE_MAX; /* from the first again */
        }
    }
    const unsigned char *last = (const unsigned char *)text.data + text.size - 3;
    return text.size >= 3 && ((last[0] >= 0xE3 && last[0] <= 0xE9) ||
                              (last[0] == 0xEF && (last[1] == 0xBC || last[1] == 0xBD)));
}

/* Ranges that touch become one. @return how many are left */
static size_t copy_kept(ent_range *out, const ent_range *kept, size_t count)
{
    size_t copied = 0;
    for (size_t k = 0; k < count; k++)
        if (copied && out[copied - 1].end == kept[k].start)
            out[copied - 1].end = kept[k].end;
        else
            out[copied++] = kept[k];
    return copied;
}

/* In one piece and without line breaks, so that there is nothing to copy. */
static bool stands_as_printed(const struct source *source, size_t document,
                              const ent_summary_sentence *sentence)
{
    if (sentence->kept_count != 1)
        return false;
    const char *text = source->articles[document].text.data;
    for (uint32_t at = sentence->kept[0].start; at < sentence->kept[0].end; at++)
        if (text[at] == '\n' || text[at] == '\r')
            return false;
    return true;
}

static ent_status lay_out_sentence(ent_summary_sentence *out, struct layout *layout,
                                   size_t i, ent_error *err)
{
    const struct source *source = layout->source;
    const struct sentence *sentence = &source->sentences[i];
    *out = (ent_summary_sentence){.document = sentence->document,
                                  .range = sentence->range,
                                  .kept_count = sentence[1].kept - sentence->kept,
                                  .rank = layout->selection->rank[i],
                                  .chosen = is_chosen(layout, i),
                                  .score = layout->scores[i].total,
                                  .redundancy = layout->selection->redundancy[i]};
    memcpy(out->part, layout->scores[i].part, sizeof out->part);
    bool is_cut = out->chosen && layout->selection->cut;
    ent_range *kept = ent_arena_alloc(
        layout->arena, out->kept_count + (is_cut ? CUT_RANGES : 0), sizeof *kept);
    if (!kept)
        return ent_fail_memory(err);
    out->kept_count = copy_kept(kept, source->kept + sentence->kept, out->kept_count);
    out->kept = kept;

    char *text = layout->text + layout->size;
    if (!out->chosen) {
        if (stands_as_printed(source, sentence->document, out)) {
            out->text = (ent_string){source->articles[sentence->document].text.data +
                                         kept[0].start,
                                     kept[0].end - kept[0].start};
            return ENT_OK;
        }
        size_t size = ent__printed_size(source, i);
        text = ent_arena_alloc(layout->arena, size, 1);
        if (!text)
            return ent_fail_memory(err);
        out->text = (ent_string){text, ent__print_sentence(text, size, source, i)};
        return ENT_OK;
    }
    if (layout->size && !wants_no_space((ent_string){layout->text, layout->size})) {
        *text++ = ' ';
        layout->size++;
    }
    if (is_cut) {
        const struct selection *selection = layout->selection;
        bool counts_characters = selection->unit == ENT_SUMMARY_CHARS;
        /* The limit in characters has one for a space before each sentence; here the ellipsis takes one. */
        size_t limit = counts_characters ? selection->limit - 1 : selection->limit;
        bool has_room = !counts_characters || limit > 1;
        size_t size =
            ent__cut(text, kept, &out->kept_count,
                     source->articles[sentence->document].text.data, selection->unit,
                     limit - (counts_characters && has_room), !source->as_it_stands);
        out->text = (ent_string){text, size};
        layout->size += size;
        if (has_room) {
            memcpy(layout->text + layout->size, ellipsis, ELLIPSIS_SIZE);
            layout->size += ELLIPSIS_SIZE;
        }
        return ENT_OK;
    }
    size_t size = ent__print_sentence(text, SIZE_MAX, source, i);
    out->text = (ent_string){text, size};
    layout->size += size;
    return ENT_OK;
}

static ent_status lay_out(ent_summary *out, ent_arena *arena, const struct source *source,
                          const struct selection *selection, const struct score *scores,
                          bool all, ent_error *err)
{
    struct layout layout = {out, arena, source, selection, scores, NULL, 0};
    size_t listed = all ? source->count : selection->chosen;
    ent_summary_sentence *sentences = ent_arena_alloc(arena, listed, sizeof *sentences);
    layout.text = ent_arena_alloc(arena, paragraph_capacity(&layout), 1);
    if (!sentences || !layout.text)
        return ent_fail_memory(err);
    size_t count = 0;
    for (size_t i = 0; i < source->count; i++)
        if (all || is_chosen(&layout, i))
            ENT_TRY(lay_out_sentence(&sentences[count++], &layout, i, err));
    *out = (ent_summary){.text = {layout.text, layout.size},
                         .sentences = sentences,
                         .count = count,
                         .chosen = selection->chosen,
                         .words = ent_count_words((ent_string){layout.text, layout.size}),
                         .cut = selection->cut};
    return ENT_OK;
}

static ent_status restore_quotations(struct source *source,
                                     const struct selection *selection, ent_arena scratch,
                                     ent_error *err)
{
    if (source->raw || selection->cut)
        return ENT_OK;
    bool *chosen = ent_arena_alloc(&scratch, source->count, sizeof *chosen);
    if (!chosen)
        return ent_fail_memory(err);
    for (size_t i = 0; i < source->count; i++)
        chosen[i] = selection->rank[i] > 0 && selection->rank[i] <= selection->chosen;
    ent__restore_quotations(source, chosen, selection->unit,
                            selection->limit - selection->used);
    return ENT_OK;
}

ent_status ent_summarize(ent_summary *out, ent_arena *arena, ent_summarizer *summarizer,
                         const ent_article *articles, size_t count,
                         const ent_summary_options *options, ent_arena scratch,
                         ent_error *err)
{
    static const ent_summary_options defaults;
    if (!options)
        options = &defaults;
    ENT_TRY(check_options(options, err));
    ent_summary_weights standard = ent_summary_weights_default();
    const ent_summary_weights *weights = options->weights ? options->weights : &standard;

    struct source source = {
        .articles = articles, .article_count = count, .raw = options->raw};
    ENT_TRY(ent__source_build(&source, &scratch, summarizer, options->query, err));
    if (source.fit == 0) {
        *out = (ent_summary){0};
        return ENT_OK;
    }
    struct score *scores = ent_arena_alloc(&scratch, source.count, sizeof *scores);
    if (!scores)
        return ent_fail_memory(err);
    ENT_TRY(ent__score(scores, &source, options, weights, scratch, err));
    struct selection selection = {0};
    ENT_TRY(ent__select(&selection, &scratch, &source, scores, options, weights, err));
    ENT_TRY(restore_quotations(&source, &selection, scratch, err));
    float *related = NULL;
    if (count > 1) {
        related = ent_arena_alloc(arena, count, sizeof *related);
        if (!related)
            return ent_fail_memory(err);
        ENT_TRY(ent__relate(related, &source, scratch, err));
    }
    ENT_TRY(lay_out(out, arena, &source, &selection, scores, options->all, err));
    out->related = related;
    return ENT_OK;
}
