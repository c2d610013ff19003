/* SPDX-License-Identifier: MIT */
/* The part of the verb `train` that fits stance models. */
#include "train_stance.h"

static void say_score(const char *name, double score)
{
    if (score >= 0)
        cli_say("held out  %s %.4f", name, score);
}

static void say_account(const ent_stance_report *report, double seconds)
{
    cli_say("read      %zu document%s on targets, %zu claim%s with articles",
            report->documents, cli_s(report->documents), report->pairs,
            cli_s(report->pairs));
    if (report->documents)
        cli_say("fitted    %zu target%s with models of their own, and one for any other",
                report->targets, cli_s(report->targets));
    say_score("targets: accuracy", report->target_accuracy);
    say_score("targets: mean F1", report->target_macro_f1);
    say_score("targets never seen: mean F1", report->pooled_macro_f1);
    say_score("claims: accuracy", report->pair_accuracy);
    say_score("claims: macro-F1", report->pair_macro_f1);
    if (report->pairs)
        cli_say("fitted    kernels of %zu row%s", report->pair_rows,
                cli_s(report->pair_rows));
    cli_say("time      %.2f s", seconds);
}

static void write_score(ent_json_writer *json, const char *key, double score)
{
    if (score < 0)
        return;
    ent_json_key(json, key);
    ent_json_write_number(json, score, 6);
}

static void print_json(const char *path, const ent_stance_model *model,
                       const ent_stance_report *report)
{
    ent_buffer out = {0};
    ent_json_writer json = {.out = &out};
    ent_json_begin_object(&json);
    ent_json_key(&json, "model");
    ent_json_write_text(&json, path);
    ent_json_key(&json, "digest");
    ent_json_write_text(&json, ent_stance_model_digest(model));
    ent_json_key(&json, "documents");
    ent_json_write_integer(&json, (int64_t)report->documents);
    ent_json_key(&json, "targets");
    ent_json_write_integer(&json, (int64_t)report->targets);
    ent_json_key(&json, "pairs");
    ent_json_write_integer(&json, (int64_t)report->pairs);
    write_score(&json, "target_accuracy", report->target_accuracy);
    write_score(&json, "target_macro_f1", report->target_macro_f1);
    write_score(&json, "pooled_macro_f1", report->pooled_macro_f1);
    write_score(&json, "pair_accuracy", report->pair_accuracy);
    write_score(&json, "pair_macro_f1", report->pair_macro_f1);
    ent_json_end_object(&json);
    ent_buffer_byte(&out, '\n');
    cli_print(&out);
    ent_buffer_dispose(&out);
}

int cli_train_stance(ent_dataset *dataset, const ent_stance_options *options,
                     const char *path, bool json)
{
    ent_error err = {ENT_OK, ""};
    ent_corpus corpus;
    ent_stance_model *model = NULL;
    ent_stance_report report;
    ent_dataset_report read;
    double began = ent_seconds();
    if (ent_corpus_load(&corpus, dataset, 0, &err) != ENT_OK)
        return cli_fail(&err);
    ent_status status = ent_dataset_get_report(&read, dataset, &err);
    if (status == ENT_OK)
        status = ent_stance_train(&model, &report, &corpus, options, &err);
    if (status == ENT_OK)
        status = ent_stance_model_save(model, path, &err);
    int code = status == ENT_OK ? CLI_OK : cli_fail(&err);
    if (status == ENT_OK) {
        say_account(&report, ent_seconds() - began);
        cli_say("wrote     '%s', digest %s", path, ent_stance_model_digest(model));
        if (json)
            print_json(path, model, &report);
        code = read.faults ? CLI_SOME_BAD : CLI_OK;
    }
    ent_stance_model_free(model);
    ent_corpus_dispose(&corpus);
    return code;
}
