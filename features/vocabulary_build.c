/* SPDX-License-Identifier: MIT */
/* Choosing a vocabulary: document frequencies over a corpus, and the selection among them. */
#include <stdlib.h>

#include "features.h"
#include "vocabulary_hash.h"

enum {
    PARTITIONS =
        64, /* by the key's first bits: each has a small map of its own, counted by one thread */
    DOCUMENTS_A_PIECE = 32, /* what a thread takes at a time */
    FEWEST_SLOTS = 1024,
};
/* of text, between two rounds of counting: what is found in it stays near the processor */
static const size_t batch_bytes = (size_t)8 << 20;

/* The distinct keys of one document. A slot counts only where it bears the present document's number, so that nothing
 * has to be cleared between documents. A short document uses the front of the slots alone. */
struct key_slot {
    uint64_t key;
    uint64_t document;
};

struct key_set {
    struct key_slot *slots;
    size_t capacity; /* a power of two */
    size_t mask;     /* of the slots that the present document uses */
    size_t count;
    uint64_t document; /* from 1 */
};

struct counter {
    ent_extractor *extractor; /* of the vocabulary's readers */
    struct key_set set;
    ENT_ARRAY(uint64_t) found[PARTITIONS]; /* keys, once a document that holds them */
    uint64_t terms;
};

struct build {
    ent_feature_settings *settings;
    const ent_article *articles; /* of the present batch */
    size_t count;
    size_t documents; /* of all batches */
    const ent_language *language;
    int threads;
    struct counter *counters;        /* [threads] */
    ent_map frequencies[PARTITIONS]; /* key -> documents that hold it */
    struct choice {
        ENT_ARRAY(ent_keyed) candidates; /* keys and frequencies, by key */
        const struct build *build;
        bool failed;
    } choices[PARTITIONS];
};

/* ---- distinct keys of a document ---- */

static struct key_slot *set_find(const struct key_set *set, uint64_t key)
{
    size_t at = ent_hash_place(key) & set->mask;
    while (set->slots[at].document == set->document && set->slots[at].key != key)
        at = (at + 1) & set->mask;
    return &set->slots[at];
}

static bool set_grow(struct key_set *set)
{
    size_t slots = set->slots ? 2 * (set->mask + 1) : FEWEST_SLOTS;
    struct key_set grown = {ent_new_table(slots, sizeof *grown.slots), slots, slots - 1,
                            set->count, set->document};
    if (!grown.slots)
        return false;
    for (size_t i = 0; set->slots && i <= set->mask; i++)
        if (set->slots[i].document == set->document)
            *set_find(&grown, set->slots[i].key) = set->slots[i];
    free(set->slots);
    *set = grown;
    return true;
}

/* 1: new, 0: known, -1: out of memory. */
static int set_add(struct key_set *set, uint64_t key)
{
    if (2 * set->count >= set->mask && !set_grow(set))
        return -1;
    struct key_slot *slot = set_find(set, key);
    if (slot->document == set->document)
        return 0;
    *slot = (struct key_slot){key, set->document};
    set->count++;
    return 1;
}

/* For the next document, of so many bytes: words and pairs of them are fewer than half of that. */
static void set_clear(struct key_set *set, size_t bytes)
{
    size_t slots = FEWEST_SLOTS;
    while (slots < bytes && slots < set->capacity)
        slots *= 2;
    if (set->slots)
        set->mask = slots - 1;
    set->document++;
    set->count = 0;
}

/* ---- counting ---- */

static ent_status collect_document(struct counter *counter, const ent_article *article,
                                   ent_error *err)
{
    ENT_TRY(ent__extract_begin(counter->extractor, article, err));
    set_clear(&counter->set, article->title.size + article->text.size);
    for (;;) {
        ent_terms terms;
        ENT_TRY(ent__extract_next(&terms, counter->extractor, err));
        if (!terms.count && !terms.tokens)
            return ENT_OK;
        counter->terms += terms.count;
        for (size_t i = 0; i < terms.count; i++) {
            uint64_t key = terms.keys[i];
            int fresh = set_add(&counter->set, key);
            if (fresh < 0 || (fresh && !ent_array_push(&counter->found[key >> 58], key)))
                return ent_fail_memory(err);
        }
    }
}

static ent_status collect_piece(void *context, size_t piece, int worker, ent_error *err)
{
    struct build *build = context;
    size_t first = piece * DOCUMENTS_A_PIECE;
    size_t last = first + DOCUMENTS_A_PIECE < build->count ? first + DOCUMENTS_A_PIECE
                                                           : build->count;
    for (size_t i = first; i < last; i++)
        ENT_TRY(collect_document(&build->counters[worker], &build->articles[i], err));
    return ENT_OK;
}

/* Sums do not depend on the order in which the workers' keys are added. */
static ent_status count_partition(void *context, size_t partition, int worker,
                                  ent_error *err)
{
    (void)worker;
    struct build *build = context;
    for (int t = 0; t < build->threads; t++) {
        struct counter *counter = &build->counters[t];
        for (size_t i = 0; i < counter->found[partition].count; i++) {
            uint32_t *frequency = ent_map_put(&build->frequencies[partition],
                                              counter->found[partition].items[i]);
            if (!frequency)
                return ent_fail_memory(err);
            *frequency = *frequency == ENT_MAP_NONE ? 1 : *frequency + 1;
        }
        counter->found[partition].count = 0;
    }
    return ENT_OK;
}

static size_t pieces_of(size_t documents)
{
    return (documents + DOCUMENTS_A_PIECE - 1) / DOCUMENTS_A_PIECE;
}

