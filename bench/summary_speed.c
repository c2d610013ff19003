/* SPDX-License-Identifier: MIT */
/*
 * How fast summaries are made: articles a second on bbc, and seconds for one document of more and more sentences.
 * `--ots` runs Debian's C summarizer beside ours; `--svg` writes the growth plot to standard output.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include <json-c/json.h>

#include <entente/summarize.h>

#include "base/base.h"
#include "base/svg.h"

static void check(ent_status status, const ent_error *err)
{
    if (status == ENT_OK)
        return;
    fprintf(stderr, "bench: %s\n", err->msg);
    exit(1);
}

struct bench {
    ent_arena texts, result, scratch;
    ent_summarizer *summarizer;
    ENT_ARRAY(ent_article) articles;
};

static bool read_bbc(struct bench *bench)
{
    const char *data = getenv("ENTENTE_DATA");
    char path[4096];
    snprintf(path, sizeof path, "%s/summ/bbc/test.jsonl.gz",
             data ? data : "../shared/data");
    ent_error err;
    ent_input *input;
    if (ent_input_open(&input, path, &err) != ENT_OK) {
        printf("skipped bbc (%s)\n", err.msg);
        return false;
    }
    ent_json_parser *parser = ent_json_parser_new();
    for (;;) {
        ent_string line;
        bool end;
        struct json_object *object;
        check(ent_input_line(input, &line, &end, 0, &err), &err);
        if (end)
            break;
        check(ent_json_parse(&object, parser, line, NULL, &err), &err);
        ent_article article = {
            .title =
                ent_string_copy(&bench->texts, ent_json_string(object, "title", NULL)),
            .text = ent_string_copy(&bench->texts, ent_json_string(object, "text", NULL)),
            .lang = ent_string_of("en")};
        if (!ent_array_push(&bench->articles, article))
            exit(1);
        json_object_put(object);
    }
    ent_json_parser_free(parser);
    ent_input_close(input);
    return true;
}

/* Of this process' own work: other programs on the machine do not count. */
static double processor_seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static double seconds_for(struct bench *bench, const ent_article *articles, size_t count,
                          const ent_summary_options *options)
{
    ent_error err;
    double start = processor_seconds();
    for (size_t i = 0; i < count; i++) {
        ent_summary summary;
        ent_arena result = bench->result;
        check(ent_summarize(&summary, &result, bench->summarizer, &articles[i], 1,
                            options, bench->scratch, &err),
              &err);
    }
    return processor_seconds() - start;
}

static void measure_articles(struct bench *bench)
{
    size_t bytes = 0;
    for (size_t i = 0; i < bench->articles.count; i++)
        bytes += bench->articles.items[i].text.size + bench->articles.items[i].title.size;
    static const char *const names[] = {"centrality", "lexrank", "textrank", "lead"};
    for (int method = 0; method < 4; method++) {
        ent_summary_options options = {.method = (ent_summary_method)method};
        double best = 1e9;
        for (int round = 0; round < 5; round++) {
            double seconds = seconds_for(bench, bench->articles.items,
                                         bench->articles.count, &options);
            best = seconds < best ? seconds : best;
        }
        printf(
            "bbc, %-12s %6.0f articles a second, %6.1f MB/s (%zu articles, best of 5)\n",
            names[method], (double)bench->articles.count / best,
            (double)bytes / best / 1e6, bench->articles.count);
    }
}

/* A document of about n sentences: bbc's texts one behind the other. */
static ent_string document_of(const struct bench *bench, ent_buffer *buffer,
                              size_t sentences)
{
    ent_buffer_clear(buffer);
    size_t wanted = sentences * 118; /* bytes of a bbc sentence */
    for (size_t i = 0; buffer->size < wanted; i++) {
        ent_string text = bench->articles.items[i % bench->articles.count].text;
        size_t left = wanted - buffer->size;
        if (text.size > left && i > 0)
            text.size = left;
        ent_buffer_string(buffer, text);
        ent_buffer_byte(buffer, '\n');
    }
    if (buffer->failed)
        exit(1);
    return ent_buffer_view(buffer);
}

