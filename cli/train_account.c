/* SPDX-License-Identifier: MIT */
/* What `train` tells of a run, to a person and as JSON. */
#include "train_account.h"

enum { LISTED_LABELS = 40 };

static void say_corpus(const ent_dataset_report *read, const ent_corpus *corpus)
{
    cli_say("read      %llu document%s, %zu label%s, %.1f MB of text; %s a document",
            (unsigned long long)read->documents, cli_s(read->documents),
            read->label_count, cli_s(read->label_count), (double)read->bytes / 1e6,
            corpus->multi_label ? "any number of labels" : "one label");
    if (read->unlabelled)
        cli_say("          %llu without a label, %s of none",
                (unsigned long long)read->unlabelled,
                read->unlabelled == 1 ? "an example" : "examples");
    if (read->repaired)
        cli_say("repaired  %llu byte sequence%s that %s not UTF-8",
                (unsigned long long)read->repaired, cli_s(read->repaired),
                read->repaired == 1 ? "was" : "were");
    for (int reason = 0; reason < ENT_SKIP_COUNT; reason++)
        if (read->skipped[reason])
            cli_say("skipped   %llu: %s", (unsigned long long)read->skipped[reason],
                    ent_skip_text((ent_skip)reason));
    for (size_t i = 0; i < read->label_count && i < LISTED_LABELS; i++)
        cli_say("  %8llu  %.*s", (unsigned long long)read->labels[i].documents,
                (int)read->labels[i].name.size, read->labels[i].name.data);
    if (read->label_count > LISTED_LABELS)
        cli_say("            and %zu more", read->label_count - LISTED_LABELS);
}

/* "Sport" and "sport ": each would be taught that the other's documents are none of its own. */
static ent_status warn_of_twins(const ent_dataset_report *read, ent_error *err)
{
    ent_survey *survey;
    const ent_label_twins *twins;
    size_t count = 0;
    ENT_TRY(ent_survey_new(&survey, 0, err));
    ent_status status = ENT_OK;
    for (size_t i = 0; status == ENT_OK && i < read->label_count; i++) {
        ent_string label = read->labels[i].name;
        ent_record record = {.labels = &label, .label_count = 1};
        status = ent_survey_add(survey, &record, err);
    }
    if (status == ENT_OK)
        status = ent_survey_twins(&twins, &count, survey, err);
    for (size_t i = 0; i < count && i < LISTED_LABELS; i++)
        cli_say(
            "warning   labels '%.*s' and '%.*s' differ by case, spaces or punctuation "
            "only, and are learned as two (--map makes them one)",
            (int)twins[i].rare.size, twins[i].rare.data, (int)twins[i].frequent.size,
            twins[i].frequent.data);
    ent_survey_free(survey);
    return status;
}

/* A row of the map that meets no label is a misspelling as a rule, and its documents keep the label that they had. */
static void warn_of_unmet(const ent_dataset_report *read)
{
    for (size_t i = 0; i < read->unmet_count && i < LISTED_LABELS; i++)
        cli_say("warning   the map names label '%.*s', which no document has",
                (int)read->unmet[i].size, read->unmet[i].data);
    if (read->unmet_count > LISTED_LABELS)
        cli_say("warning   and %zu more", read->unmet_count - LISTED_LABELS);
}

ent_status train_say_reading(const ent_dataset_report *read, const ent_corpus *corpus,
                             ent_error *err)
{
    say_corpus(read, corpus);
    warn_of_unmet(read);
    return warn_of_twins(read, err);
}

static void say_trials(const ent_train_report *report)
{
    for (size_t i = 0; i < report->trial_count; i++) {
        const ent_train_trial *trial = &report->trials[i];
        cli_say("tried     accuracy %.4f, micro-F1 %.4f, macro-F1 %.4f: %s, C = %g",
                trial->accuracy, trial->micro_f1, trial->macro_f1, trial->recipe,
                trial->C);
    }
}

static void say_scores(const ent_train_report *report)
{
    if (report->accuracy < 0)
        return;
    cli_say("held out  accuracy %.4f, micro-F1 %.4f, macro-F1 %.4f over %u folds; "
            "%u-bit weights cost %.3f points",
            report->accuracy, report->micro_f1, report->macro_f1, report->folds,
            report->weight_bits, report->quantised_loss);
    if (report->ece >= 0)
        cli_say("          calibration error %.4f (15 bins; exact probabilities would "
                "show %.4f), Brier score %.4f",
                report->ece, report->ece_chance, report->brier);
    if (report->one_group)
        cli_say("warning   all documents are of one group, or nearly the same: what was "
                "held out is not new, so these scores are too high");
    if (report->unseen_labels)
        cli_say("warning   %zu label%s no documents in more than one fold (one document, "
                "one group, or near-duplicates): held out, they count as missed",
                report->unseen_labels, report->unseen_labels == 1 ? " has" : "s have");
}

