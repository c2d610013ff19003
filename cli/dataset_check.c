/* SPDX-License-Identifier: MIT */
/* The verb `dataset`: check, which names every problem of a corpus by its place. */
#include <stdlib.h>

#include "dataset_findings.h"

/* ---- what the reader tells ---- */

static void take_notice(void *context, const ent_notice *notice)
{
    static const enum finding kinds[] = {[ENT_NOTICE_FAULT] = FINDING_FAULT,
                                         [ENT_NOTICE_FIELD] = FINDING_FIELD,
                                         [ENT_NOTICE_CHARSET] = FINDING_CHARSET,
                                         [ENT_NOTICE_REPAIR] = FINDING_REPAIR,
                                         [ENT_NOTICE_TIME] = FINDING_TIME};
    struct place place = {notice->file, notice->line, notice->column};
    finding_add(context, kinds[notice->kind], &place, NULL, "%s", notice->what);
}

/* ---- what shows in the whole ---- */

static ent_status check_labels(struct findings *findings, ent_survey *survey,
                               ent_error *err)
{
    const ent_label_twins *twins;
    size_t count;
    ENT_TRY(ent_survey_twins(&twins, &count, survey, err));
    for (size_t i = 0; i < count; i++) {
        const ent_label_twins *pair = &twins[i];
        struct place place =
            finding_place(survey, ent_survey_first_with_label(survey, pair->rare));
        finding_add(findings, FINDING_TWIN, &place, NULL,
                    "label '%.*s' (%llu documents): did you mean '%.*s' (%llu)?",
                    (int)pair->rare.size, pair->rare.data,
                    (unsigned long long)pair->rare_documents, (int)pair->frequent.size,
                    pair->frequent.data, (unsigned long long)pair->frequent_documents);
    }
    ent_survey_figures figures;
    ENT_TRY(ent_survey_describe(&figures, survey, err));
    for (size_t i = 0; i < figures.label_count; i++) {
        ent_string name = figures.labels[i].name;
        if (figures.labels[i].documents != 1)
            continue;
        struct place place =
            finding_place(survey, ent_survey_first_with_label(survey, name));
        finding_add(findings, FINDING_LONELY, &place, NULL,
                    "label '%.*s' has one document only", (int)name.size, name.data);
    }
    return ENT_OK;
}

static void check_ids(struct findings *findings, const ent_survey *survey)
{
    for (size_t i = 0; i < ent_survey_count(survey); i++) {
        size_t first = ent_survey_first_with_id(survey, i);
        if (first == i)
            continue;
        struct place here = finding_place(survey, i),
                     there = finding_place(survey, first);
        finding_add(findings, FINDING_ID, &here, &there, "the id is that of");
    }
}

static ent_status check_repeats(struct findings *findings, const ent_survey *survey,
                                ent_error *err)
{
    size_t count = ent_survey_count(survey);
    uint32_t *groups = ent_new(count, sizeof *groups);
    if (!groups)
        return ent_fail_memory(err);
    ent_status status = ent_survey_groups(groups, survey, findings->request->near, err);
    for (size_t i = 0; i < count && status == ENT_OK; i++) {
        if (groups[i] == i)
            continue;
        bool other = ent_survey_parts_differ(survey, i, groups[i]);
        struct place here = finding_place(survey, i),
                     there = finding_place(survey, groups[i]);
        findings->across += other;
        finding_add(findings, FINDING_REPEAT, &here, &there, "near-duplicate%s of",
                    other ? " (in another part)" : "");
    }
    free(groups);
    return status;
}

/* ---- the action ---- */

static ent_status check(struct findings *findings, ent_survey **survey, ent_error *err)
{
    struct dataset_request *request = findings->request;
    ent_dataset_report report;
    unsigned what = ENT_SURVEY_PLACES | (request->near < 1 ? ENT_SURVEY_SKETCHES : 0);
    ENT_TRY(dataset_survey(survey, &report, request, what, err));
    findings->documents = report.documents;
    findings->unlabelled = report.unlabelled;
    ENT_TRY(check_labels(findings, *survey, err));
    check_ids(findings, *survey);
    ENT_TRY(check_repeats(findings, *survey, err));
    if (request->fix)
        ENT_TRY(dataset_fix(findings, *survey, err));
    findings_end(findings);
    return cli_print(&findings->out)
               ? ENT_OK
               : ent_fail(err, ENT_EIO, "cannot write standard output");
}

int dataset_check(struct dataset_request *request)
{
    ent_error err;
    struct findings findings = {.request = request,
                                .json = request->told == CLI_OUTPUT_JSONL};
    char spooled[64];
    const char **paths = ent_new(request->path_count, sizeof *paths);
    ent_survey *survey = NULL;
    struct dataset_ids ids = {0};
    request->ids = request->fix ? &ids : NULL;
    request->reading.bad = NULL;
    request->reading.notice = take_notice;
    request->reading.context = &findings;
    if (!request->on_error_given)
        request->reading.on_error = ENT_ON_ERROR_SKIP;
    ent_status status = paths ? ENT_OK : ent_fail_memory(&err);
    if (status == ENT_OK && request->fix)
        status = dataset_make_rereadable(request, paths, spooled, &err);
    if (status == ENT_OK)
        status = check(&findings, &survey, &err);
    int code = status != ENT_OK               ? cli_fail(&err)
               : findings_problems(&findings) ? CLI_SOME_BAD
                                              : CLI_OK;
    ent_survey_free(survey);
    dataset_ids_dispose(&ids);
    findings_dispose(&findings);
    free(paths);
    return cli_finish(code);
}
