/* SPDX-License-Identifier: MIT */
/* The writer's core: output, compression, and what a format could not keep. */
#include "writer.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <zlib.h>

#include "reader.h"

enum { PIECE = 1 << 17 };

static const ent_format_writer *const writers[ENT_FORMAT_COUNT] = {
    [ENT_FORMAT_JSONL] = &ent__jsonl_writer,
    [ENT_FORMAT_CSV] = &ent__csv_writer,
    [ENT_FORMAT_TSV] = &ent__csv_writer,
    [ENT_FORMAT_FOLDERS] = &ent__folders_writer,
    [ENT_FORMAT_TEXT] = &ent__text_writer,
    [ENT_FORMAT_FASTTEXT] = &ent__fasttext_writer,
    [ENT_FORMAT_LIBSVM] = &ent__libsvm_writer,
    [ENT_FORMAT_VW] = &ent__vw_writer,
};

const char *ent__extra_name(ent_extra extra)
{
    static const char *const names[] = {
#define AS_NAME(name, text) [name] = text,
        ENT_EXTRA_LIST(AS_NAME)};
    return names[extra];
}

/* With six decimals at most, which is what can be read. */
static ent_string weight_text(char number[ENT_NUMBER_ROOM], double weight)
{
    long long micros = llround(weight * 1e6);
    int size = snprintf(number, ENT_NUMBER_ROOM, "%lld.%06lld", micros / 1000000,
                        micros % 1000000);
    while (number[size - 1] == '0')
        size--;
    if (number[size - 1] == '.')
        size--;
    return (ent_string){number, (size_t)size};
}

ent_string ent__extra(const ent_record *record, ent_extra extra,
                      char number[ENT_NUMBER_ROOM])
{
    const ent_article *article = &record->article;
    if (extra == ENT_EXTRA_WEIGHT)
        return record->weight > 0 ? weight_text(number, record->weight)
                                  : (ent_string){NULL, 0};
    const ent_string fields[ENT_EXTRA_COUNT] = {
        [ENT_EXTRA_ID] = article->id,
        [ENT_EXTRA_TITLE] = article->title,
        [ENT_EXTRA_LANG] = article->lang,
        [ENT_EXTRA_URL] = article->url,
        [ENT_EXTRA_SOURCE] = article->source,
        [ENT_EXTRA_TIME] = article->time,
        [ENT_EXTRA_TARGET] = record->target,
        [ENT_EXTRA_STANCE] = record->stance,
        [ENT_EXTRA_PART] = record->part,
        [ENT_EXTRA_GROUP] = record->group,
        [ENT_EXTRA_REFERENCES] =
            record->reference_count ? record->references[0] : (ent_string){NULL, 0},
    };
    return fields[extra];
}

/* ---- compression ---- */

struct ent_deflate {
    z_stream stream;
    unsigned char out[PIECE];
};

static ent_status deflate_some(ent_dataset_writer *writer, int flush, ent_error *err)
{
    struct ent_deflate *deflater = writer->deflate;
    deflater->stream.next_in = (Bytef *)writer->text.data;
    deflater->stream.avail_in =
        (uInt)writer->text.size; /* a piece and a record: below 4 GiB */
    do {
        deflater->stream.next_out = deflater->out;
        deflater->stream.avail_out = sizeof deflater->out;
        if (deflate(&deflater->stream, flush) == Z_STREAM_ERROR)
            return ent_fail(err, ENT_EIO, "cannot compress '%s'", writer->path);
        ENT_TRY(ent_output_write(writer->output, deflater->out,
                                 sizeof deflater->out - deflater->stream.avail_out, err));
    } while (deflater->stream.avail_out == 0);
    return ENT_OK;
}

static ent_status flush(ent_dataset_writer *writer, int mode, ent_error *err)
{
    if (writer->text.failed || writer->text.size > UINT32_MAX)
        return ent_fail_memory(err);
    if (writer->deflate)
        ENT_TRY(deflate_some(writer, mode, err));
    else if (writer->output)
        ENT_TRY(
            ent_output_write(writer->output, writer->text.data, writer->text.size, err));
    ent_buffer_clear(&writer->text);
    return ENT_OK;
}

/* ---- opening ---- */

static ent_format format_of(const char *path)
{
    static const struct {
        const char *ending;
        ent_format format;
    } endings[] = {{".csv", ENT_FORMAT_CSV},     {".tsv", ENT_FORMAT_TSV},
                   {".ft", ENT_FORMAT_FASTTEXT}, {".libsvm", ENT_FORMAT_LIBSVM},
                   {".svm", ENT_FORMAT_LIBSVM},  {".vw", ENT_FORMAT_VW}};
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
        if (ent__has_ending(path, endings[i].ending))
            return endings[i].format;
    size_t size = strlen(path);
    return size && path[size - 1] == '/' ? ENT_FORMAT_FOLDERS : ENT_FORMAT_JSONL;
}

