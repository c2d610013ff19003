/* SPDX-License-Identifier: MIT */
/* The verb `dataset`: actions that write records: convert, merge, dedupe, sample, split. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "dataset.h"
#include "inputs.h"

void dataset_say_bad(void *context, const char *message)
{
    struct dataset_request *request = context;
    request->bad++;
    cli_say("entente: %s", message);
}

void dataset_tell_progress(const char *label, uint64_t records)
{
    if (records % 1024 == 0)
        cli_progress(label, records, 0);
}

int dataset_verdict(const ent_dataset_report *report)
{
    if (report->repaired)
        cli_say("%llu byte sequences were not UTF-8 and were replaced",
                (unsigned long long)report->repaired);
    for (int reason = 0; reason < ENT_SKIP_COUNT; reason++)
        if (report->skipped[reason])
            cli_say("left out: %llu (%s)", (unsigned long long)report->skipped[reason],
                    ent_skip_text((ent_skip)reason));
    return report->faults ? CLI_SOME_BAD : CLI_OK;
}

/* ---- reading twice ---- */

/* A copy of standard input in a file that has no name any more. */
static ent_status spool(char *path, ent_error *err)
{
    const char *folder = getenv("TMPDIR");
    ent_buffer name = {0};
    ent_buffer_format(&name, "%s/entente-XXXXXX", folder && *folder ? folder : "/tmp");
    int fd = name.failed ? -1 : mkstemp(name.data);
    if (fd >= 0)
        unlink(name.data);
    ent_buffer_dispose(&name);
    if (fd < 0)
        return ent_fail(err, ENT_EIO, "cannot make a temporary file: %s",
                        strerror(errno));
    char piece[1 << 16];
    for (ssize_t got; (got = read(STDIN_FILENO, piece, sizeof piece)) != 0;) {
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return ent_fail(err, ENT_EIO, "cannot read standard input: %s",
                            strerror(errno));
        for (ssize_t put, done = 0; done < got; done += put)
            if ((put = write(fd, piece + done, (size_t)(got - done))) < 0)
                return ent_fail(err, ENT_EIO, "cannot write a temporary file: %s",
                                strerror(errno));
    }
    snprintf(path, 64, "/dev/fd/%d", fd); /* closed when the program ends */
    return ENT_OK;
}

ent_status dataset_make_rereadable(struct dataset_request *request, const char **paths,
                                   char *path, ent_error *err)
{
    bool spooled = false;
    for (size_t i = 0; i < request->path_count; i++) {
        paths[i] = request->paths[i];
        if (strcmp(paths[i], "-") != 0)
            continue;
        if (spooled)
            return ent_fail(err, ENT_EARG, "standard input can be read only once");
        ENT_TRY(spool(path, err));
        paths[i] = path;
        spooled = true;
    }
    request->paths = paths;
    return ENT_OK;
}

ent_status dataset_reopen(ent_dataset **out, const struct dataset_request *request,
                          void (*notice)(void *, const ent_notice *), void *context,
                          ent_error *err)
{
    ent_dataset_options again = request->reading;
    if (again.on_error == ENT_ON_ERROR_QUARANTINE)
        again.on_error = ENT_ON_ERROR_SKIP;
    again.quarantine = NULL;
    again.bad = NULL;
    again.notice = notice;
    again.context = context;
    return ent_dataset_open(out, request->paths, request->path_count, &again, err);
}

ent_status dataset_survey(ent_survey **out, ent_dataset_report *report,
                          struct dataset_request *request, unsigned what, ent_error *err)
{
    ent_dataset *dataset = NULL;
    ent_survey *survey = NULL;
    ent_status status = ent_dataset_open(&dataset, request->paths, request->path_count,
                                         &request->reading, err);
    if (status == ENT_OK)
        status = ent_survey_new(&survey, what, err);
    for (bool end = false; status == ENT_OK;) {
        ent_record record;
        status = ent_dataset_next(dataset, &record, &end, err);
        if (status != ENT_OK || end)
            break;
        status = ent_survey_add(survey, &record, err);
        if (status == ENT_OK && request->ids)
            status = dataset_ids_note(request->ids, &record, err);
        dataset_tell_progress("reading", ent_survey_count(survey));
    }
    if (status == ENT_OK)
        status = ent_dataset_get_report(report, dataset, err);
    ent_dataset_free(dataset);
    report->labels = NULL;
    report->label_count = 0;
    if (status != ENT_OK) {
        ent_survey_free(survey);
        return status;
    }
    *out = survey;
    return ENT_OK;
}

/* ---- convert, which reads once, and merge ---- */

void dataset_say_lost(ent_dataset_writer *writer, ent_format format)
{
    const char *lost = ent_dataset_writer_lost(writer);
    if (*lost)
        cli_say("not kept%s%s: %s", format ? " in " : "",
                format ? ent_format_name(format) : "", lost);
}

