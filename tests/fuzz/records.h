/* SPDX-License-Identifier: MIT */
/* What must hold whatever bytes a corpus reader is given; each fuzz target of a format only says which one it is. */
#ifndef ENT_TESTS_FUZZ_RECORDS_H
#define ENT_TESTS_FUZZ_RECORDS_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "datasets/writer.h"

#define must(condition)                                                                  \
    do {                                                                                 \
        if (!(condition)) {                                                              \
            fprintf(stderr, "%s:%d: must hold: %s\n", __FILE__, __LINE__, #condition);   \
            abort();                                                                     \
        }                                                                                \
    } while (0)

/* A file in memory that holds the bytes; its path. */
static int memory_file(char path[64], const void *data, size_t size)
{
    int fd = memfd_create("corpus", 0);
    must(fd >= 0 && write(fd, data, size) == (ssize_t)size);
    snprintf(path, 64, "/proc/self/fd/%d", fd);
    return fd;
}

static void must_be_utf8(ent_string text)
{
    static ent_arena arena;
    if (!arena.start)
        must(ent_arena_open(&arena, 0, NULL) == ENT_OK);
    ent_decoded decoded;
    arena.next = arena.start;
    must(ent_decode(&decoded, &arena, text, "UTF-8", NULL) == ENT_OK);
    must(decoded.repaired == 0);
}

static void must_be_sound(const ent_record *record)
{
    must(record->article.text.data);
    must(record->article.id.size > 0);
    must(!memchr(record->article.text.data, 0, record->article.text.size));
    must_be_utf8(record->article.text);
    must_be_utf8(record->article.title);
    must_be_utf8(record->article.id);
    for (size_t i = 0; i < record->label_count; i++) {
        must(record->labels[i].size > 0);
        must_be_utf8(record->labels[i]);
        for (size_t k = 0; k < i && k < 16; k++)
            must(!ent_string_equal(record->labels[i], record->labels[k]));
    }
}

/* Only a row of libsvm may have nothing in it; as JSON Lines it is a bad record. */
static bool may_be_empty(const ent_dataset_options *options)
{
    return options->format == ENT_FORMAT_LIBSVM || options->format == ENT_FORMAT_AUTO;
}

/* Read everything; what can be read goes to `copy` as JSON Lines. A header that says too little fails the whole file. */
static bool read_records(const char *path, const ent_dataset_options *options,
                         ent_dataset_report *report, ent_dataset_writer *copy,
                         size_t *empty)
{
    ent_dataset *dataset;
    ent_error err;
    must(ent_dataset_open(&dataset, &path, 1, options, &err) == ENT_OK);
    bool end = false;
    ent_status status = ENT_OK;
    *empty = 0;
    while (!end) {
        ent_record record;
        status = ent_dataset_next(dataset, &record, &end, &err);
        if (status != ENT_OK || end)
            break;
        must_be_sound(&record);
        must(record.article.text.size || may_be_empty(options));
        if (!record.article.text.size) {
            ++*empty;
            continue;
        }
        must(ent__jsonl_writer.write(copy, &record, NULL) == ENT_OK);
        copy->written++;
    }
    must(status == ENT_OK || (status == ENT_EDATA && copy->written + *empty == 0));
    must(ent_dataset_get_report(report, dataset, &err) == ENT_OK);
    must(report->documents == copy->written + *empty);
    report->labels = NULL;
    ent_dataset_free(dataset);
    return status == ENT_OK;
}

/* Bytes in, records out, each of them sound; written as JSON Lines and read again they are the same records. */
static int read_twice(const uint8_t *data, size_t size, const ent_dataset_options *wanted)
{
    char path[64];
    ent_dataset_report first, again;
    ent_dataset_options options = *wanted;
    options.on_error = ENT_ON_ERROR_SKIP;
    ent_dataset_writer copy = {.format = ENT_FORMAT_JSONL},
                       same = {.format = ENT_FORMAT_JSONL};
    int fd = memory_file(path, data, size);
    size_t empty, none;
    bool read = read_records(path, &options, &first, &copy, &empty);
    close(fd);
    if (read && copy.written) {
        static const ent_dataset_options plain = {.format = ENT_FORMAT_JSONL};
        fd = memory_file(path, copy.text.data, copy.text.size);
        must(read_records(path, &plain, &again, &same, &none));
        close(fd);
        must(same.written == copy.written);
        must(empty || strcmp(first.digest, again.digest) == 0);
    }
    ent_buffer_dispose(&copy.text);
    ent_buffer_dispose(&same.text);
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define FUZZ_READER(...)                                                                 \
    int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)                         \
    {                                                                                    \
        static const ent_dataset_options options = {__VA_ARGS__};                        \
        return read_twice(data, size, &options);                                         \
    }

#endif
