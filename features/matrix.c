/* SPDX-License-Identifier: MIT */
/* A corpus as compressed sparse rows. */
#include <stdlib.h>
#include <string.h>

#include "features.h"
#include "naming.h"

enum { DOCUMENTS_A_PIECE = 64 };

/* The rows of one piece, until all sizes are known. */
struct rows {
    ENT_ARRAY(ent_feature) items;
};

struct build {
    const ent_article *articles;
    size_t count;
    ent_vectorizer **vectorizers; /* [threads] */
    struct rows *pieces;
    uint64_t *lengths; /* [count] non-zeros of each row */
};

static ent_status build_piece(void *context, size_t piece, int worker, ent_error *err)
{
    struct build *build = context;
    struct rows *rows = &build->pieces[piece];
    size_t first = piece * DOCUMENTS_A_PIECE;
    size_t last = first + DOCUMENTS_A_PIECE < build->count ? first + DOCUMENTS_A_PIECE
                                                           : build->count;
    for (size_t i = first; i < last; i++) {
        ent_vector vector;
        ENT_TRY(ent__vectorize(&vector, NULL, build->vectorizers[worker],
                               &build->articles[i], err));
        if (!ent_array_reserve(&rows->items, vector.count))
            return ent_fail_memory(err);
        if (vector.count)
            memcpy(rows->items.items + rows->items.count, vector.items,
                   vector.count * sizeof *vector.items);
        rows->items.count += vector.count;
        build->lengths[i] = vector.count;
    }
    return ENT_OK;
}

static ent_status join(ent_matrix *matrix, struct build *build, size_t pieces,
                       ent_error *err)
{
    matrix->starts = ent_new(build->count + 1, sizeof *matrix->starts);
    if (!matrix->starts)
        return ent_fail_memory(err);
    matrix->starts[0] = 0;
    for (size_t i = 0; i < build->count; i++)
        matrix->starts[i + 1] = matrix->starts[i] + build->lengths[i];
    matrix->rows = build->count;
    matrix->items = ent_new(matrix->starts[build->count], sizeof *matrix->items);
    if (!matrix->items)
        return ent_fail_memory(err);
    size_t at = 0;
    for (size_t p = 0; p < pieces; p++) {
        struct rows *rows = &build->pieces[p];
        if (rows->items.count)
            memcpy(matrix->items + at, rows->items.items,
                   rows->items.count * sizeof *matrix->items);
        at += rows->items.count;
        free(rows->items.items);
        rows->items.items = NULL;
    }
    return ENT_OK;
}

static ent_status open_vectorizers(struct build *build, struct ent__naming *naming,
                                   const ent_feature_settings *settings,
                                   const ent_vocabulary *vocabulary,
                                   const ent_language *language, int threads,
                                   ent_error *err)
{
    for (int t = 0; t < threads; t++) {
        ENT_TRY(ent__vectorizer_new(&build->vectorizers[t], settings, vocabulary,
                                    language, err));
        ent_extractor *warm = ent__readers_take(vocabulary->readers, settings, language);
        if (warm)
            ent__vectorizer_read_with(build->vectorizers[t], warm);
        if (naming->taken)
            ent__vectorizer_name(build->vectorizers[t], naming, &naming->claims[t]);
    }
    return ENT_OK;
}

ent_status ent__matrix_build(ent_matrix *matrix, const ent_feature_settings *settings,
                             ent_vocabulary *vocabulary, const ent_article *articles,
                             size_t count, const ent_language *language, int threads,
                             ent_error *err)
{
    size_t pieces = (count + DOCUMENTS_A_PIECE - 1) / DOCUMENTS_A_PIECE;
    threads = ent_parallel_threads(pieces, threads);
    struct build build = {.articles = articles, .count = count};
    struct ent__naming naming = {0};
    bool unnamed = vocabulary->keys && !vocabulary->term_starts;
    ent_status status = ENT_OK;
    *matrix = (ent_matrix){.columns = vocabulary->size};
    build.vectorizers = ent_new_zeroed((size_t)threads, sizeof(ent_vectorizer *));
    build.pieces = ent_new_zeroed(pieces, sizeof *build.pieces);
    build.lengths = ent_new_zeroed(count, sizeof *build.lengths);
    if (!build.vectorizers || !build.pieces || !build.lengths)
        status = ent_fail_memory(err);
    if (status == ENT_OK && unnamed)
        status = ent__naming_open(&naming, vocabulary, threads, err);
    if (status == ENT_OK)
        status = open_vectorizers(&build, &naming, settings, vocabulary, language,
                                  threads, err);
    if (status == ENT_OK)
        status = ent_parallel(pieces, threads, build_piece, &build, err);
    if (status == ENT_OK)
        status = join(matrix, &build, pieces, err);
    if (status == ENT_OK && unnamed)
        status = ent__naming_finish(vocabulary, &naming, err);
    ent__naming_close(&naming);
    ent__readers_free(vocabulary->readers);
    vocabulary->readers = NULL;
    for (int t = 0; build.vectorizers && t < threads; t++)
        ent__vectorizer_free(build.vectorizers[t]);
    for (size_t p = 0; build.pieces && p < pieces; p++)
        free(build.pieces[p].items.items);
    free(build.vectorizers);
    free(build.pieces);
    free(build.lengths);
    if (status != ENT_OK)
        ent__matrix_dispose(matrix);
    return status;
}

ent_status ent__matrix_pack(ent_matrix *matrix, ent_error *err)
{
    uint64_t nonzeros = matrix->starts[matrix->rows];
    uint32_t *numbers = ent_new_zeroed(matrix->columns, sizeof *numbers);
    uint32_t used = 0;
    if (!numbers)
        return ent_fail_memory(err);
    for (uint64_t i = 0; i < nonzeros; i++)
        numbers[matrix->items[i].id] = 1;
    for (size_t j = 0; j < matrix->columns; j++)
        if (numbers[j])
            numbers[j] = used++;
    for (uint64_t i = 0; i < nonzeros; i++)
        matrix->items[i].id = numbers[matrix->items[i].id];
    matrix->columns = used ? used : 1;
    free(numbers);
    return ENT_OK;
}

void ent__matrix_dispose(ent_matrix *matrix)
{
    free(matrix->starts);
    free(matrix->items);
    *matrix = (ent_matrix){0};
}
