/* SPDX-License-Identifier: MIT */
/* Two clusterings of the same documents compared: BCubed and pairwise precision, recall and F1. */
#include <math.h>

#include "evaluate.h"

/* Sizes of the clusters and of their intersections, each under a number of its own. */
struct contingency {
    ent_map truth_ids, found_ids, cell_ids;
    uint64_t *truth_size, *found_size,
        *cell_size; /* [count] each, at most one cluster a document */
    uint32_t *truth_of, *found_of, *cell_of; /* [count] by document */
};

/* The number of a key, new ones in order of appearance. */
static bool number_of(uint32_t *id, ent_map *map, uint64_t key)
{
    uint32_t next = (uint32_t)map->count;
    uint32_t *value = ent_map_put(map, key);
    if (!value)
        return false;
    if (*value == ENT_MAP_NONE)
        *value = next;
    *id = *value;
    return true;
}

static void dispose(struct contingency *table)
{
    ent_map_dispose(&table->truth_ids);
    ent_map_dispose(&table->found_ids);
    ent_map_dispose(&table->cell_ids);
    free(table->truth_size);
    free(table->truth_of);
}

static ent_status count_cells(struct contingency *table, const uint32_t *truth,
                              const uint32_t *found, size_t count, ent_error *err)
{
    table->truth_size = ent_new_zeroed(count, 3 * sizeof *table->truth_size);
    table->truth_of = ent_new_zeroed(count, 3 * sizeof *table->truth_of);
    if (!table->truth_size || !table->truth_of)
        return ent_fail_memory(err);
    table->found_size = table->truth_size + count,
    table->cell_size = table->found_size + count;
    table->found_of = table->truth_of + count, table->cell_of = table->found_of + count;
    for (size_t i = 0; i < count; i++) {
        if (!number_of(&table->truth_of[i], &table->truth_ids, truth[i]) ||
            !number_of(&table->found_of[i], &table->found_ids, found[i]) ||
            !number_of(&table->cell_of[i], &table->cell_ids,
                       (uint64_t)truth[i] << 32 | found[i]))
            return ent_fail_memory(err);
        table->truth_size[table->truth_of[i]]++;
        table->found_size[table->found_of[i]]++;
        table->cell_size[table->cell_of[i]]++;
    }
    return ENT_OK;
}

static ent_average average_of(double precision, double recall)
{
    double sum = precision + recall;
    return (ent_average){precision, recall, sum > 0 ? 2 * precision * recall / sum : sum};
}

/* What a true story adds. A pair of documents in one found story counts half with each of them. */
enum { DOCUMENTS, PRECISION, RECALL, PAIRS_BOTH, PAIRS_TRUE, PAIRS_FOUND, SUMS };

static void write_average(double *out, ent_average average)
{
    out[0] = average.precision;
    out[1] = average.recall;
    out[2] = average.f1;
}

static double ratio(double part, double whole)
{
    return whole > 0 ? part / whole : NAN;
}

static void score(double *scores, const double *sums)
{
    write_average(scores, average_of(ratio(sums[PRECISION], sums[DOCUMENTS]),
                                     ratio(sums[RECALL], sums[DOCUMENTS])));
    write_average(scores + 3, average_of(ratio(sums[PAIRS_BOTH], sums[PAIRS_FOUND]),
                                         ratio(sums[PAIRS_BOTH], sums[PAIRS_TRUE])));
}

/* Of the stories in order of appearance. */
static ent_status fill_units(ent_units *out, ent_arena *arena,
                             const struct contingency *table, size_t count,
                             ent_error *err)
{
    ENT_TRY(ent__units_open(out, arena, table->truth_ids.count, SUMS, 6, err));
    out->score = score;
    for (size_t i = 0; i < count; i++) {
        double *sums = out->values + table->truth_of[i] * out->width;
        double both = (double)table->cell_size[table->cell_of[i]],
               found = (double)table->found_size[table->found_of[i]],
               truth = (double)table->truth_size[table->truth_of[i]];
        sums[DOCUMENTS]++;
        sums[PRECISION] += both / found;
        sums[RECALL] += both / truth;
        sums[PAIRS_BOTH] += (both - 1) / 2;
        sums[PAIRS_TRUE] += (truth - 1) / 2;
        sums[PAIRS_FOUND] += (found - 1) / 2;
    }
    return ENT_OK;
}

static ent_status open_table(struct contingency *table, const uint32_t *truth,
                             const uint32_t *found, size_t count, ent_error *err)
{
    *table = (struct contingency){0};
    if (count >= UINT32_MAX)
        return ent_fail(err, ENT_ELIMIT, "too many documents to evaluate");
    return count_cells(table, truth, found, count, err);
}

ent_status ent__story_units(ent_units *out, ent_arena *arena, const uint32_t *truth,
                            const uint32_t *found, size_t count, ent_error *err)
{
    struct contingency table;
    ent_status status = open_table(&table, truth, found, count, err);
    if (status == ENT_OK)
        status = fill_units(out, arena, &table, count, err);
    dispose(&table);
    return status;
}

ent_status ent_score_stories(ent_story_scores *out, const uint32_t *truth,
                             const uint32_t *found, size_t count, ent_error *err)
{
    struct contingency table;
    ent_arena arena = {0};
    ent_units units;
    double scores[6];
    ent_status status;
    ENT_TRY_OUT(open_table(&table, truth, found, count, err));
    ENT_TRY_OUT(ent_arena_open(
        &arena, (table.truth_ids.count + 1) * SUMS * sizeof(double) + 4096, err));
    ENT_TRY_OUT(fill_units(&units, &arena, &table, count, err));
    ent__units_score(scores, &units);
    *out = (ent_story_scores){
        .bcubed = {scores[0], scores[1], scores[2]},
        .pairwise = {scores[3], scores[4], scores[5]},
        .truth_stories = table.truth_ids.count,
        .found_stories = table.found_ids.count,
    };
out:
    ent_arena_close(&arena);
    dispose(&table);
    return status;
}
