/* SPDX-License-Identifier: MIT */
/* Time to load a model file, and to look terms up in its vocabulary: bench/model FILE... */
#include <stdio.h>
#include <stdlib.h>

#include "models/models.h"

enum { ROUNDS = 21, LOOKUPS = 1 << 20, CHUNK = 512 };

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Keys in an order that no cache foresees; every second one unseen. */
static uint64_t *mixed_keys(const ent_vocabulary *vocabulary)
{
    uint64_t *keys = ent_new(LOOKUPS, sizeof *keys);
    ent_random random = {1};
    for (size_t i = 0; keys && i < LOOKUPS; i++) {
        uint64_t drawn = ent_random_next(&random);
        keys[i] = i % 2 ? drawn : vocabulary->keys[drawn % vocabulary->size];
    }
    return keys;
}

static void look_up(const ent_vocabulary *vocabulary)
{
    uint64_t *keys = vocabulary->keys && vocabulary->size ? mixed_keys(vocabulary) : NULL;
    if (!keys)
        return;
    static uint32_t ids[CHUNK];
    uint64_t sum = 0;
    double start = ent_seconds();
    for (size_t i = 0; i < LOOKUPS; i++)
        sum += ent__vocabulary_find(vocabulary, keys[i]);
    double one = ent_seconds();
    for (size_t i = 0; i < LOOKUPS; i += CHUNK) {
        ent__vocabulary_find_all(ids, vocabulary, keys + i, CHUNK);
        sum -= ids[0];
    }
    double all = ent_seconds();
    printf("  look-up %.1f ns one at a time, %.1f ns in chunks (%llx)\n",
           (one - start) / LOOKUPS * 1e9, (all - one) / LOOKUPS * 1e9,
           (unsigned long long)sum & 15);
    free(keys);
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        double seconds[ROUNDS];
        ent_error err;
        ent_model *model = NULL;
        for (int round = 0; round < ROUNDS; round++) {
            ent_model_free(model);
            double start = ent_seconds();
            if (ent_model_open(&model, argv[i], &err) != ENT_OK) {
                fprintf(stderr, "%s\n", err.msg);
                return 1;
            }
            seconds[round] = ent_seconds() - start;
        }
        qsort(seconds, ROUNDS, sizeof *seconds, ascending);
        printf("%s: %zu features, %zu labels, %u bits, %s rows\n", argv[i],
               model->vocabulary.size, model->label_count, model->weights.bits,
               model->weights.dense ? "dense" : "sparse");
        printf("  load %.1f ms median of %d, %.1f ms best\n", seconds[ROUNDS / 2] * 1e3,
               ROUNDS, seconds[0] * 1e3);
        look_up(&model->vocabulary);
        ent_model_free(model);
    }
    return 0;
}