static ent_status count_all(struct build *build, const ent_article *articles,
                            size_t count, ent_error *err)
{
    for (size_t first = 0; first < count;) {
        size_t bytes = 0, last = first;
        while (last < count && (last == first || bytes < batch_bytes)) {
            bytes += articles[last].title.size + articles[last].text.size;
            last++;
        }
        build->articles = articles + first;
        build->count = last - first;
        ENT_TRY(ent_parallel(pieces_of(build->count), build->threads, collect_piece,
                             build, err));
        ENT_TRY(ent_parallel(PARTITIONS, build->threads, count_partition, build, err));
        first = last;
    }
    return ENT_OK;
}

/* ---- choosing ---- */

static void consider(void *context, uint64_t key, uint32_t frequency)
{
    struct choice *choice = context;
    const struct build *build = choice->build;
    /* The limit is a float, so the share is rounded to one: 7 of 10 documents are no more than 0.7 of them. */
    float share = (float)(frequency / (double)build->documents);
    if (frequency < build->settings->min_df || share > build->settings->max_df)
        return;
    ent_keyed candidate = {key, frequency};
    if (!ent_array_push(&choice->candidates, candidate))
        choice->failed = true;
}

static ent_status choose_partition(void *context, size_t partition, int worker,
                                   ent_error *err)
{
    (void)worker;
    struct build *build = context;
    struct choice *choice = &build->choices[partition];
    choice->build = build;
    ent_map_each(&build->frequencies[partition], consider, choice);
    ent_map_dispose(&build->frequencies[partition]);
    if (choice->failed)
        return ent_fail_memory(err);
    ent_sort_keyed(choice->candidates.items, choice->candidates.count);
    return ENT_OK;
}

/*
 * Most frequent first, then by key: partitions and candidates within them come by key already, so that counting out the
 * frequencies is all. places[f] is where the next term of frequency f goes; terms behind `size` are left out.
 */
static void lay_out(ent_vocabulary *vocabulary, const struct build *build, size_t *places)
{
    size_t place = 0;
    for (size_t p = 0; p < PARTITIONS; p++)
        for (size_t i = 0; i < build->choices[p].candidates.count; i++)
            places[build->choices[p].candidates.items[i].value]++;
    for (size_t frequency = build->documents + 1; frequency-- > 0;) {
        size_t count = places[frequency];
        places[frequency] = place;
        place += count;
    }
    for (size_t p = 0; p < PARTITIONS; p++)
        for (size_t i = 0; i < build->choices[p].candidates.count; i++) {
            ent_keyed candidate = build->choices[p].candidates.items[i];
            size_t at = places[candidate.value]++;
            if (at >= vocabulary->size)
                continue;
            vocabulary->keys[at] = candidate.key;
            vocabulary->frequencies[at] = candidate.value;
        }
}

static ent_status choose(ent_vocabulary *vocabulary, struct build *build, ent_error *err)
{
    size_t size = 0;
    ENT_TRY(ent_parallel(PARTITIONS, build->threads, choose_partition, build, err));
    for (size_t p = 0; p < PARTITIONS; p++)
        size += build->choices[p].candidates.count;
    if (build->settings->max_features && size > build->settings->max_features)
        size = build->settings->max_features;
    vocabulary->size = size;
    vocabulary->documents = build->documents;
    vocabulary->keys = ent_new(size, sizeof *vocabulary->keys);
    vocabulary->frequencies = ent_new(size, sizeof *vocabulary->frequencies);
    size_t *places = ent_new_zeroed(build->documents + 1, sizeof *places);
    if (!vocabulary->keys || !vocabulary->frequencies || !places) {
        free(places);
        return ent_fail_memory(err);
    }
    lay_out(vocabulary, build, places);
    free(places);
    return ent__vocabulary_lock(vocabulary, err);
}

static void dispose(struct build *build)
{
    for (int t = 0; build->counters && t < build->threads; t++) {
        struct counter *counter = &build->counters[t];
        free(counter->set.slots);
        for (size_t p = 0; p < PARTITIONS; p++)
            free(counter->found[p].items);
    }
    free(build->counters);
    for (size_t p = 0; p < PARTITIONS; p++) {
        ent_map_dispose(&build->frequencies[p]);
        free(build->choices[p].candidates.items);
    }
}

ent_status ent__vocabulary_build(ent_vocabulary *vocabulary,
                                 ent_feature_settings *settings,
                                 const ent_article *articles, size_t count,
                                 const ent_language *language, int threads,
                                 ent_error *err)
{
    struct build build = {.settings = settings, .language = language, .documents = count};
    ent_status status = ENT_OK;
    if (settings->hash_bits)
        return ent__vocabulary_hash(vocabulary, settings, articles, count, language,
                                    threads, err);
    *vocabulary = (ent_vocabulary){0};
    build.threads = ent_parallel_threads(SIZE_MAX, threads);
    build.counters = ent_new_zeroed((size_t)build.threads, sizeof *build.counters);
    vocabulary->readers = ent__readers_new(build.threads, settings, language);
    if (!build.counters || !vocabulary->readers)
        status = ent_fail_memory(err);
    for (int t = 0; status == ENT_OK && t < build.threads; t++)
        build.counters[t].extractor = vocabulary->readers->extractors[t];
    if (status == ENT_OK)
        status = count_all(&build, articles, count, err);
    uint64_t terms = 0;
    for (int t = 0; status == ENT_OK && t < build.threads; t++)
        terms += build.counters[t].terms;
    settings->mean_length = count ? (float)((double)terms / (double)count) : 0;
    if (status == ENT_OK)
        status = choose(vocabulary, &build, err);
    dispose(&build);
    if (status != ENT_OK)
        ent__vocabulary_dispose(vocabulary);
    return status;
}
