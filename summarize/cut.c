/* SPDX-License-Identifier: MIT */
/* Cutting: the first words of a sentence. Like cleaning it only removes. */
#include "cut.h"

#include <string.h>

#include "clean.h"
#include "utf8.h"

/* ---- where to cut ---- */

static size_t count_characters(ent_string text)
{
    size_t count = 0;
    for (size_t i = 0; i < text.size; i++)
        count += ((unsigned char)text.data[i] & 0xC0) != 0x80;
    return count;
}

static bool is_within(ent_string text, size_t size, ent_summary_unit unit, size_t limit)
{
    ent_string start = {text.data, size};
    return (unit == ENT_SUMMARY_CHARS ? count_characters(start)
                                      : ent_count_words(start)) <= limit;
}

static size_t character_start(ent_string text, size_t at)
{
    while (at > 0 && at < text.size && ((unsigned char)text.data[at] & 0xC0) == 0x80)
        at--;
    return at;
}

/* Bytes of a space or comma just before this place. */
static size_t trailing(ent_string text, size_t at)
{
    static const char *const marks[] = {",", ";", ":", "，", "、", "；", "：", "،"};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        size_t size = strlen(marks[i]);
        if (at > size && ent__mark_is_at(text, at - size, marks[i]))
            return size;
    }
    return ent__space_before(text, at);
}

/* An ellipsis stands behind a word: with a space between it would be one of its own, and over the budget. */
static size_t end_of_word(ent_string text, size_t size)
{
    for (size_t gone; (gone = trailing(text, size)) > 0;)
        size -= gone;
    return size;
}

/* How many of the first bytes are within the budget. */
static size_t cut_size(ent_string printed, ent_summary_unit unit, size_t limit)
{
    enum { LONGEST_WORD = 64 };
    size_t low = 0,
           high = printed.size; /* low is within the budget; so is all below it */
    while (low < high) {
        size_t middle = high - (high - low) / 2;
        if (is_within(printed, character_start(printed, middle), unit, limit))
            low = middle;
        else
            high = middle - 1;
    }
    size_t size = character_start(printed, low);
    if (size == printed.size)
        return size;
    size_t word = size;
    while (word > 0 && size - word < LONGEST_WORD && !ent__space_at(printed, word))
        word--;
    bool is_behind_a_word = size - word < LONGEST_WORD && end_of_word(printed, word) > 0;
    return end_of_word(printed, is_behind_a_word ? word : size);
}

/* ---- taking away ---- */

static struct printer printer_of(const char *text, const ent_range *kept, size_t count)
{
    return (struct printer){.text = text, .kept = kept, .kept_count = count};
}

static size_t print(char *out, const char *text, const ent_range *kept, size_t count)
{
    struct printer printer = printer_of(text, kept, count);
    size_t size = 0;
    for (ent_string piece; ent__print_next(&printer, &piece); size += piece.size)
        memcpy(out + size, piece.data, piece.size);
    return size;
}

/* Where in the text the first `size` printed bytes end. */
static uint32_t source_end(const char *text, const ent_range *kept, size_t count,
                           size_t size)
{
    struct printer printer = printer_of(text, kept, count);
    size_t printed = 0;
    for (ent_string piece; ent__print_next(&printer, &piece); printed += piece.size)
        if (printed + piece.size >= size) /* what is over is text as it stands */
            return printer.at - (uint32_t)(printed + piece.size - size);
    return printer.at;
}

/* @return how many kept ranges there are without what lies in `gone`: one more at most */
static size_t leave_out(ent_range *kept, size_t count, ent_range gone)
{
    size_t k = 0, left = 0;
    while (k < count && kept[k].end <= gone.start)
        k++;
    if (k == count)
        return count;
    memmove(kept + k + 1, kept + k, (count - k) * sizeof *kept);
    kept[k].end = gone.start;
    for (k++, count++; k < count && kept[k].start < gone.end; k++)
        kept[k].start = gone.end;
    for (k = 0; k < count; k++)
        if (kept[k].start < kept[k].end)
            kept[left++] = kept[k];
    return left;
}

/* Take away the quotation marks that have no partner in the first `size` printed bytes. @return false: there is none */
static bool drop_loose_quotes(ent_range *kept, size_t *count, const char *text,
                              ent_string printed, size_t size)
{
    struct quotes quotes;
    ent__find_loose_quotes(&quotes, (ent_string){printed.data, size});
    /* From the last, so that the places of the others stay. */
    for (size_t q = quotes.loose_count; q-- > 0;) {
        ent_range mark = ent__loose_range(printed, &quotes, q);
        ent_range gone = {mark.start ? source_end(text, kept, *count, mark.start)
                                     : kept[0].start,
                          source_end(text, kept, *count, mark.end)};
        *count = leave_out(kept, *count, gone);
    }
    return quotes.loose_count > 0;
}

size_t ent__cut(char *out, ent_range *kept, size_t *count, const char *text,
                ent_summary_unit unit, size_t limit, bool balance)
{
    size_t size = 0;
    for (size_t round = 0; round <= CUT_ROUNDS; round++) {
        ent_string printed = {out, print(out, text, kept, *count)};
        size = cut_size(printed, unit, limit);
        if (round == CUT_ROUNDS || !balance ||
            !drop_loose_quotes(kept, count, text, printed, size))
            break;
    }
    ent_range rest = {source_end(text, kept, *count, size), UINT32_MAX};
    *count = leave_out(kept, *count, rest);
    return size;
}