/* Records that go to the terminal are seen themselves. */
static void tell_written(const struct dataset_request *request, uint64_t records)
{
    if (request->output || !isatty(STDOUT_FILENO))
        dataset_tell_progress("writing", records);
}

ent_status dataset_create(ent_dataset_writer **out, const struct dataset_request *request,
                          const char *path, ent_error *err)
{
    ent_dataset_writer *writer;
    ENT_TRY(ent_dataset_writer_open(&writer, path ? path : "-", request->to, err));
    if (request->reading.label_separator)
        ent_dataset_writer_separate(writer, request->reading.label_separator);
    *out = writer;
    return ENT_OK;
}

/* Write all that is left of a dataset. @param ids  keeps ids apart; NULL: they stay as they are */
static ent_status copy_all(const struct dataset_request *request, ent_dataset *dataset,
                           struct dataset_ids *ids, ent_error *err)
{
    ent_dataset_writer *writer = NULL;
    uint64_t written = 0;
    ent_status status;
    ENT_TRY_OUT(dataset_create(&writer, request, request->output, err));
    for (;;) {
        ent_record record;
        bool end;
        ENT_TRY_OUT(ent_dataset_next(dataset, &record, &end, err));
        if (end)
            break;
        if (ids)
            ENT_TRY_OUT(dataset_ids_keep_apart(ids, &record, err));
        ENT_TRY_OUT(ent_dataset_write(writer, &record, err));
        tell_written(request, ++written);
    }
    dataset_say_lost(writer, request->to);
    status = ent_dataset_writer_commit(writer, err);
    writer = NULL;
out:
    ent_dataset_writer_abandon(writer);
    return status;
}

static ent_status convert(struct dataset_request *request, ent_dataset_report *report,
                          ent_error *err)
{
    ent_dataset *dataset;
    ENT_TRY(ent_dataset_open(&dataset, request->paths, request->path_count,
                             &request->reading, err));
    ent_status status = copy_all(request, dataset, NULL, err);
    if (status == ENT_OK)
        status = ent_dataset_get_report(report, dataset, err);
    ent_dataset_free(dataset);
    return status;
}

int dataset_convert(struct dataset_request *request)
{
    ent_error err;
    ent_dataset_report report;
    if (convert(request, &report, &err) != ENT_OK)
        return cli_fail(&err);
    cli_say("%llu records", (unsigned long long)report.documents);
    if (request->reading.label && report.documents &&
        report.unlabelled == report.documents)
        cli_say("none of them has a label: is '%s' the name of the field?",
                request->reading.label);
    return cli_finish(dataset_verdict(&report));
}

/* The first reading of a merge: which ids there are. */
static ent_status note_ids(struct dataset_ids *ids, ent_dataset_report *report,
                           const struct dataset_request *request, ent_error *err)
{
    ent_dataset *dataset;
    ent_record record;
    ENT_TRY(ent_dataset_open(&dataset, request->paths, request->path_count,
                             &request->reading, err));
    uint64_t read = 0;
    ent_status status = ENT_OK;
    for (bool end = false; status == ENT_OK;) {
        status = ent_dataset_next(dataset, &record, &end, err);
        if (status != ENT_OK || end)
            break;
        status = dataset_ids_note(ids, &record, err);
        dataset_tell_progress("reading", ++read);
    }
    if (status == ENT_OK)
        status = ent_dataset_get_report(report, dataset, err);
    ent_dataset_free(dataset);
    return status;
}

static ent_status merge(struct dataset_request *request, struct dataset_ids *ids,
                        ent_dataset_report *report, ent_error *err)
{
    char spooled[64];
    ent_dataset *dataset = NULL;
    ent_status status;
    const char **paths = ent_new(request->path_count, sizeof *paths);
    if (!paths)
        return ent_fail_memory(err);
    ENT_TRY_OUT(dataset_make_rereadable(request, paths, spooled, err));
    ENT_TRY_OUT(note_ids(ids, report, request, err));
    ENT_TRY_OUT(dataset_reopen(&dataset, request, NULL, NULL, err));
    ENT_TRY_OUT(copy_all(request, dataset, ids, err));
out:
    ent_dataset_free(dataset);
    free(paths);
    return status;
}

int dataset_merge(struct dataset_request *request)
{
    ent_error err;
    ent_dataset_report report;
    struct dataset_ids ids = {0};
    ent_status status = merge(request, &ids, &report, &err);
    dataset_ids_dispose(&ids);
    if (status != ENT_OK)
        return cli_fail(&err);
    cli_say("%llu records, %llu of them renamed because their id was taken",
            (unsigned long long)report.documents, (unsigned long long)ids.renamed);
    return cli_finish(dataset_verdict(&report));
}