static void say_times(const struct train_account *account)
{
    const ent_train_report *report = account->fit;
    double total = account->reading + account->writing;
    ent_buffer line = {0};
    ent_buffer_format(&line, "read %.2f s", account->reading);
    for (size_t i = 0; i < report->stage_count; i++) {
        ent_buffer_format(&line, ", %s %.2f s", report->stages[i].name,
                          report->stages[i].seconds);
        total += report->stages[i].seconds;
    }
    ent_buffer_format(&line, ", write %.2f s", account->writing);
    cli_say("time      %.2f s: %s", total, line.data ? line.data : "");
    ent_buffer_dispose(&line);
}

void train_say_fit(const struct train_account *account)
{
    const ent_train_report *report = account->fit;
    say_trials(report);
    if (account->verbose)
        cli_say("memory    %.1f MB of scratch for the solver, %.1f MB of vectors, "
                "%.1f MB of weights",
                (double)report->solver_bytes / 1e6, (double)report->nonzeros * 8 / 1e6,
                (double)report->weight_bytes / 1e6);
    cli_say("chosen    %s, C = %g", report->recipe, report->C);
    cli_say("fitted    %zu of %zu term%s, %zu non-zero%s, C = %g%s", report->features,
            report->vocabulary, cli_s(report->vocabulary), report->nonzeros,
            cli_s(report->nonzeros), report->C,
            report->converged ? "" : " (did not converge)");
    if (report->collisions)
        cli_say("hashed    %llu of %zu features %s for several terms",
                (unsigned long long)report->collisions, report->vocabulary,
                report->collisions == 1 ? "stands" : "stand");
    say_scores(report);
    say_times(account);
}

void train_say_small(const ent_model *model, const ent_corpus *corpus,
                     const ent_train_options *options)
{
    ent_curve_point curve[ENT_CURVE_POINTS];
    size_t count;
    ent_train_options own = *options;
    own.progress = NULL;
    if (ent_learning_curve(curve, &count, model, corpus, &own, NULL) != ENT_OK)
        return;
    cli_say("warning   a corpus of %zu document%s is small: what it says about itself "
            "is rough",
            corpus->count, cli_s(corpus->count));
    for (size_t i = 0; i < count; i++)
        cli_say("          from %3zu document%s: %.2f right", curve[i].documents,
                cli_s(curve[i].documents), curve[i].score);
    if (count > 1 && curve[count - 1].score > curve[count - 2].score)
        cli_say("          more labelled documents would help (entente suggest says "
                "which)");
}

void train_print_account(const struct train_account *account)
{
    static const ent_train_report nothing = {.accuracy = -1, .ece = -1};
    const ent_train_report *report = account->fit ? account->fit : &nothing;
    ent_buffer out = {0};
    ent_json_writer json = {.out = &out};
    ent_json_begin_object(&json);
    ent_json_key(&json, "model");
    if (account->path)
        ent_json_write_text(&json, account->path);
    else
        ent_json_write_null(&json);
    ent_json_key(&json, "digest");
    ent_json_write_text(&json, account->digest);
    ent_json_key(&json, "documents");
    ent_json_write_integer(&json, (int64_t)account->read->documents);
    ent_json_key(&json, "labels");
    ent_json_write_integer(&json, (int64_t)report->labels);
    ent_json_key(&json, "features");
    ent_json_write_integer(&json, (int64_t)report->features);
    ent_json_key(&json, "skipped");
    ent_json_write_integer(&json, (int64_t)account->read->faults);
    if (report->accuracy >= 0) {
        ent_json_key(&json, "accuracy");
        ent_json_write_number(&json, report->accuracy, 6);
        ent_json_key(&json, "micro_f1");
        ent_json_write_number(&json, report->micro_f1, 6);
        ent_json_key(&json, "macro_f1");
        ent_json_write_number(&json, report->macro_f1, 6);
    }
    if (report->ece >= 0) {
        ent_json_key(&json, "ece");
        ent_json_write_number(&json, report->ece, 6);
        ent_json_key(&json, "ece_chance");
        ent_json_write_number(&json, report->ece_chance, 6);
        ent_json_key(&json, "brier");
        ent_json_write_number(&json, report->brier, 6);
    }
    retrain_json(&json, account->retrain);
    ent_json_key(&json, "seconds");
    ent_json_begin_object(&json);
    ent_json_key(&json, "read");
    ent_json_write_number(&json, account->reading, 3);
    for (size_t i = 0; i < report->stage_count; i++) {
        ent_json_key(&json, report->stages[i].name);
        ent_json_write_number(&json, report->stages[i].seconds, 3);
    }
    ent_json_key(&json, "write");
    ent_json_write_number(&json, account->writing, 3);
    ent_json_end_object(&json);
    ent_json_end_object(&json);
    ent_buffer_byte(&out, '\n');
    cli_print(&out);
    ent_buffer_dispose(&out);
}
