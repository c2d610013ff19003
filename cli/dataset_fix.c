/* SPDX-License-Identifier: MIT */
/* The verb `dataset`: check --fix, which writes a copy without the problems and lists each change. */
#include <stdlib.h>

#include "dataset_findings.h"

struct repair {
    struct findings *findings;
    const ent_survey *survey;
    uint32_t *groups; /* [records] near-duplicates: the first of each is kept */
    const ent_label_twins *twins;
    size_t twin_count;
    ent_names rare; /* twins[i].rare has number i */
    ENT_ARRAY(ent_string) labels;
    struct dataset_ids *ids;
    uint64_t written;
};

/* ---- what the reader changes ---- */

static void take_notice(void *context, const ent_notice *notice)
{
    static const char *const done[] = {[ENT_NOTICE_FAULT] = "left out",
                                       [ENT_NOTICE_FIELD] = "left out",
                                       [ENT_NOTICE_CHARSET] = "written as UTF-8",
                                       [ENT_NOTICE_REPAIR] = "each became U+FFFD",
                                       [ENT_NOTICE_TIME] = NULL /* kept as found */};
    struct repair *repair = context;
    struct place place = {notice->file, notice->line, notice->column};
    if (done[notice->kind])
        finding_add(repair->findings, FINDING_CHANGE, &place, NULL, "%s: %s",
                    done[notice->kind], notice->what);
}

/* ---- records ---- */

static bool holds(const ent_string *labels, size_t count, ent_string label)
{
    for (size_t i = 0; i < count; i++)
        if (ent_string_equal(labels[i], label))
            return true;
    return false;
}

/* The labels with rare spellings replaced; what becomes the same is one. */
static bool fix_labels(struct repair *repair, ent_record *record,
                       const struct place *place)
{
    repair->labels.count = 0;
    for (size_t i = 0; i < record->label_count; i++) {
        ent_string label = record->labels[i];
        uint32_t twin = ent_names_find(&repair->rare, label);
        if (twin != ENT_MAP_NONE) {
            ent_string better = repair->twins[twin].frequent;
            finding_add(repair->findings, FINDING_CHANGE, place, NULL,
                        "label '%.*s' became '%.*s'", (int)label.size, label.data,
                        (int)better.size, better.data);
            label = better;
        }
        if (!holds(repair->labels.items, repair->labels.count, label) &&
            !ent_array_push(&repair->labels, label))
            return false;
    }
    record->labels = repair->labels.items;
    record->label_count = repair->labels.count;
    return true;
}

static ent_status fix_id(struct repair *repair, ent_record *record,
                         const struct place *place, ent_error *err)
{
    ent_string before = record->article.id;
    ENT_TRY(dataset_ids_keep_apart(repair->ids, record, err));
    ent_string after = record->article.id;
    if (!ent_string_equal(before, after))
        finding_add(repair->findings, FINDING_CHANGE, place, NULL,
                    "id '%.*s' became '%.*s'", (int)before.size, before.data,
                    (int)after.size, after.data);
    return ENT_OK;
}

static ent_status copy_record(struct repair *repair, size_t i, ent_record *record,
                              ent_dataset_writer *writer, ent_error *err)
{
    struct place here = finding_place(repair->survey, i);
    if (repair->groups[i] != i) {
        struct place there = finding_place(repair->survey, repair->groups[i]);
        finding_add(repair->findings, FINDING_CHANGE, &here, &there,
                    "left out: near-duplicate of");
        return ENT_OK;
    }
    if (!fix_labels(repair, record, &here))
        return ent_fail_memory(err);
    ENT_TRY(fix_id(repair, record, &here, err));
    repair->written++;
    return ent_dataset_write(writer, record, err);
}

static ent_status copy_fixed(struct repair *repair, ent_dataset_writer *writer,
                             ent_error *err)
{
    struct dataset_request again = *repair->findings->request;
    ent_dataset *dataset;
    ENT_TRY(dataset_reopen(&dataset, &again, take_notice, repair, err));
    ent_status status = ENT_OK;
    size_t count = ent_survey_count(repair->survey);
    for (size_t i = 0; status == ENT_OK; i++) {
        ent_record record;
        bool end;
        status = ent_dataset_next(dataset, &record, &end, err);
        if (status != ENT_OK || end)
            break;
        status = i == count
                     ? ent_fail(err, ENT_EDATA, "the corpus changed while it was read")
                     : copy_record(repair, i, &record, writer, err);
        dataset_tell_progress("writing", i + 1);
    }
    ent_dataset_free(dataset);
    return status;
}

/* ---- the copy ---- */

static ent_status prepare(struct repair *repair, ent_survey *survey, ent_error *err)
{
    repair->groups = ent_new(ent_survey_count(survey), sizeof *repair->groups);
    if (!repair->groups)
        return ent_fail_memory(err);
    ENT_TRY(
        ent_survey_groups(repair->groups, survey, repair->findings->request->near, err));
    ENT_TRY(ent_survey_twins(&repair->twins, &repair->twin_count, survey, err));
    for (size_t i = 0; i < repair->twin_count; i++) {
        uint32_t id;
        if (!ent_names_add(&repair->rare, repair->twins[i].rare, &id))
            return ent_fail_memory(err);
    }
    return ENT_OK;
}

ent_status dataset_fix(struct findings *findings, ent_survey *survey, ent_error *err)
{
    const struct dataset_request *request = findings->request;
    struct repair repair = {.findings = findings, .survey = survey, .ids = request->ids};
    ent_dataset_writer *writer = NULL;
    ent_status status;
    ENT_TRY_OUT(prepare(&repair, survey, err));
    ENT_TRY_OUT(dataset_create(&writer, request, request->fix, err));
    ENT_TRY_OUT(copy_fixed(&repair, writer, err));
    dataset_say_lost(writer, request->to);
    status = ent_dataset_writer_commit(writer, err);
    writer = NULL;
    if (status == ENT_OK)
        cli_say("%s: %llu records, %llu changes", request->fix,
                (unsigned long long)repair.written,
                (unsigned long long)findings->counts[FINDING_CHANGE]);
out:
    ent_dataset_writer_abandon(writer);
    ent_names_dispose(&repair.rare);
    free(repair.labels.items);
    free(repair.groups);
    return status;
}
