/* SPDX-License-Identifier: MIT */
/* Two clusterings of the same documents compared: BCubed and pairwise precision, recall and F1. */
#include <math.h>

#include <entente/evaluate.h>

#include "base/base.h"

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

static uint64_t pairs_in(const uint64_t *sizes, size_t count)
{
    uint64_t pairs = 0;
    for (size_t i = 0; i < count; i++)
        pairs += sizes[i] * (sizes[i] - 1) / 2;
    return pairs;
}

ent_status ent_score_stories(ent_story_scores *out, const uint32_t *truth,
                             const uint32_t *found, size_t count, ent_error *err)
{
    if (count >= UINT32_MAX)
        return ent_fail(err, ENT_ELIMIT, "too many documents to evaluate");
    struct contingency table = {0};
    ent_status status;
    ENT_TRY_OUT(count_cells(&table, truth, found, count, err));
    double precision = 0, recall = 0;
    for (size_t i = 0; i < count; i++) {
        double both = (double)table.cell_size[table.cell_of[i]];
        precision += both / (double)table.found_size[table.found_of[i]];
        recall += both / (double)table.truth_size[table.truth_of[i]];
    }
    double n = count ? (double)count : NAN;
    uint64_t truth_pairs = pairs_in(table.truth_size, table.truth_ids.count);
    uint64_t found_pairs = pairs_in(table.found_size, table.found_ids.count);
    uint64_t both_pairs = pairs_in(table.cell_size, table.cell_ids.count);
    *out = (ent_story_scores){
        .bcubed = average_of(precision / n, recall / n),
        .pairwise =
            average_of(found_pairs ? (double)both_pairs / (double)found_pairs : NAN,
                       truth_pairs ? (double)both_pairs / (double)truth_pairs : NAN),
        .truth_stories = table.truth_ids.count,
        .found_stories = table.found_ids.count,
    };
out:
    dispose(&table);
    return status;
}
