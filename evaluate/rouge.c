/* SPDX-License-Identifier: MIT */
/* ROUGE-1, -2, -L and -Lsum by the rules of google-research's rouge_score (Lin 2004). */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "evaluate.h"
#include "words.h"

static const uint64_t most_steps = (uint64_t)1 << 32;

/* A text as words, with where each line begins. */
struct lines {
    uint64_t *words;
    size_t count;
    size_t *starts; /* [lines + 1] into words */
    size_t lines;
};

static ent_status read_lines(struct lines *out, ent_arena *arena,
                             const struct word_reader *reader, ent_string text,
                             ent_error *err)
{
    size_t most = 1;
    for (size_t i = 0; i < text.size; i++)
        most += text.data[i] == '\n';
    struct lines lines = {
        .starts = ent_arena_alloc(arena, most + 1, sizeof *lines.starts),
        .words = ent_arena_alloc(arena, text.size, sizeof *lines.words)};
    if (!lines.starts || !lines.words)
        return ent_fail_memory(err);
    for (size_t at = 0; at <= text.size;) {
        const char *feed =
            at < text.size ? memchr(text.data + at, '\n', text.size - at) : NULL;
        size_t end = feed ? (size_t)(feed - text.data) : text.size;
        ent_arena scratch = *arena;
        uint64_t *words;
        size_t count;
        ent_string line = {text.data + at, end - at};
        ENT_TRY(ent__words_read(&words, &count, &scratch, reader, line, err));
        if (count) {
            memcpy(lines.words + lines.count, words, count * sizeof *words);
            lines.count += count;
            lines.starts[++lines.lines] = lines.count;
        }
        at = end + 1;
    }
    *out = lines;
    return ENT_OK;
}

static ent_average average_of(size_t hits, size_t found, size_t wanted)
{
    if (!found || !wanted || !hits)
        return (ent_average){0, 0, 0};
    return (ent_average){(double)hits / (double)found, (double)hits / (double)wanted,
                         2 * (double)hits / (double)(found + wanted)};
}

/* ---- n-grams ---- */

