/* SPDX-License-Identifier: MIT */
/* The public corpora give the counts that their authors published, and raw sources give the same records as the
   prepared files. Skipped where a corpus is not there (ENTENTE_DATA). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/base.h"

#include <entente/datasets.h>

static char *data_path(const char *name)
{
    static char paths[4][500];
    static unsigned turn;
    char *path = paths[turn++ % 4];
    const char *root = getenv("ENTENTE_DATA");
    snprintf(path, sizeof paths[0], "%s/%s", root ? root : "../shared/data", name);
    if (access(path, R_OK) != 0)
        skip();
    return path;
}

static ent_dataset *open_at(const char *path, const ent_dataset_options *options)
{
    ent_dataset *dataset;
    ent_error err = {ENT_OK, ""};
    if (ent_dataset_open(&dataset, &path, 1, options, &err) != ENT_OK)
        fail_msg("%s", err.msg);
    return dataset;
}

static bool next(ent_dataset *dataset, ent_record *record)
{
    bool end;
    ent_error err = {ENT_OK, ""};
    if (ent_dataset_next(dataset, record, &end, &err) != ENT_OK)
        fail_msg("%s", err.msg);
    return !end;
}

/* Published counts: documents and labels of each part (the corpora's own papers and read-me files). */
static void the_counts_are_the_published_ones(void **state)
{
    (void)state;
    static const struct {
        const char *path;
        uint64_t documents, labels, unlabelled;
    } corpora[] = {
        {"topic/20newsgroups/train.jsonl.gz", 11314, 20, 0},
        {"topic/20newsgroups/test.jsonl.gz", 7532, 20, 0},
        {"topic/reuters21578/train.jsonl.gz", 9603, 115, 1828},
        {"topic/reuters21578/test.jsonl.gz", 3299, 93, 280},
        {"topic/reuters90/test.jsonl.gz", 3019, 90, 0},
        {"topic/reuters-r8/train.jsonl.gz", 5485, 8, 0},
        {"topic/reuters-r8/test.jsonl.gz", 2189, 8, 0},
        {"topic/reuters-r52/train.jsonl.gz", 6532, 52, 0},
        {"topic/reuters-r52/test.jsonl.gz", 2568, 52, 0},
        {"topic/agnews/test.jsonl.gz", 7600, 4, 0},
        {"topic/ohsumed/train.jsonl.gz", 3357, 23, 0},
        {"topic/ohsumed/test.jsonl.gz", 4043, 23, 0},
        {"topic/trec/train.jsonl.gz", 5452, 6, 0},
        {"topic/trec/test.jsonl.gz", 500, 6, 0},
        {"topic/mr/train.jsonl.gz", 7108, 2, 0},
        {"topic/mr/test.jsonl.gz", 3554, 2, 0},
        {"topic/masakhanews/ibo/train.jsonl.gz", 1356, 6, 0},
    };
    for (size_t i = 0; i < sizeof corpora / sizeof *corpora; i++) {
        ent_dataset *dataset = open_at(data_path(corpora[i].path), NULL);
        ent_record record;
        while (next(dataset, &record))
            continue;
        ent_dataset_report report;
        assert_int_equal(ent_dataset_get_report(&report, dataset, NULL), ENT_OK);
        assert_int_equal(report.documents, corpora[i].documents);
        assert_int_equal(report.label_count, corpora[i].labels);
        assert_int_equal(report.unlabelled, corpora[i].unlabelled);
        assert_int_equal(report.faults, 0);
        ent_dataset_free(dataset);
    }
}

/* ---- Reuters-21578: the raw files against the prepared rows ---- */

/* A hash of everything that must agree. The rows kept the control character DEL in six stories, which we drop. */
static uint64_t fingerprint(const ent_record *record)
{
    ent_record copy = *record;
    ent_string text = record->article.text;
    char *kept = malloc(text.size + 1);
    assert_non_null(kept);
    size_t size = 0;
    for (size_t i = 0; i < text.size; i++)
        if (text.data[i] != 0x7f)
            kept[size++] = text.data[i];
    copy.article.text = (ent_string){kept, size};
    uint64_t hash = ent_record_hash(&copy);
    free(kept);
    for (size_t i = 0; i < record->label_count; i++)
        hash += ent_mix(ent_hash(record->labels[i].data, record->labels[i].size));
    return hash;
}

static void compare_part(const char *part, const char *rows, uint64_t wanted)
{
    ent_map known = {0};
    ENT_ARRAY(uint64_t) prints = {0};
    ent_record record;
    ent_dataset *dataset = open_at(data_path(rows), NULL);
    while (next(dataset, &record)) {
        uint32_t *place =
            ent_map_put(&known, ent_hash(record.article.id.data, record.article.id.size));
        assert_non_null(place);
        *place = (uint32_t)prints.count;
        assert_true(ent_array_push(&prints, fingerprint(&record)));
    }
    ent_dataset_free(dataset);
    uint64_t found = 0, different = 0;
    const char *raw[] = {data_path("topic/reuters21578/raw/reut2-000.sgm.gz"),
                         data_path("topic/reuters21578/raw/reut2-021.sgm.gz")};
    ent_dataset_options options = {.part = part};
    assert_int_equal(ent_dataset_open(&dataset, raw, 2, &options, NULL), ENT_OK);
    while (next(dataset, &record)) {
        uint32_t at =
            ent_map_get(&known, ent_hash(record.article.id.data, record.article.id.size));
        assert_int_not_equal(at, ENT_MAP_NONE);
        found++;
        if (prints.items[at] != fingerprint(&record)) {
            if (different++ < 3)
                print_message("differs: %.*s\n", (int)record.article.id.size,
                              record.article.id.data);
        }
    }
    ent_dataset_free(dataset);
    ent_map_dispose(&known);
    free(prints.items);
    assert_int_equal(found, wanted);
    assert_int_equal(different, 0);
}

static void raw_reuters_gives_the_apte_split(void **state)
{
    (void)state;
    compare_part("train", "topic/reuters21578/train.jsonl.gz", 621);
    compare_part("test", "topic/reuters21578/test.jsonl.gz", 330);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_counts_are_the_published_ones),
        cmocka_unit_test(raw_reuters_gives_the_apte_split),
    };
    return cmocka_run_group_tests_name("datasets corpora", tests, NULL, NULL);
}