static double children_seconds(void)
{
    struct rusage usage;
    getrusage(RUSAGE_CHILDREN, &usage);
    return (double)usage.ru_utime.tv_sec + (double)usage.ru_utime.tv_usec * 1e-6 +
           (double)usage.ru_stime.tv_sec + (double)usage.ru_stime.tv_usec * 1e-6;
}

static double ots_seconds(ent_string text)
{
    char path[] = "/tmp/entente-bench-XXXXXX";
    int file = mkstemp(path);
    if (file < 0 || write(file, text.data, text.size) != (ssize_t)text.size)
        return -1;
    close(file);
    char command[128];
    snprintf(command, sizeof command, "ots --ratio=5 %s >/dev/null 2>&1", path);
    double start = children_seconds();
    int status = system(command);
    double seconds = children_seconds() - start;
    unlink(path);
    return status == 0 ? seconds : -1;
}

static void plot(const ent_point *points, size_t count)
{
    ent_buffer out = {0};
    ent_frame frame = {.left = 70,
                       .top = 20,
                       .width = 560,
                       .height = 300,
                       .x = {"sentences in the document", 10, 1e6, true},
                       .y = {"seconds", 1e-5, 100, true}};
    ent_svg_begin(
        &out, 660, 380,
        ent_string_of("Seconds to summarize one document, by its number of sentences"),
        true);
    ent_frame_draw(&out, &frame);
    ent_point places[16];
    for (size_t i = 0; i < count; i++) {
        places[i] = ent_frame_at(&frame, points[i].x, points[i].y);
        ent_svg_dot(&out, places[i], 3.5, "fill-1", ent_string_of(""));
    }
    ent_svg_polyline(&out, places, count, "line-1");
    ent_svg_end(&out);
    fwrite(out.data, 1, out.size, stdout);
    ent_buffer_dispose(&out);
}

static size_t measure_growth(struct bench *bench, ent_point *points, bool with_ots,
                             bool quiet)
{
    static const size_t sizes[] = {10,   30,    100,   300,    1000,
                                   3000, 10000, 30000, 100000, 430000};
    size_t count = sizeof sizes / sizeof *sizes;
    ent_buffer buffer = {0};
    ent_summary_options options = {.method = ENT_SUMMARY_CENTRALITY};
    for (size_t i = 0; i < count; i++) {
        ent_article article = {.text = document_of(bench, &buffer, sizes[i]),
                               .lang = ent_string_of("en")};
        double best = 1e9;
        for (int round = 0; round < (sizes[i] > 20000 ? 1 : 3); round++) {
            double seconds = seconds_for(bench, &article, 1, &options);
            best = seconds < best ? seconds : best;
        }
        points[i] = (ent_point){(double)sizes[i], best};
        if (quiet)
            continue;
        printf("%7zu sentences %7.2f MB %10.5f s", sizes[i],
               (double)article.text.size / 1e6, best);
        if (with_ots && sizes[i] <= 3000)
            printf("   ots %8.3f s", ots_seconds(article.text));
        struct rusage usage;
        getrusage(RUSAGE_SELF, &usage);
        printf("   peak %ld MB\n", usage.ru_maxrss / 1024);
        fflush(stdout);
    }
    ent_buffer_dispose(&buffer);
    return count;
}

int main(int argc, char **argv)
{
    struct bench bench = {.articles = {0}};
    ent_error err;
    check(ent_arena_open(&bench.texts, (size_t)1 << 28, &err), &err);
    check(ent_arena_open(&bench.result, (size_t)1 << 28, &err), &err);
    check(ent_arena_open(&bench.scratch, (size_t)4 << 30, &err), &err);
    check(ent_summarizer_new(&bench.summarizer, &err), &err);
    bool svg = argc > 1 && strcmp(argv[1], "--svg") == 0;
    if (read_bbc(&bench)) {
        ent_point points[16];
        if (!svg)
            measure_articles(&bench);
        size_t count = measure_growth(&bench, points,
                                      argc > 1 && strcmp(argv[1], "--ots") == 0, svg);
        if (svg)
            plot(points, count);
    }
    ent_summarizer_free(bench.summarizer);
    free(bench.articles.items);
    ent_arena_close(&bench.texts);
    ent_arena_close(&bench.result);
    ent_arena_close(&bench.scratch);
    return 0;
}