static int by_hash(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

/* The text's n-grams (n is 1 or 2), sorted. */
static uint64_t *sorted_grams(ent_arena *arena, const struct lines *text, size_t n,
                              size_t *count)
{
    *count = text->count >= n ? text->count - n + 1 : 0;
    uint64_t *grams = ent_arena_alloc(arena, *count, sizeof *grams);
    if (!grams)
        return NULL;
    for (size_t i = 0; i < *count; i++)
        grams[i] = n == 1 ? text->words[i] : ent_mix(text->words[i]) ^ text->words[i + 1];
    qsort(grams, *count, sizeof *grams, by_hash);
    return grams;
}

static ent_status rouge_n(ent_average *out, const struct lines *summary,
                          const struct lines *reference, size_t n, ent_arena scratch,
                          ent_error *err)
{
    size_t found, wanted, hits = 0;
    uint64_t *a = sorted_grams(&scratch, summary, n, &found);
    uint64_t *b = sorted_grams(&scratch, reference, n, &wanted);
    if (!a || !b)
        return ent_fail_memory(err);
    for (size_t i = 0, j = 0; i < found && j < wanted;) {
        if (a[i] == b[j])
            hits++, i++, j++;
        else if (a[i] < b[j])
            i++;
        else
            j++;
    }
    *out = average_of(hits, found, wanted);
    return ENT_OK;
}

/* ---- longest common subsequences ---- */

static ent_status check_steps(size_t a, size_t b, ent_error *err)
{
    if (b && a > most_steps / b)
        return ent_fail(err, ENT_ELIMIT, "a summary or reference is too long to compare");
    return ENT_OK;
}

static ent_status rouge_l(ent_average *out, const struct lines *summary,
                          const struct lines *reference, ent_arena scratch,
                          ent_error *err)
{
    size_t rows = reference->count, columns = summary->count;
    ENT_TRY(check_steps(rows, columns, err));
    uint32_t *row = ent_arena_alloc(&scratch, columns + 1, sizeof *row);
    if (!row)
        return ent_fail_memory(err);
    for (size_t i = 0; i < rows; i++) {
        uint32_t diagonal = 0;
        for (size_t j = 1; j <= columns; j++) {
            uint32_t above = row[j];
            if (reference->words[i] == summary->words[j - 1])
                row[j] = diagonal + 1;
            else if (row[j - 1] > above)
                row[j] = row[j - 1];
            diagonal = above;
        }
    }
    *out = average_of(row[columns], columns, rows);
    return ENT_OK;
}

/* Mark the words of `a` that the LCS with `b` takes; where several are longest, the choice is rouge_score's. */
static ent_status mark_lcs(bool *marked, const uint64_t *a, size_t rows,
                           const uint64_t *b, size_t columns, ent_arena scratch,
                           ent_error *err)
{
    size_t stride = columns + 1;
    ENT_TRY(check_steps(rows + 1, stride, err));
    uint32_t *table = ent_arena_alloc(&scratch, rows + 1, stride * sizeof *table);
    if (!table)
        return ent_fail_memory(err);
    for (size_t i = 1; i <= rows; i++)
        for (size_t j = 1; j <= columns; j++) {
            uint32_t above = table[(i - 1) * stride + j],
                     before = table[i * stride + j - 1];
            table[i * stride + j] = a[i - 1] == b[j - 1]
                                        ? table[(i - 1) * stride + j - 1] + 1
                                    : above > before ? above
                                                     : before;
        }
    for (size_t i = rows, j = columns; i && j;) {
        if (a[i - 1] == b[j - 1])
            marked[i - 1] = true, i--, j--;
        else if (table[i * stride + j - 1] > table[(i - 1) * stride + j])
            j--;
        else
            i--;
    }
    return ENT_OK;
}

/* How often each word stands in a text, and so may be counted. */
static bool count_words(ent_map *left, const struct lines *text)
{
    for (size_t i = 0; i < text->count; i++) {
        uint32_t *count = ent_map_put(left, text->words[i]);
        if (!count)
            return false;
        *count = *count == ENT_MAP_NONE ? 1 : *count + 1;
    }
    return true;
}

static bool take_one(ent_map *left, uint64_t word)
{
    uint32_t count = ent_map_get(left, word);
    if (count == ENT_MAP_NONE || count == 0)
        return false;
    *ent_map_put(left, word) = count - 1; /* the key is there: no allocation */
    return true;
}

/* Union LCS: of each reference line with all lines of the summary, each word of a text counted once. */
static ent_status rouge_lsum(ent_average *out, const struct lines *summary,
                             const struct lines *reference, ent_arena scratch,
                             ent_error *err)
{
    ent_map left_summary = {0}, left_reference = {0};
    size_t hits = 0;
    ent_status status = ENT_OK;
    bool *marked = ent_arena_alloc(&scratch, reference->count, sizeof *marked);
    if (!marked || !count_words(&left_summary, summary) ||
        !count_words(&left_reference, reference)) {
        status = ent_fail_memory(err);
        goto out;
    }
    ENT_TRY_OUT(check_steps(reference->count, summary->count, err));
    for (size_t r = 0; r < reference->lines; r++) {
        size_t start = reference->starts[r], rows = reference->starts[r + 1] - start;
        for (size_t s = 0; s < summary->lines; s++)
            ENT_TRY_OUT(mark_lcs(marked + start, reference->words + start, rows,
                                 summary->words + summary->starts[s],
                                 summary->starts[s + 1] - summary->starts[s], scratch,
                                 err));
        for (size_t i = start; i < start + rows; i++)
            if (marked[i] && ent_map_get(&left_summary, reference->words[i]) != 0 &&
                take_one(&left_reference, reference->words[i]))
                hits += take_one(&left_summary, reference->words[i]);
    }
    *out = average_of(hits, summary->count, reference->count);
out:
    ent_map_dispose(&left_summary);
    ent_map_dispose(&left_reference);
    return status;
}

/* ---- several references ---- */

static void add(ent_average *sum, ent_average one, double share)
{
    sum->precision += share * one.precision;
    sum->recall += share * one.recall;
    sum->f1 += share * one.f1;
}

static ent_status score_reference(ent_rouge_scores *sum, const struct word_reader *reader,
                                  const struct lines *summary, ent_string text,
                                  double share, ent_arena scratch, ent_error *err)
{
    struct lines reference;
    ent_rouge_scores own = {0};
    ENT_TRY(read_lines(&reference, &scratch, reader, text, err));
    ENT_TRY(rouge_n(&own.r1, summary, &reference, 1, scratch, err));
    ENT_TRY(rouge_n(&own.r2, summary, &reference, 2, scratch, err));
    ENT_TRY(rouge_l(&own.l, summary, &reference, scratch, err));
    ENT_TRY(rouge_lsum(&own.lsum, summary, &reference, scratch, err));
    add(&sum->r1, own.r1, share);
    add(&sum->r2, own.r2, share);
    add(&sum->l, own.l, share);
    add(&sum->lsum, own.lsum, share);
    return ENT_OK;
}

ent_status ent_score_rouge(ent_rouge_scores *out, ent_string summary,
                           const ent_string *references, size_t reference_count,
                           ent_string lang, ent_arena scratch, ent_error *err)
{
    if (!reference_count)
        return ent_fail(err, ENT_EARG, "a summary without references cannot be scored");
    struct word_reader reader;
    ENT_TRY(ent__word_reader_open(&reader, WORDS_ROUGE, lang, err));
    struct lines lines;
    ent_rouge_scores sum = {0};
    ent_status status;
    ENT_TRY_OUT(read_lines(&lines, &scratch, &reader, summary, err));
    for (size_t i = 0; i < reference_count; i++)
        ENT_TRY_OUT(score_reference(&sum, &reader, &lines, references[i],
                                    1 / (double)reference_count, scratch, err));
    *out = sum;
out:
    ent__word_reader_close(&reader);
    return status;
}

static void means(double *scores, const double *sums)
{
    for (size_t c = 0; c + 1 < ENT_UNITS_WIDTH; c++)
        scores[c] = sums[0] > 0 ? sums[c + 1] / sums[0] : NAN;
}

ent_status ent__mean_units(ent_units *out, ent_arena *arena, const double *values,
                           size_t count, size_t columns, ent_error *err)
{
    ENT_TRY(ent__units_open(out, arena, count, columns + 1, columns, err));
    out->score = means;
    for (size_t i = 0; i < count; i++) {
        out->values[i * out->width] = 1;
        memcpy(out->values + i * out->width + 1, values + i * columns,
               columns * sizeof *values);
    }
    return ENT_OK;
}

ent_mean ent_mean_of(const double *values, size_t count)
{
    double sum = 0, squares = 0, n = (double)count;
    if (!count)
        return (ent_mean){NAN, NAN};
    for (size_t i = 0; i < count; i++)
        sum += values[i];
    for (size_t i = 0; i < count; i++)
        squares += (values[i] - sum / n) * (values[i] - sum / n);
    return (ent_mean){sum / n, count > 1 ? sqrt(squares / (n - 1) / n) : NAN};
}