/* ---- two passes: dedupe, sample and split ---- */

/* Write record i to writers[part[i]]; parts beyond the writers are left out. */
static ent_status deal(const struct dataset_request *request,
                       ent_dataset_writer **writers, size_t writer_count,
                       const uint8_t *part, size_t count, uint64_t *written,
                       ent_error *err)
{
    ent_dataset *dataset;
    ENT_TRY(dataset_reopen(&dataset, request, NULL, NULL, err));
    ent_status status = ENT_OK;
    for (size_t i = 0; status == ENT_OK; i++) {
        ent_record record;
        bool end;
        status = ent_dataset_next(dataset, &record, &end, err);
        if (status != ENT_OK || end)
            break;
        if (i == count) {
            status = ent_fail(err, ENT_EDATA, "the corpus changed while it was read");
        } else if (part[i] < writer_count) {
            record.part = writer_count > 1 ? ent_string_of(request->part_names[part[i]])
                                           : record.part;
            status = ent_dataset_write(writers[part[i]], &record, err);
            written[part[i]]++;
        }
        tell_written(request, i + 1);
    }
    ent_dataset_free(dataset);
    return status;
}

/* What the first pass of dedupe and sample decides: keep[i], 0 or 1. */
typedef ent_status (*chooser)(uint8_t *keep, const struct dataset_request *request,
                              const ent_survey *survey, ent_error *err);

static ent_status choose_first_of_group(uint8_t *keep,
                                        const struct dataset_request *request,
                                        const ent_survey *survey, ent_error *err)
{
    size_t count = ent_survey_count(survey);
    uint32_t *groups = ent_new(count, sizeof *groups);
    if (!groups)
        return ent_fail_memory(err);
    ent_status status = ent_survey_groups(groups, survey, request->near, err);
    for (size_t i = 0; i < count && status == ENT_OK; i++)
        keep[i] = groups[i] == i;
    free(groups);
    return status;
}

static ent_status choose_sample(uint8_t *keep, const struct dataset_request *request,
                                const ent_survey *survey, ent_error *err)
{
    return ent_survey_sample(keep, survey, request->wanted, request->per_label,
                             request->seed, err);
}

static ent_status copy_chosen(struct dataset_request *request, chooser choose,
                              unsigned what, uint64_t *written,
                              ent_dataset_report *report, ent_error *err)
{
    ent_survey *survey = NULL;
    ent_dataset_writer *writer = NULL;
    uint8_t *keep = NULL;
    char spooled[64];
    const char **paths = ent_new(request->path_count, sizeof *paths);
    ent_status status = paths ? ENT_OK : ent_fail_memory(err);
    if (status == ENT_OK)
        status = dataset_make_rereadable(request, paths, spooled, err);
    if (status != ENT_OK)
        goto out;
    ENT_TRY_OUT(dataset_survey(&survey, report, request, what, err));
    keep = ent_new(ent_survey_count(survey), 1);
    if (!keep) {
        status = ent_fail_memory(err);
        goto out;
    }
    ENT_TRY_OUT(choose(keep, request, survey, err));
    for (size_t i = 0; i < ent_survey_count(survey); i++)
        keep[i] = !keep[i]; /* part 0 is written */
    ENT_TRY_OUT(dataset_create(&writer, request, request->output, err));
    ENT_TRY_OUT(deal(request, &writer, 1, keep, ent_survey_count(survey), written, err));
    dataset_say_lost(writer, request->to);
    status = ent_dataset_writer_commit(writer, err);
    writer = NULL;
out:
    ent_dataset_writer_abandon(writer);
    ent_survey_free(survey);
    free(keep);
    free(paths);
    return status;
}

int dataset_dedupe(struct dataset_request *request)
{
    ent_error err;
    ent_dataset_report report;
    uint64_t written = 0;
    unsigned what = request->near < 1 ? ENT_SURVEY_SKETCHES : 0;
    if (copy_chosen(request, choose_first_of_group, what, &written, &report, &err) !=
        ENT_OK)
        return cli_fail(&err);
    cli_say("%llu records, %llu written, %llu repeat an earlier one",
            (unsigned long long)report.documents, (unsigned long long)written,
            (unsigned long long)(report.documents - written));
    return cli_finish(dataset_verdict(&report));
}

int dataset_sample(struct dataset_request *request)
{
    ent_error err;
    ent_dataset_report report;
    uint64_t written = 0;
    if (request->wanted == 0)
        return cli_usage(request->verb, "sample wants --count=N");
    if (copy_chosen(request, choose_sample, 0, &written, &report, &err) != ENT_OK)
        return cli_fail(&err);
    cli_say("%llu records, %llu drawn", (unsigned long long)report.documents,
            (unsigned long long)written);
    return cli_finish(dataset_verdict(&report));
}

