/* SPDX-License-Identifier: MIT */
/* How fast corpora are read: megabytes a processor second of each file named, beside json-c's bare parse where it is JSON. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <json-c/json.h>

#include "base/base.h"

#include <entente/datasets.h>

static void stop(const ent_error *err)
{
    fprintf(stderr, "reading: %s\n", err->msg);
    exit(1);
}

/* Of this process: reading is one thread's work, and others on the machine do not count. */
static double processor_seconds(void)
{
    struct timespec time;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

/* A plain copy of a file, so that inflating it is not what is measured. @return its size */
static size_t inflate_to(const char *from, const char *to)
{
    ent_error err;
    ent_input *input;
    FILE *file = fopen(to, "wb");
    size_t total = 0, size = 1;
    static char piece[1 << 16];
    if (ent_input_open(&input, from, &err) != ENT_OK)
        stop(&err);
    while (file && size > 0) {
        if (ent_input_read(input, piece, sizeof piece, &size, &err) != ENT_OK)
            stop(&err);
        total += fwrite(piece, 1, size, file);
    }
    ent_input_close(input);
    if (!file || fclose(file) != 0)
        exit(1);
    return total;
}

/* json-c alone: lines into objects, nothing looked at. */
static double bare_parse(const char *path)
{
    double start = processor_seconds();
    ent_error err;
    ent_input *input;
    if (ent_input_open(&input, path, &err) != ENT_OK)
        stop(&err);
    struct json_tokener *tokener = json_tokener_new();
    for (;;) {
        ent_string line;
        bool end;
        if (ent_input_line(input, &line, &end, 0, &err) != ENT_OK || end)
            break;
        json_tokener_reset(tokener);
        json_object_put(json_tokener_parse_ex(tokener, line.data, (int)line.size));
    }
    json_tokener_free(tokener);
    ent_input_close(input);
    return processor_seconds() - start;
}

static double read_all(const char *path, const ent_dataset_options *options,
                       uint64_t *documents)
{
    double start = processor_seconds();
    ent_error err;
    ent_dataset *dataset;
    ent_record record;
    bool end = false;
    if (ent_dataset_open(&dataset, &path, 1, options, &err) != ENT_OK)
        stop(&err);
    for (*documents = 0; !end; *documents += !end)
        if (ent_dataset_next(dataset, &record, &end, &err) != ENT_OK)
            stop(&err);
    ent_dataset_free(dataset);
    return processor_seconds() - start;
}

static ent_format format_of(const char *path)
{
    return strstr(path, ".csv")    ? ENT_FORMAT_CSV
           : strstr(path, ".tsv")  ? ENT_FORMAT_TSV
           : strstr(path, ".json") ? ENT_FORMAT_JSONL
                                   : ENT_FORMAT_AUTO;
}

static void measure(const char *path)
{
    char plain[] = "/tmp/entente-reading-XXXXXX";
    int fd = mkstemp(plain);
    if (fd < 0)
        exit(1);
    close(fd);
    double megabytes = (double)inflate_to(path, plain) / 1e6;
    ent_dataset_options options = {.format = format_of(path)};
    uint64_t documents;
    double best = 1e9, bare = 1e9;
    for (int i = 0; i < 3; i++) {
        double seconds = read_all(plain, &options, &documents);
        best = seconds < best ? seconds : best;
        seconds = options.format == ENT_FORMAT_JSONL ? bare_parse(plain) : bare;
        bare = seconds < bare ? seconds : bare;
    }
    printf("%s\t%llu documents\t%.1f MB\t%.3f s\t%.0f MB/s", path,
           (unsigned long long)documents, megabytes, best, megabytes / best);
    if (bare < 1e9)
        printf("\tjson-c bare %.0f MB/s", megabytes / bare);
    printf("\n");
    remove(plain);
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        measure(argv[i]);
    return argc > 1 ? 0 : 2;
}