static bool ends_in_gz(const char *path)
{
    size_t size = strlen(path);
    return size > 3 && strcmp(path + size - 3, ".gz") == 0;
}

static ent_status open_output(ent_dataset_writer *writer, ent_error *err)
{
    if (writer->format == ENT_FORMAT_FOLDERS || writer->format == ENT_FORMAT_TEXT) {
        if (mkdir(writer->path, 0777) != 0)
            return ent_fail(err, ENT_EIO, "cannot create folder '%s': %s", writer->path,
                            strerror(errno));
        return ENT_OK;
    }
    bool numbered =
        writer->format == ENT_FORMAT_LIBSVM || writer->format == ENT_FORMAT_VW;
    if (numbered && strcmp(writer->path, "-") == 0)
        return ent_fail(
            err, ENT_EARG,
            "format '%s' wants a file: what its numbers mean is written beside it",
            ent_format_name(writer->format));
    if (numbered)
        ENT_TRY(ent__numbering_new(&writer->numbering, err));
    ENT_TRY(ent_output_open(&writer->output, writer->path, err));
    if (!ends_in_gz(writer->path))
        return ENT_OK;
    struct ent_deflate *deflater = ent_new_zeroed(1, sizeof *deflater);
    /* A header without a name or a time: the same records give the same file. */
    if (!deflater || deflateInit2(&deflater->stream, 6, Z_DEFLATED, 15 + 16, 8,
                                  Z_DEFAULT_STRATEGY) != Z_OK) {
        free(deflater);
        return ent_fail_memory(err);
    }
    writer->deflate = deflater;
    return ENT_OK;
}

ent_status ent_dataset_writer_open(ent_dataset_writer **out, const char *path,
                                   ent_format format, ent_error *err)
{
    if (format == ENT_FORMAT_AUTO)
        format = format_of(path);
    if ((unsigned)format >= ENT_FORMAT_COUNT || !writers[format])
        return ent_fail(err, ENT_EARG, "format '%s' cannot be written",
                        (unsigned)format < ENT_FORMAT_COUNT ? ent_format_name(format)
                                                            : "?");
    ent_dataset_writer *writer = ent_new_zeroed(1, sizeof *writer);
    if (!writer || !(writer->path = strdup(path))) {
        free(writer);
        return ent_fail_memory(err);
    }
    writer->format = format;
    writer->writer = writers[format];
    writer->separator = ";";
    ent_status status = open_output(writer, err);
    if (status != ENT_OK) {
        ent_dataset_writer_abandon(writer);
        return status;
    }
    *out = writer;
    return ENT_OK;
}

void ent_dataset_writer_separate(ent_dataset_writer *writer, const char *separator)
{
    writer->separator = separator;
}

/* ---- writing ---- */

ent_status ent_dataset_write(ent_dataset_writer *writer, const ent_record *record,
                             ent_error *err)
{
    char number[ENT_NUMBER_ROOM];
    for (int extra = 0; extra < ENT_EXTRA_COUNT; extra++)
        if (ent__extra(record, (ent_extra)extra, number).size &&
            !(writer->writer->keeps & 1u << extra))
            writer->lost |= 1u << extra;
    if (record->reference_count > 1 && writer->format != ENT_FORMAT_JSONL)
        writer->lost |= 1u << ENT_EXTRA_REFERENCES;
    ENT_TRY(writer->writer->write(writer, record, err));
    writer->written++;
    return writer->text.size >= PIECE ? flush(writer, Z_NO_FLUSH, err) : ENT_OK;
}

const char *ent_dataset_writer_lost(ent_dataset_writer *writer)
{
    ent_buffer_clear(&writer->lost_names);
    for (int extra = 0; extra < ENT_EXTRA_COUNT; extra++)
        if (writer->lost & 1u << extra)
            ent_buffer_format(&writer->lost_names, "%s%s",
                              writer->lost_names.size ? ", " : "",
                              ent__extra_name((ent_extra)extra));
    return writer->lost_names.data ? writer->lost_names.data : "";
}

static void free_writer(ent_dataset_writer *writer)
{
    if (writer->deflate)
        deflateEnd(&writer->deflate->stream);
    free(writer->deflate);
    ent__numbering_free(writer->numbering);
    ent_buffer_dispose(&writer->text);
    ent_buffer_dispose(&writer->lost_names);
    free(writer->path);
    free(writer);
}

void ent_dataset_writer_abandon(ent_dataset_writer *writer)
{
    if (!writer)
        return;
    ent_output_abandon(writer->output);
    free_writer(writer);
}

ent_status ent_dataset_writer_commit(ent_dataset_writer *writer, ent_error *err)
{
    ent_status status = flush(writer, Z_FINISH, err);
    if (status == ENT_OK && writer->writer->finish)
        status = writer->writer->finish(writer, err);
    if (status == ENT_OK && writer->output) {
        status = ent_output_commit(writer->output, err);
        writer->output = NULL;
    }
    ent_dataset_writer_abandon(writer);
    return status;
}
