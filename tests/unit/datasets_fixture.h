/* SPDX-License-Identifier: MIT */
/* What the tests of datasets/ share: a folder of one's own, readers that must not fail, what readers said. */
#ifndef ENT_TESTS_DATASETS_FIXTURE_H
#define ENT_TESTS_DATASETS_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/base.h"

#include <entente/datasets.h>

/* ---- a folder of one's own, and what readers said ---- */

static char folder[64];
static char said[8][500];
static size_t said_count;

static inline int make_folder(void **state)
{
    (void)state;
    strcpy(folder, "/tmp/entente-test-XXXXXX");
    said_count = 0;
    return mkdtemp(folder) ? 0 : -1;
}

static inline int remove_folder(void **state)
{
    (void)state;
    char command[128];
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    return system(command);
}

static inline char *path_of(const char *name)
{
    static char paths[4][200];
    static unsigned turn;
    char *path = paths[turn++ % 4];
    snprintf(path, sizeof paths[0], "%s/%s", folder, name);
    return path;
}

static inline char *put(const char *name, const char *text)
{
    char *path = path_of(name);
    for (char *slash = strchr(path + strlen(folder) + 1, '/'); slash;
         slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        mkdir(path, 0777);
        *slash = '/';
    }
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
    return path;
}

static inline void listen(void *context, const char *message)
{
    (void)context;
    if (said_count < 8)
        snprintf(said[said_count], sizeof said[0], "%s", message);
    said_count++;
}

/* "folder/NAME" with the folder, as messages show it. */
static inline const char *in_folder(const char *rest)
{
    static char text[250];
    snprintf(text, sizeof text, "%s/%s", folder, rest);
    return text;
}

static inline ent_dataset *open_one(const char *path, const ent_dataset_options *options)
{
    ent_dataset *dataset;
    ent_error err = {ENT_OK, ""};
    if (ent_dataset_open(&dataset, &path, 1, options, &err) != ENT_OK)
        fail_msg("%s", err.msg);
    return dataset;
}

static inline bool next(ent_dataset *dataset, ent_record *record)
{
    bool end;
    ent_error err = {ENT_OK, ""};
    if (ent_dataset_next(dataset, record, &end, &err) != ENT_OK)
        fail_msg("%s", err.msg);
    return !end;
}

static inline ent_dataset_report report_of(ent_dataset *dataset)
{
    ent_dataset_report report;
    assert_int_equal(ent_dataset_get_report(&report, dataset, NULL), ENT_OK);
    return report;
}

#define assert_text(string, text) assert_true(ent_string_is((string), (text)))

static inline void expect_failure(const char *path, const ent_dataset_options *options,
                                  const char *message)
{
    ent_dataset *dataset = open_one(path, options);
    ent_record record;
    ent_error err = {ENT_OK, ""};
    bool end = false;
    ent_status status;
    while ((status = ent_dataset_next(dataset, &record, &end, &err)) == ENT_OK && !end)
        continue;
    assert_int_not_equal(status, ENT_OK);
    assert_string_equal(err.msg, message);
    ent_dataset_free(dataset);
}

#define test(name) cmocka_unit_test_setup_teardown(name, make_folder, remove_folder)

#endif