/* ---- split ---- */

/* FOLDER/PART.ending */
static ent_status open_parts(ent_dataset_writer **writers,
                             const struct dataset_request *request, ent_error *err)
{
    static const char *const endings[ENT_FORMAT_COUNT] = {
        [ENT_FORMAT_AUTO] = ".jsonl",  [ENT_FORMAT_JSONL] = ".jsonl",
        [ENT_FORMAT_CSV] = ".csv",     [ENT_FORMAT_TSV] = ".tsv",
        [ENT_FORMAT_FASTTEXT] = ".ft", [ENT_FORMAT_LIBSVM] = ".libsvm",
        [ENT_FORMAT_VW] = ".vw",       [ENT_FORMAT_FOLDERS] = "",
        [ENT_FORMAT_TEXT] = ""};
    if (mkdir(request->output, 0777) != 0 && errno != EEXIST)
        return ent_fail(err, ENT_EIO, "cannot create folder '%s': %s", request->output,
                        strerror(errno));
    for (size_t i = 0; i < request->share_count; i++) {
        ent_buffer path = {0};
        const char *ending = endings[request->to] ? endings[request->to] : ".jsonl";
        ent_buffer_format(&path, "%s/%s%s", request->output, request->part_names[i],
                          ending);
        ent_status status =
            path.failed
                ? ent_fail_memory(err)
                : cli_inputs_spare(request->paths, request->path_count, path.data, err);
        if (status == ENT_OK)
            status = dataset_create(&writers[i], request, path.data, err);
        ent_buffer_dispose(&path);
        ENT_TRY(status);
    }
    return ENT_OK;
}

static ent_status choose_parts(uint8_t *part, const struct dataset_request *request,
                               const ent_survey *survey, ent_error *err)
{
    uint32_t *groups = ent_new(ent_survey_count(survey), sizeof *groups);
    if (!groups)
        return ent_fail_memory(err);
    ent_status status = ent_survey_groups(groups, survey, request->near, err);
    if (status == ENT_OK)
        status = ent_survey_split(part, survey, groups, request->shares,
                                  request->share_count, request->by, request->seed, err);
    free(groups);
    return status;
}

static ent_status split(struct dataset_request *request, uint64_t *written,
                        ent_dataset_report *report, ent_error *err)
{
    ent_survey *survey = NULL;
    ent_dataset_writer *writers[DATASET_MOST_PARTS] = {0};
    uint8_t *part = NULL;
    char spooled[64];
    unsigned what = (request->near < 1 ? ENT_SURVEY_SKETCHES : 0) |
                    (request->by == ENT_SPLIT_TIME ? ENT_SURVEY_TIMES : 0);
    request->reading.time_wanted = request->by == ENT_SPLIT_TIME;
    request->reading.group_wanted = request->by == ENT_SPLIT_GROUP;
    const char **paths = ent_new(request->path_count, sizeof *paths);
    ent_status status = paths ? ENT_OK : ent_fail_memory(err);
    if (status == ENT_OK)
        status = dataset_make_rereadable(request, paths, spooled, err);
    if (status != ENT_OK)
        goto out;
    ENT_TRY_OUT(dataset_survey(&survey, report, request, what, err));
    part = ent_new(ent_survey_count(survey), 1);
    status = part ? choose_parts(part, request, survey, err) : ent_fail_memory(err);
    if (status != ENT_OK)
        goto out;
    ENT_TRY_OUT(open_parts(writers, request, err));
    ENT_TRY_OUT(deal(request, writers, request->share_count, part,
                     ent_survey_count(survey), written, err));
    dataset_say_lost(writers[0], request->to);
    for (size_t i = 0; i < request->share_count && status == ENT_OK; i++) {
        status = ent_dataset_writer_commit(writers[i], err);
        writers[i] = NULL;
    }
out:
    for (size_t i = 0; i < request->share_count; i++)
        ent_dataset_writer_abandon(writers[i]);
    ent_survey_free(survey);
    free(part);
    free(paths);
    return status;
}

int dataset_split(struct dataset_request *request)
{
    ent_error err;
    ent_dataset_report report;
    uint64_t written[DATASET_MOST_PARTS] = {0};
    if (!request->output)
        return cli_usage(request->verb, "split wants a folder to write to: --out=FOLDER");
    if (request->share_count < 2)
        return cli_usage(request->verb, "split wants at least two parts");
    if (split(request, written, &report, &err) != ENT_OK)
        return cli_fail(&err);
    for (size_t i = 0; i < request->share_count; i++)
        cli_say("%s: %llu records", request->part_names[i],
                (unsigned long long)written[i]);
    return cli_finish(dataset_verdict(&report));
}
